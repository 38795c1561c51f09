/** y-websocket's server as its package starts it: nothing is written, nothing is acknowledged. Prints its port. */
import http from "node:http";
import { setupWSConnection } from "@y/websocket-server/utils";
import { WebSocketServer } from "ws";

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = http.createServer((_request, response) => response.end("okay"));
sockets.on("connection", setupWSConnection);
server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit("connection", webSocket, request));
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`y-websocket at http://127.0.0.1:${server.address().port}\n`);
});
process.once("SIGTERM", () => process.exit(0));
