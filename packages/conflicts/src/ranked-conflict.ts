import type { Conflict } from "./conflict.ts";

/** A conflict with its place in the document's own sequence, by which a list is sorted. */
export interface RankedConflict {
  readonly rank: number;
  readonly conflict: Conflict;
}
