/**
 * A log whose history was erased is asked for from its beginning, and held back until all of it is here: only then it takes the
 * place of what this device had, so that a line that breaks meanwhile leaves everything as it was.
 */
import type { LogPlace } from "@weft/protocol";
import type { Effect } from "./effect.ts";
import { type FreshCopy, isCaughtUp, type SyncState } from "./sync-state.ts";

/** A copy of which nothing has come. */
export const emptyCopy: FreshCopy = { base: null, updates: [] };

/** The state with more of the copy, up to `place`; what the copy is for is done as soon as it is whole. */
export function addToCopy(state: SyncState, copy: FreshCopy, place: LogPlace, out: Effect[]): SyncState {
  const next = { ...state, place, freshCopy: copy };
  if (!isCaughtUp(next)) return next;
  out.push({ ...copy, type: "startOver", place });
  return { ...next, freshCopy: null };
}
