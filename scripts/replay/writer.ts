/** One of the two people of a recording, at a real client. */
import type { Step } from "./trace.ts";

export interface Writer {
  readonly replica: string;
  /** Makes one step at the client, as a person would. */
  make(step: Step): Promise<void>;
  /** Resolves when everything made so far has left the client, in batches that hold nothing later. */
  flush(): Promise<void>;
  /** How many counters of `replica` the client's document knows. */
  known(replica: string): Promise<number>;
  /** Lets the network bring everything of `replica` below `counter`, and waits until the document has it. */
  receive(replica: string, counter: number): Promise<void>;
  /** Lets the network bring no more of `replica` than what is below `counter`. */
  hold(replica: string, counter: number): void;
  /** Resolves when everything this writer typed is on the server's disk. */
  whenSaved(): Promise<void>;
  text(): Promise<string>;
  close(): Promise<void>;
}
