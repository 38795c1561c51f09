/**
 * What time bytes from strangers may take, found before they take it. A deletion or a toggle of few bytes may name
 * millions of elements, and each costs a step for every run among them; of runs there are at most two for every op.
 */
import type { Batch, DeleteOp, Journal, OpSpace } from "@weft/rga";
import { MAX_SHOWN_ROWS } from "../limits.ts";
import type { RichTextOp } from "../ops/op-kinds.ts";

/** The ops that a document has, and how many of them are rows and columns of tables. */
export interface KnownOps {
  readonly space: OpSpace;
  readonly journal: Journal<RichTextOp>;
  readonly lines: number;
}

/** At most how many runs and ops the batches touch, were they applied now. O(their ops · log of them + replicas). */
export function costOfBatches(batches: readonly Batch<RichTextOp>[], known: KnownOps): number {
  const deletions: DeleteOp[] = [];
  let entries = entryCount(known);
  let deleting = 0;
  let cost = 0;
  let { lines } = known;
  /** At most so many blocks come or go with as many lines. */
  const inLines = (count: number): number => Math.min(count, lines) * Math.min(lines, MAX_SHOWN_ROWS);
  for (const { ops } of batches) {
    for (const op of ops) {
      entries++;
      if (op.type === "line") lines++;
      if (op.type === "cancel" || op.type === "restore") {
        cost += Math.min(2 * op.length, 3 * entries) + inLines(op.length);
      } else if (op.type === "removeBlocks") cost += op.markers.length + inLines(op.markers.length);
      else cost += op.type === "line" || op.type === "keep" ? 1 + inLines(1) : 1;
      if (op.type !== "delete") continue;
      deletions.push(op);
      deleting += Math.min(op.length, 2 * entries);
    }
  }
  // Deletions of different things, as when somebody deletes all, touch each run once, however many they are.
  return cost + Math.min(deleting, timesDeleted(deletions) * 2 * entries);
}

/** How often at most the deletions name the same element. */
function timesDeleted(deletions: readonly DeleteOp[]): number {
  const borders = deletions.flatMap(({ replica, counter, length, direction }) => {
    const from = direction === 1 ? counter : counter - length + 1;
    return [
      { replica, at: from, change: 1 },
      { replica, at: from + length, change: -1 },
    ];
  });
  borders.sort((a, b) => a.replica - b.replica || a.at - b.at || a.change - b.change);
  let times = 0;
  let timesMax = 0;
  for (const { change } of borders) {
    times += change;
    timesMax = Math.max(timesMax, times);
  }
  return timesMax;
}

function entryCount({ space, journal }: KnownOps): number {
  let entries = 0;
  for (let replica = 0; replica < space.replicas.size; replica++) entries += journal.table(replica).count;
  return entries;
}
