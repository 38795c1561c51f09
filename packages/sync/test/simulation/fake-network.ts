/** Sockets through virtual time: ordered, delayed by chance, cut at any moment, or silently dead. */
import type { Clock, Random } from "@weft/base";
import type { WebSocketClass, WebSocketLike } from "../../src/shell/socket.ts";

/** The server's end of a socket. */
export interface ServerEnd {
  send(bytes: Uint8Array): void;
  close(code: number): void;
}

/** What a server does with sockets. */
export interface SocketServer {
  accept(end: ServerEnd): { receive(bytes: Uint8Array): void; closed(): void } | null;
}

interface Wire {
  cut(code: number): void;
  silence(): void;
}

/** The way between one browser and the server. */
export class FakeNetwork {
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly server: SocketServer;
  private readonly delayMsMax: number;
  private readonly wires = new Set<Wire>();
  isUp = true;
  /** The chance that a frame is lost, and as large a one that it comes twice: no WebSocket does that, a broken proxy may. */
  faultChance = 0;
  /** How many frames were lost or came twice. */
  faults = 0;
  /** Sees every frame at the moment in which it leaves the browser. */
  onSend: (bytes: Uint8Array) => void = () => undefined;

  constructor(options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly server: SocketServer;
    readonly delayMsMax: number;
  }) {
    this.clock = options.clock;
    this.random = options.random;
    this.server = options.server;
    this.delayMsMax = options.delayMsMax;
  }

  /** Breaks every socket now; what is on its way is lost. */
  cut(): void {
    for (const wire of [...this.wires]) wire.cut(1006);
  }

  /** From now on nothing arrives on the present sockets, and nobody is told. */
  silence(): void {
    for (const wire of this.wires) wire.silence();
  }

  /** The class to hand to a client. */
  webSocket(): WebSocketClass {
    const network = this;
    return class FakeSocket implements WebSocketLike {
      binaryType = "blob";
      onopen: ((event: never) => void) | null = null;
      onmessage: ((event: never) => void) | null = null;
      onclose: ((event: never) => void) | null = null;
      onerror: ((event: never) => void) | null = null;
      readyState = 0;
      private readonly toServer: (bytes: Uint8Array) => void;
      private readonly hangUp: () => void;

      constructor(_address: string) {
        const up = network.lane();
        const down = network.lane();
        let silent = false;
        let broken = false;
        let serverSide: ReturnType<SocketServer["accept"]> = null;
        const end = (code: number) => {
          if (this.readyState === 3) return;
          this.readyState = 3;
          broken = true;
          network.wires.delete(wire);
          serverSide?.closed();
          call(this.onclose, { code });
        };
        const wire: Wire = {
          cut: end,
          silence: () => {
            silent = true;
          },
        };
        network.wires.add(wire);
        this.toServer = (bytes) => {
          const arrive = () => (silent || broken ? undefined : serverSide?.receive(bytes));
          for (let times = network.timesOfArrival(); times > 0; times--) up(arrive);
        };
        this.hangUp = () => {
          this.readyState = 3;
          network.wires.delete(wire);
          up(() => serverSide?.closed());
        };
        up(() => {
          if (this.readyState === 3) return;
          if (!network.isUp) return end(1006);
          serverSide = network.server.accept({
            send: (bytes) => {
              const copy = bytes.slice();
              const arrive = () => {
                if (!silent && this.readyState === 1) call(this.onmessage, { data: copy.buffer });
              };
              for (let times = network.timesOfArrival(); times > 0; times--) down(arrive);
            },
            close: (code) => down(() => (silent ? undefined : end(code))),
          });
          if (serverSide === null) return end(1006);
          down(() => {
            if (this.readyState !== 0) return;
            this.readyState = 1;
            call(this.onopen, {});
          });
        });
      }

      send(data: Uint8Array): void {
        network.onSend(data);
        this.toServer(data.slice());
      }

      close(): void {
        if (this.readyState !== 3) this.hangUp();
      }
    };
  }

  /** How often the next frame arrives: once, unless the way is faulty. */
  private timesOfArrival(): number {
    if (this.faultChance === 0) return 1;
    const chance = this.random.next();
    if (chance >= 2 * this.faultChance) return 1;
    this.faults++;
    return chance < this.faultChance ? 0 : 2;
  }

  /** A direction: everything arrives in order, each thing late by chance. */
  private lane(): (act: () => void) => void {
    let latest = 0;
    return (act) => {
      const at = Math.max(latest, this.clock.now() + this.random.below(this.delayMsMax));
      latest = at;
      this.clock.after(at - this.clock.now(), act);
    };
  }
}

function call(listener: ((event: never) => void) | null, event: object): void {
  // The listener's parameter is `never` so that every platform's socket class fits; the event is what it reads.
  const heard = listener as ((event: object) => void) | null;
  heard?.(event);
}
