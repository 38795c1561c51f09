import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import type { Journal } from "./journal.ts";

/** Counters as sorted stretches `from`..`to - 1` that do not touch. */
type Stretches = { from: number; to: number }[];

/** A part of a known op: the counters `from`..`to - 1`, counted from `counter`, the op's own first. */
export type VisitPart<Op> = (op: Op, counter: number, from: number, to: number) => void;

/** Which counters of each replica are cancelled, and so have no effect. All are effective at first. */
export class Cancellations<Op extends AnyOp> {
  private readonly kinds: OpKinds<Op>;
  private readonly journal: Journal<Op>;
  private readonly stretchesByReplica = new Map<ReplicaIndex, Stretches>();

  constructor(kinds: OpKinds<Op>, journal: Journal<Op>) {
    this.kinds = kinds;
    this.journal = journal;
  }

  /** Whether the counter has no effect now. */
  isCancelled(replica: ReplicaIndex, counter: number): boolean {
    const stretches = this.stretchesByReplica.get(replica) ?? [];
    const stretch = stretches[firstEndingAfter(stretches, counter)];
    return stretch !== undefined && stretch.from <= counter;
  }

  /** Visits the stretches of cancelled counters of a replica, in order: `from`..`to - 1`. */
  visitCancelled(replica: ReplicaIndex, visit: (from: number, to: number) => void): void {
    for (const { from, to } of this.stretchesByReplica.get(replica) ?? []) visit(from, to);
  }

  /** Cancels known counters; visits the parts of ops that were effective until now, in order. Idempotent. */
  cancel(replica: ReplicaIndex, counter: number, length: number, visit?: VisitPart<Op>): void {
    const stretches = this.stretchesOf(replica);
    const end = counter + length;
    let from = counter;
    let to = end;
    const low = firstEndingAfter(stretches, counter - 1);
    let high = low;
    const changed: Stretches = [];
    let next = counter;
    for (; high < stretches.length; high++) {
      const stretch = stretches[high];
      if (!stretch || stretch.from > end) break;
      if (stretch.from > next) changed.push({ from: next, to: stretch.from });
      next = Math.max(next, stretch.to);
      from = Math.min(from, stretch.from);
      to = Math.max(to, stretch.to);
    }
    if (next < end) changed.push({ from: next, to: end });
    stretches.splice(low, high - low, { from, to });
    if (visit) this.visitChanged(replica, changed, visit);
  }

  /** Makes known counters effective again; visits the parts of ops that were cancelled until now. Idempotent. */
  restore(replica: ReplicaIndex, counter: number, length: number, visit?: VisitPart<Op>): void {
    const stretches = this.stretchesOf(replica);
    const end = counter + length;
    const low = firstEndingAfter(stretches, counter);
    let high = low;
    const changed: Stretches = [];
    const kept: Stretches = [];
    for (; high < stretches.length; high++) {
      const stretch = stretches[high];
      if (!stretch || stretch.from >= end) break;
      changed.push({ from: Math.max(stretch.from, counter), to: Math.min(stretch.to, end) });
      if (stretch.from < counter) kept.push({ from: stretch.from, to: counter });
      if (stretch.to > end) kept.push({ from: end, to: stretch.to });
    }
    stretches.splice(low, high - low, ...kept);
    if (visit) this.visitChanged(replica, changed, visit);
  }

  private visitChanged(replica: ReplicaIndex, changed: Stretches, visit: VisitPart<Op>): void {
    for (const { from, to } of changed) {
      this.journal.visit(replica, from, to, (op, counter) => {
        const span = this.kinds.of(op).span(op);
        visit(op, counter, Math.max(0, from - counter), Math.min(span, to - counter));
      });
    }
  }

  private stretchesOf(replica: ReplicaIndex): Stretches {
    const stretches = this.stretchesByReplica.get(replica) ?? [];
    this.stretchesByReplica.set(replica, stretches);
    return stretches;
  }
}

/** The place of the first stretch with `to` above `counter`. */
function firstEndingAfter(stretches: Stretches, counter: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.to ?? 0) > counter) high = middle;
    else low = middle + 1;
  }
  return low;
}
