import { WebSocket } from "ws";

/** Opens a socket that hands over each message as bytes. Rejects if it is refused. */
export function connect(url: string, message: (bytes: Uint8Array) => void): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on("message", (data) => {
      if (Buffer.isBuffer(data)) message(data);
    });
    socket.once("error", reject);
    socket.once("open", () => {
      socket.off("error", reject);
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}
