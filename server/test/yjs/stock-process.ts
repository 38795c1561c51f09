/** The handle of a stock Yjs client in a process of its own. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { systemClock } from "@weft/base";

/** What a stock client says of itself. */
export interface StockState {
  readonly text: string;
  /** How many of its own edits the server has echoed. */
  readonly saved: number;
  readonly synced: boolean;
  readonly people: readonly string[];
}

/** A y-websocket client of one of its two versions. */
export class StockProcess {
  private readonly child: ChildProcess;

  constructor(version: "2" | "3", server: string, document: { documentId: string; token: string }) {
    const words = [version, server, document.documentId, document.token];
    this.child = fork(new URL("stock-client.mjs", import.meta.url), words, { execArgv: [] });
  }

  insert(words: string): void {
    this.child.send({ type: "insert", words });
  }

  async read(): Promise<StockState> {
    const answer = once(this.child, "message");
    this.child.send({ type: "read" });
    const [state]: StockState[] = await answer;
    if (state === undefined) throw new Error("the client said nothing");
    return state;
  }

  /** Asks until `isSo`; the test's own time limit is the only one. */
  async until(isSo: (state: StockState) => boolean): Promise<StockState> {
    for (;;) {
      const state = await this.read();
      if (isSo(state)) return state;
      await new Promise<void>((resolve) => systemClock.after(20, resolve));
    }
  }

  async end(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}
