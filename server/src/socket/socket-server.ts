/**
 * The sockets of the server: who may connect, and one session for each that does. What comes from a socket goes to
 * its session as bytes; nothing here looks into them.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { closeCodes, type DocumentId, frameBytesMax, parseDocumentId } from "@weft/protocol";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Arrival } from "../identity/arrival.ts";
import type { BrowserPasses } from "../identity/browser-passes.ts";
import { isOriginAllowed } from "../identity/origin.ts";
import { connectionsMax, yjsFrameBytesMax } from "../limits.ts";
import type { ConnectionRefusal } from "../metrics.ts";
import type { Visitor } from "../session/entrance.ts";
import { Session, type SessionServices } from "../session/session.ts";
import { YjsSession, type YjsSessionServices } from "../yjs/yjs-session.ts";
import { SocketWire } from "./socket-wire.ts";
import { TypedSocket } from "./typed-socket.ts";

/** The path of the native socket. */
const syncPath = "/sync";

/** What the paths of Yjs documents begin with. */
const yjsPath = "/yjs/";

/** What a socket speaks: our own protocol, or that of y-websocket with one document. */
type Language = { readonly name: "weft" } | { readonly name: "yjs"; readonly documentId: DocumentId | null };

/** What a socket brings: from where, with which token, to speak what. */
interface Caller extends Arrival, Visitor {
  readonly language: Language;
}

/** A request that waits for its answer: the connection, and what came after the request. */
interface Way {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** What a socket server stands on. */
export interface SocketServices extends SessionServices, YjsSessionServices {
  readonly passes: BrowserPasses;
}

/** What both kinds of sessions are to a socket. */
type Conversation = Pick<Session, "receive" | "receivePing" | "disconnected" | "close"> &
  Partial<Pick<YjsSession, "receivePong">>;

/** Who may connect. */
export interface ConnectionRules {
  /** They may connect besides pages of the server's own host. */
  readonly origins: readonly string[];
  /** Where a request comes from. */
  arrival(request: IncomingMessage): Arrival;
}

/** All open sockets. */
export class SocketServer {
  private readonly services: SocketServices;
  private readonly rules: ConnectionRules;
  /** The header that brings a browser its pass, for answers that are not sent yet. */
  private readonly newPasses = new WeakMap<IncomingMessage, string>();
  private readonly upgrades = {
    weft: this.createUpgrades(frameBytesMax),
    yjs: this.createUpgrades(yjsFrameBytesMax),
  };
  private readonly sockets = new Set<WebSocket>();
  private isDraining = false;
  private whenEmpty: (() => void) | null = null;

  constructor(services: SocketServices, rules: ConnectionRules) {
    this.services = services;
    this.rules = rules;
  }

  /** Serves the upgrades of an HTTP server. */
  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Until a session has it, an error of the socket is nobody's business: it closes by itself.
      socket.on("error", ignore);
      const [pathname, query] = (request.url ?? "").split("?", 2);
      const arrival = this.rules.arrival(request);
      const language = languageOf(pathname ?? "");
      if (language === null) {
        this.refuse(socket, "unknown-path", "404 Not Found");
      } else if (this.isDraining || this.sockets.size >= connectionsMax) {
        this.refuse(socket, "no-room", "503 Service Unavailable");
      } else if (!this.services.addresses.mayConnect(arrival.address)) {
        this.refuse(socket, "too-many", "429 Too Many Requests");
      } else {
        this.releaseAtClose(socket, arrival.address);
        const token = new URLSearchParams(query).get("token") ?? "";
        const caller = { ...arrival, token, language };
        if (request.headers.cookie === undefined && request.headers.origin === undefined) {
          this.upgrade(request, { socket, head }, { ...caller, browser: null });
        } else void this.upgradeBrowser(request, { socket, head }, caller);
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

  /** A browser is known by its pass, and gets one with the answer if it has none. */
  private async upgradeBrowser(
    request: IncomingMessage,
    way: Way,
    caller: Omit<Caller, "browser">,
  ): Promise<void> {
    const { host, isSecure } = caller;
    const { cookie, origin } = request.headers;
    const isOurs = isOriginAllowed({ host, origin, allowed: [] });
    try {
      if (origin === undefined || !isOurs) {
        const browser = isOurs ? await this.services.passes.read(cookie) : null;
        this.upgrade(request, way, { ...caller, browser });
        return;
      }
      const { browser, setCookie } = await this.services.passes.meet(cookie, isSecure);
      if (setCookie !== null) this.newPasses.set(request, setCookie);
      this.upgrade(request, way, { ...caller, browser });
    } catch (error) {
      this.services.logger.error({ err: error }, "a socket could not be opened");
      way.socket.destroy();
    }
  }

  private upgrade(request: IncomingMessage, { socket, head }: Way, caller: Caller): void {
    if (socket.destroyed) return;
    this.upgrades[caller.language.name].handleUpgrade(request, socket, head, (webSocket) => {
      this.accept(webSocket, request.headers.origin, caller);
    });
  }

  private accept(socket: WebSocket, origin: string | undefined, { host, ...caller }: Caller): void {
    this.track(socket);
    if (!isOriginAllowed({ host, origin, allowed: this.rules.origins })) {
      socket.close(closeCodes.forbidden, "This page may not connect to this server.");
      return;
    }
    const wire = new SocketWire(socket, this.services);
    const session = this.openSession(wire, caller);
    socket.on("message", (data: RawData, isBinary: boolean) => {
      const bytes = toBytes(data);
      this.services.metrics.received(bytes.length);
      if (isBinary) session.receive(bytes);
      else session.close("badFrame", "a text message");
    });
    socket.on("ping", (data: Buffer) => session.receivePing(data));
    socket.on("pong", () => session.receivePong?.());
    socket.on("close", () => session.disconnected());
  }

  private openSession(wire: SocketWire, caller: Omit<Caller, "host">): Conversation {
    const { language, token, address, browser } = caller;
    if (language.name === "weft") return new Session(this.services, wire, { token, address, browser });
    return new YjsSession(this.services, wire, { documentId: language.documentId, token, browser });
  }

  /** In a scope of its own, so that a socket which lives for hours does not keep the request that opened it. */
  private releaseAtClose(socket: Duplex, address: string): void {
    socket.once("close", () => this.services.addresses.release(address));
  }

  private refuse(socket: Duplex, reason: ConnectionRefusal, status: string): void {
    this.services.metrics.connectionRefused(reason);
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  private createUpgrades(maxPayload: number): WebSocketServer {
    const upgrades = new WebSocketServer({
      noServer: true,
      WebSocket: TypedSocket,
      maxPayload,
      perMessageDeflate: false,
      clientTracking: false,
      autoPong: false,
    });
    upgrades.on("headers", (headers, request) => {
      const setCookie = this.newPasses.get(request);
      if (setCookie !== undefined) headers.push(`Set-Cookie: ${setCookie}`);
    });
    return upgrades;
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

/** Null for a path where no socket is. */
function languageOf(pathname: string): Language | null {
  if (pathname === syncPath) return { name: "weft" };
  if (!pathname.startsWith(yjsPath)) return null;
  return { name: "yjs", documentId: parseDocumentId(pathname.slice(yjsPath.length)) };
}

function ignore(): void {}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
