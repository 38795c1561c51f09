/** A WebSocket proxy on this machine with a delivery gate in it, for clients that run in Node. */
import { once } from "node:events";
import { WebSocket, WebSocketServer } from "ws";
import type { DeliveryGate } from "./delivery-gate.ts";

export interface GateProxy {
  readonly url: string;
  /** Sends what the gate let through after the fact. */
  deliver(frames: readonly Uint8Array[]): void;
  close(): Promise<void>;
}

/** Opens a proxy to the relay at `target` (a `ws:` address). */
export async function openGateProxy(target: string, gate: DeliveryGate): Promise<GateProxy> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  let client: WebSocket | null = null;
  server.on("connection", (socket, request) => {
    client = socket;
    gate.reset();
    const upstream = new WebSocket(new URL(request.url ?? "/", target), { perMessageDeflate: false });
    const waiting: Uint8Array[] = [];
    socket.on("message", (data) => {
      if (!(data instanceof Uint8Array)) return;
      gate.noteSent(data);
      if (upstream.readyState === WebSocket.OPEN) upstream.send(data);
      else waiting.push(data);
    });
    upstream.on("open", () => {
      for (const data of waiting) upstream.send(data);
    });
    upstream.on("message", (data) => {
      if (!(data instanceof Uint8Array) || client !== socket) return;
      for (const frame of gate.receive(data)) socket.send(frame);
    });
    socket.on("close", () => upstream.terminate());
    upstream.on("close", () => socket.terminate());
    upstream.on("error", () => socket.terminate());
    socket.on("error", () => upstream.terminate());
  });
  return {
    url: `ws://127.0.0.1:${address.port}/sync`,
    deliver(frames) {
      for (const frame of frames) client?.send(frame);
    },
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
