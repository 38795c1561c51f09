import { WebSocket } from "ws";
import { type History, SessionHistory } from "../../../server/test/simulation/history.ts";

/** A frame as it crossed a socket. */
interface Crossing {
  readonly session: SessionHistory;
  readonly to: "server" | "client";
  readonly bytes: Uint8Array;
}

/** Keeps what crosses the sockets of real clients until the log on the disk can be looked at, and then judges it. */
export class Recorder {
  /** For `openReplica`. */
  readonly webSocket: new (
    address: string,
  ) => WebSocket;
  /** How many frames were judged. */
  judged = 0;
  private crossings: Crossing[] = [];

  constructor() {
    const note = (crossing: Crossing): void => void this.crossings.push(crossing);
    this.webSocket = class extends WebSocket {
      private readonly session = new SessionHistory();

      constructor(address: string) {
        super(address);
        this.on("message", (data: Uint8Array) => {
          note({ session: this.session, to: "client", bytes: new Uint8Array(data) });
        });
      }

      override send(data: Uint8Array): void {
        note({ session: this.session, to: "server", bytes: data });
        super.send(data);
      }
    };
  }

  /** The history has the log as the disk has it now. */
  judge(history: History): void {
    for (const { session, to, bytes } of this.crossings) {
      if (to === "server") history.heard(session, bytes);
      else history.said(session, bytes);
    }
    this.judged += this.crossings.length;
    this.crossings = [];
  }
}
