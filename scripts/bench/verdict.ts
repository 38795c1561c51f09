/** What was asked of one figure, and whether it was kept. */

/** One line of what was asked. */
export interface Verdict {
  readonly measure: string;
  readonly must: string;
  readonly aim: string;
  readonly found: string;
  readonly value: number | null;
  /** The workload in which others are put beside us; null if the figure is ours alone. */
  readonly compared: string | null;
  /** Null if it could not be judged in this run, as when a peer that may be the best was not asked. */
  readonly kept: boolean | null;
  readonly aimReached: boolean | null;
}
