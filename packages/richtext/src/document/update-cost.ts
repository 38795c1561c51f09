/**
 * What time bytes from strangers may take, found before they take it. A deletion or a toggle of few bytes may name
 * millions of elements, and each costs a step for every run among them; of runs there are at most two for every op.
 */
import type { Batch, Journal, OpSpace } from "@weft/rga";
import type { RichTextOp } from "../ops/op-kinds.ts";

/** The ops that a document has. */
export interface KnownOps {
  readonly space: OpSpace;
  readonly journal: Journal<RichTextOp>;
}

/** More steps than `byteCount` bytes of ops can cost: of a toggle there are at least three bytes, of a deletion two. */
export function costBound(byteCount: number, known: KnownOps): number {
  return byteCount * (entryCount(known) + byteCount);
}

/** At most how many runs and ops the batches touch, were they applied now. O(their ops + replicas). */
export function costOfBatches(batches: readonly Batch<RichTextOp>[], known: KnownOps): number {
  let entries = entryCount(known);
  let cost = 0;
  for (const { ops } of batches) {
    for (const op of ops) {
      entries++;
      if (op.type === "delete") cost += Math.min(op.length, 2 * entries);
      else if (op.type === "cancel" || op.type === "restore") cost += Math.min(2 * op.length, 3 * entries);
      else cost++;
    }
  }
  return cost;
}

function entryCount({ space, journal }: KnownOps): number {
  let entries = 0;
  for (let replica = 0; replica < space.replicas.size; replica++) entries += journal.table(replica).count;
  return entries;
}
