import type { Segment } from "../../blocks/segment.ts";
import { MAX_MARKERS_PER_OP } from "../../limits.ts";
import type { Transaction } from "../transaction.ts";

/** Writes a `keep` for a block that shows although its marker is deleted, so that it is an ordinary block again. */
export function revive(transaction: Transaction, block: Segment): void {
  if (block.state === "living") return;
  const deletions = block.deletionsInForce().slice(0, MAX_MARKERS_PER_OP);
  transaction.perform({ type: "keep", marker: block.marker, deletions });
}
