import type { Clock } from "@weft/base";
import { WebSocket } from "ws";
import { closingMsMax, messageOverheadBytes } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import type { PingingWire } from "../yjs/yjs-session.ts";

/** What a wire stands on. */
export interface WireServices {
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** A `ws` socket as a session's wire. */
export class SocketWire implements PingingWire {
  private readonly socket: WebSocket;
  private readonly clock: Clock;
  private readonly metrics: Metrics;
  private unsent = 0;
  private waiters: (() => void)[] = [];

  constructor(socket: WebSocket, { clock, metrics }: WireServices) {
    this.socket = socket;
    this.clock = clock;
    this.metrics = metrics;
    socket.once("close", () => this.wake());
  }

  send(bytes: Uint8Array): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.unsent++;
    this.metrics.sent(bytes.length);
    this.socket.send(bytes, { binary: true }, () => this.sent());
  }

  get backlogBytes(): number {
    return this.socket.bufferedAmount + this.unsent * messageOverheadBytes;
  }

  flushed(): Promise<void> {
    if (this.unsent === 0 || this.socket.readyState !== WebSocket.OPEN) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  /** Answers a ping of the socket itself. */
  pong(data: Uint8Array): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.unsent++;
    this.socket.pong(data, false, () => this.sent());
  }

  /** Asks the peer's socket for a sign of life. */
  ping(): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.ping();
  }

  /** A peer that does not answer the good-bye is cut off. */
  close(code: number, reason: string): void {
    this.socket.close(code, reason);
    const timer = this.clock.after(closingMsMax, () => this.socket.terminate());
    this.socket.once("close", () => timer.cancel());
    this.wake();
  }

  private sent(): void {
    this.unsent--;
    if (this.unsent === 0) this.wake();
  }

  private wake(): void {
    const { waiters } = this;
    this.waiters = [];
    for (const resolve of waiters) resolve();
  }
}
