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
  /** Of an editor: what it shows, others' carets as their names in brackets. */
  readonly screen: string;
}

/** Which client: y-websocket of one of its versions, over a plain text or under Tiptap's editor with somebody's name. */
export interface StockClient {
  readonly version: "2" | "3";
  readonly editorOf?: string;
}

/** A stock client in a process of its own. */
export class StockProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<never[]>;

  constructor(
    { version, editorOf }: StockClient,
    server: string,
    document: { documentId: string; token: string },
  ) {
    const script = editorOf === undefined ? "stock-client.mjs" : "stock-tiptap.mjs";
    const words = [version, server, document.documentId, document.token, editorOf ?? ""];
    this.child = fork(new URL(script, import.meta.url), words, { execArgv: [] });
    this.ended = once(this.child, "exit").then(() => []);
  }

  insert(words: string): void {
    this.child.send({ type: "insert", words });
  }

  async read(): Promise<StockState> {
    const answer = once(this.child, "message");
    this.child.send({ type: "read" });
    const [state]: StockState[] = await Promise.race([answer, this.ended]);
    if (state === undefined) throw new Error("the client ended by itself");
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
    this.child.kill("SIGKILL");
    await this.ended;
  }
}
