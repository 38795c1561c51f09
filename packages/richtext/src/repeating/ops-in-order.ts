import type { Batch, OpSpace, ReplicaIndex } from "@weft/rga";
import { type RichTextOp, richTextOpKinds } from "../ops/op-kinds.ts";

/** An op, or a part of one, as it was written: its replica, first counter and that one's Lamport timestamp. */
export interface OldOp {
  readonly op: RichTextOp;
  readonly replica: ReplicaIndex;
  readonly counter: number;
  readonly lamport: number;
}

/**
 * The ops of several batches, each counter once, from the oldest to the newest by (Lamport timestamp, replica): causes
 * come first, and of what was concurrent the newer comes later. Ops are cut where another replica's come between.
 */
export function opsInOrder(batches: readonly Batch<RichTextOp>[], space: OpSpace): readonly OldOp[] {
  const queues = opsByReplica(batches);
  const [only] = queues;
  if (only === undefined || queues.length === 1) return only ?? [];
  const ordered: OldOp[] = [];
  for (const queue of queues) queue.reverse();
  while (queues.length > 0) {
    queues.sort((a, b) => compareAge(a.at(-1)!, b.at(-1)!, space));
    const oldest = queues[0]!;
    const old = oldest.pop()!;
    const next = queues[1]?.at(-1) ?? null;
    const count = next ? countersBefore(old, next, space) : Number.POSITIVE_INFINITY;
    if (count < spanOf(old.op)) {
      ordered.push(partOf(old, 0, count));
      oldest.push(partOf(old, count, spanOf(old.op)));
    } else ordered.push(old);
    if (oldest.length === 0) queues.shift();
  }
  return ordered;
}

function opsByReplica(batches: readonly Batch<RichTextOp>[]): OldOp[][] {
  const byReplica = new Map<ReplicaIndex, OldOp[]>();
  for (const batch of [...batches].sort((a, b) => a.counter - b.counter)) {
    const queue = byReplica.get(batch.replica) ?? [];
    byReplica.set(batch.replica, queue);
    const last = queue.at(-1);
    const known = last ? last.counter + spanOf(last.op) : 0;
    let { counter } = batch;
    for (const op of batch.ops) {
      const span = spanOf(op);
      const old = { op, replica: batch.replica, counter, lamport: batch.lamport + counter - batch.counter };
      if (counter >= known) queue.push(old);
      else if (counter + span > known) queue.push(partOf(old, known - counter, span));
      counter += span;
    }
  }
  return [...byReplica.values()];
}

/** How many counters an op has. */
export function spanOf(op: RichTextOp): number {
  return richTextOpKinds.of(op).span(op);
}

/** The counters `from`..`to - 1` of an op, counted from its first. */
export function partOf({ op, replica, counter, lamport }: OldOp, from: number, to: number): OldOp {
  const part = richTextOpKinds.of(op).slice(op, from, to, { replica, counter });
  return { op: part, replica, counter: counter + from, lamport: lamport + from };
}

function compareAge(a: OldOp, b: OldOp, space: OpSpace): number {
  return space.compareAge(a.lamport, a.replica, b.lamport, b.replica);
}

/** How many counters of `old`, at least one, are older than the first one of `next`, which is the newer op. */
function countersBefore(old: OldOp, next: OldOp, space: OpSpace): number {
  const precedes = space.compareAge(next.lamport, old.replica, next.lamport, next.replica) < 0;
  return Math.max(1, next.lamport - old.lamport + (precedes ? 1 : 0));
}
