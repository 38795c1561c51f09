/** One client's way to the server in virtual time: ordered, late by chance, cut, silently dead, and sometimes faulty. */
import type { Random, VirtualClock } from "@weft/base";
import type { WebSocketClass, WebSocketLike } from "@weft/sync";
import type { Session } from "../../src/session/session.ts";
import type { Wire } from "../../src/session/wire.ts";
import { type History, SessionHistory } from "./history.ts";

/** Who takes a socket: the server's life of the moment. */
export interface Listener {
  accept(wire: Wire): Session | null;
}

interface Line {
  cut(): void;
  silence(): void;
}

/** Everything between one client and the server. */
export class VirtualNetwork {
  isUp = true;
  /** Does not read: what it is sent piles up. */
  isSlow = false;
  /** The chance that a message is lost, comes twice, or has another kind. */
  faultChance = 0;
  faults = 0;
  private readonly clock: VirtualClock;
  private readonly random: Random;
  private readonly history: History;
  private readonly listener: Listener;
  private readonly lines = new Set<Line>();

  constructor(options: {
    readonly clock: VirtualClock;
    readonly random: Random;
    readonly history: History;
    readonly listener: Listener;
  }) {
    this.clock = options.clock;
    this.random = options.random;
    this.history = options.history;
    this.listener = options.listener;
  }

  /** Breaks every socket, for both ends. */
  cut(): void {
    for (const line of [...this.lines]) line.cut();
  }

  /** From now on nothing passes on the present sockets, and nobody is told. */
  silence(): void {
    for (const line of this.lines) line.silence();
  }

  /** The class that the client is given. */
  webSocket(): WebSocketClass {
    const network = this;
    return class VirtualSocket implements WebSocketLike {
      binaryType = "arraybuffer";
      onopen: ((event: never) => void) | null = null;
      onmessage: ((event: never) => void) | null = null;
      onclose: ((event: never) => void) | null = null;
      onerror: ((event: never) => void) | null = null;
      readyState = 0;
      private readonly up = network.lane();
      private readonly down = network.lane();
      private session: Session | null = null;
      private readonly seen = new SessionHistory();
      private isSilent = false;
      private readonly line: Line = {
        cut: () => this.end(1006),
        silence: () => {
          this.isSilent = true;
        },
      };

      constructor(_address: string) {
        network.lines.add(this.line);
        this.up(() => this.connect());
      }

      send(data: Uint8Array): void {
        for (const bytes of network.arrivals(data.slice())) {
          this.up(() => {
            if (this.isSilent || this.readyState === 3 || this.session === null) return;
            network.history.heard(this.seen, bytes);
            this.session.receive(bytes);
          });
        }
      }

      /** The other end hears of it later: until then it has two sockets of one client. */
      close(): void {
        if (this.readyState === 3) return;
        this.readyState = 3;
        network.lines.delete(this.line);
        const { session } = this;
        network.clock.after(network.random.below(3000), () => session?.disconnected());
      }

      private connect(): void {
        if (this.readyState === 3) return;
        this.session = network.isUp ? network.listener.accept(this.wire()) : null;
        if (this.session === null) this.end(1006);
        else this.down(() => this.opened());
      }

      private opened(): void {
        if (this.readyState !== 0) return;
        this.readyState = 1;
        hear(this.onopen, {});
      }

      private wire(): Wire {
        return {
          send: (bytes) => {
            network.history.said(this.seen, bytes);
            for (const arriving of network.arrivals(bytes.slice())) {
              this.down(() => {
                if (!this.isSilent && this.readyState === 1) hear(this.onmessage, { data: arriving.buffer });
              });
            }
          },
          pong: () => {},
          get backlogBytes() {
            return network.isSlow ? 2 ** 30 : 0;
          },
          flushed: async () => {},
          close: (code) => this.down(() => (this.isSilent ? undefined : this.end(code))),
        };
      }

      private end(code: number): void {
        if (this.readyState === 3) return;
        this.readyState = 3;
        network.lines.delete(this.line);
        this.session?.disconnected();
        hear(this.onclose, { code });
      }
    };
  }

  /**
   * What comes of a message: itself, nothing, itself twice, a beginning of it, or something that nobody said. Bits that
   * turn over inside a batch are not among it: on the wire the check sums of TCP and TLS are there for that.
   */
  private arrivals(bytes: Uint8Array<ArrayBuffer>): readonly Uint8Array<ArrayBuffer>[] {
    if (this.faultChance === 0 || this.random.next() > this.faultChance) return [bytes];
    this.faults++;
    const kind = this.random.below(4);
    if (kind === 0) return [];
    if (kind === 1) return [bytes, bytes];
    if (kind === 2) return [bytes.slice(0, this.random.below(bytes.length))];
    const broken = bytes.slice();
    broken[0] = 0x7f;
    return [broken];
  }

  private lane(): (act: () => void) => void {
    let latest = 0;
    return (act) => {
      latest = Math.max(latest, this.clock.now() + this.random.below(40));
      this.clock.after(latest - this.clock.now(), act);
    };
  }
}

function hear(listener: ((event: never) => void) | null, event: object): void {
  // The parameter is `never` so that every platform's socket fits; the event is what it reads.
  const heard = listener as ((event: object) => void) | null;
  heard?.(event);
}
