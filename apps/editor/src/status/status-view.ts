import type { DotKind } from "./status-dot.tsx";

/** A status in words, as the bar and the panel show it. */
export interface StatusView {
  /** A stable name of the state, on the element as `data-state`. */
  readonly state: string;
  readonly dot: DotKind;
  /** The one word in the bar. */
  readonly word: string;
  /** What stands beside it where there is room: a time, or how many edits. */
  readonly aside: string | null;
  /** What is going on and where the words are, in plain sentences; the first is the most important. */
  readonly sentences: readonly string[];
  /** Edits that are not on the server's disk, on the element as `data-pending`. */
  readonly pending: number;
  /** Whether trying again now could help. */
  readonly canTry: boolean;
  /** Whether words wait here that cannot go out from this page any more. */
  readonly stuck: boolean;
}
