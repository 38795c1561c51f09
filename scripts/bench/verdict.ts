/** What was asked of one figure, and whether it was kept. */

/** One line of what was asked. */
export interface Verdict {
  readonly measure: string;
  readonly must: string;
  readonly aim: string;
  readonly found: string;
  readonly value: number | null;
  /** Null if it could not be judged in this run. */
  readonly kept: boolean | null;
  readonly aimReached: boolean | null;
}
