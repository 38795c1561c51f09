/**
 * The sockets of the server: who may connect, and one session for each that does. What comes from a socket goes to
 * its session as bytes; nothing here looks into them.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { closeCodes, frameBytesMax } from "@weft/protocol";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { isOriginAllowed } from "../identity/origin.ts";
import { connectionsMax } from "../limits.ts";
import { Session, type SessionServices } from "../session/session.ts";
import { SocketWire } from "./socket-wire.ts";
import { TypedSocket } from "./typed-socket.ts";

/** The path of the native socket. */
const syncPath = "/sync";

/** All open sockets. */
export class SocketServer {
  private readonly services: SessionServices;
  private readonly origins: readonly string[];
  private readonly upgrades = new WebSocketServer({
    noServer: true,
    WebSocket: TypedSocket,
    maxPayload: frameBytesMax,
    perMessageDeflate: false,
    clientTracking: false,
    autoPong: false,
  });
  private readonly sockets = new Set<WebSocket>();
  private isDraining = false;
  private whenEmpty: (() => void) | null = null;

  /** `origins` may connect besides pages of the server's own host. */
  constructor(services: SessionServices, origins: readonly string[]) {
    this.services = services;
    this.origins = origins;
  }

  /** Serves the upgrades of an HTTP server. */
  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Until a session has it, an error of the socket is nobody's business: it closes by itself.
      socket.on("error", () => {});
      const [pathname, query] = (request.url ?? "").split("?", 2);
      if (pathname !== syncPath) {
        refuseUpgrade(socket, "404 Not Found");
      } else if (this.isDraining || this.sockets.size >= connectionsMax) {
        refuseUpgrade(socket, "503 Service Unavailable");
      } else {
        this.upgrades.handleUpgrade(request, socket, head, (webSocket) => {
          this.accept(webSocket, request, new URLSearchParams(query).get("token") ?? "");
        });
      }
    });
  }

  /** Takes no more sockets; resolves when all are closed. */
  async drained(): Promise<void> {
    this.isDraining = true;
    if (this.sockets.size === 0) return;
    await new Promise<void>((resolve) => {
      this.whenEmpty = resolve;
    });
  }

  /** Closes what the rooms did not: sockets that are not in a room. */
  closeAll(): void {
    for (const socket of this.sockets) socket.close(closeCodes.goingAway, "The server is restarting.");
  }

  /** Cuts off whoever is still there. */
  terminateAll(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  private accept(socket: WebSocket, request: IncomingMessage, token: string): void {
    const { host, origin } = request.headers;
    this.track(socket);
    if (!isOriginAllowed({ host, origin, allowed: this.origins })) {
      socket.close(closeCodes.forbidden, "This page may not connect to this server.");
      return;
    }
    const visitor = { token, address: request.socket.remoteAddress ?? "" };
    const session = new Session(this.services, new SocketWire(socket, this.services.clock), visitor);
    socket.on("message", (data: RawData, isBinary: boolean) => {
      if (isBinary) session.receive(toBytes(data));
      else session.close("badFrame", "a text message");
    });
    socket.on("ping", (data: Buffer) => session.receivePing(data));
    socket.on("close", () => session.disconnected());
  }

  private track(socket: WebSocket): void {
    this.sockets.add(socket);
    this.services.metrics.connectionOpened();
    // A close always follows an error; there is nothing else to do about a socket that broke.
    socket.on("error", (error) => this.services.logger.debug({ err: error }, "a socket broke"));
    socket.once("close", (code) => {
      this.sockets.delete(socket);
      this.services.metrics.connectionClosed(code);
      if (this.sockets.size === 0) this.whenEmpty?.();
    });
  }
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
