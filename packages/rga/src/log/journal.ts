import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import type { ReplicaIndex } from "../space/replica.ts";

/** An op in its place: `counter` is its first. */
export interface JournalEntry<Op> {
  readonly op: Op;
  readonly counter: number;
}

/** The ops of one replica, by counter, without gaps. */
class ReplicaJournal<Op> {
  readonly starts: number[] = [];
  readonly ops: Op[] = [];

  /** The place of the entry that holds `counter`; the last one for what is beyond. */
  indexOf(counter: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= (this.starts[middle] ?? 0)) low = middle;
      else high = middle;
    }
    return low;
  }
}

/**
 * Every op that was applied, by replica and counter. Ops that run on from one another are kept as one, so that
 * a person's typing costs an entry a run. O(log entries) to find one.
 */
export class Journal<Op extends AnyOp> {
  private readonly kinds: OpKinds<Op>;
  private readonly replicas: ReplicaJournal<Op>[] = [];

  constructor(kinds: OpKinds<Op>) {
    this.kinds = kinds;
  }

  /** Adds the next op of `replica`; `counter` is its first and follows the last one that is there. */
  append(replica: ReplicaIndex, counter: number, op: Op): void {
    while (this.replicas.length <= replica) this.replicas.push(new ReplicaJournal());
    const journal = this.replicas[replica] ?? new ReplicaJournal();
    const last = journal.ops.length - 1;
    const previous = journal.ops[last];
    if (previous && previous.type === op.type) {
      const extended = this.kinds.of(op).extend(previous, op, { replica, counter });
      if (extended) {
        journal.ops[last] = extended;
        return;
      }
    }
    journal.starts.push(counter);
    journal.ops.push(op);
  }

  /** The entry that holds a known counter, or null. */
  entryAt(replica: ReplicaIndex, counter: number): JournalEntry<Op> | null {
    const journal = this.replicas[replica];
    if (!journal || counter < 0) return null;
    const index = journal.indexOf(counter);
    const op = journal.ops[index];
    const start = journal.starts[index];
    if (op === undefined || start === undefined || counter >= start + this.kinds.of(op).span(op)) return null;
    return { op, counter: start };
  }

  /** Visits the entries that hold counters in `from`..`to - 1`, in order, whole: the ends may stick out. */
  visit(replica: ReplicaIndex, from: number, to: number, visit: (op: Op, counter: number) => void): void {
    const journal = this.replicas[replica];
    if (!journal || from >= to) return;
    for (let index = journal.indexOf(from); index < journal.ops.length; index++) {
      const op = journal.ops[index];
      const start = journal.starts[index];
      if (op === undefined || start === undefined || start >= to) return;
      visit(op, start);
    }
  }

  /** The part of the op at `counter` that ends before `end`, cut to begin there. */
  pieceAt(replica: ReplicaIndex, counter: number, end: number): Op | null {
    const entry = this.entryAt(replica, counter);
    if (!entry) return null;
    const kind = this.kinds.of(entry.op);
    const from = counter - entry.counter;
    const to = Math.min(kind.span(entry.op), end - entry.counter);
    if (from === 0 && to === kind.span(entry.op)) return entry.op;
    return kind.slice(entry.op, from, to, { replica, counter: entry.counter });
  }
}
