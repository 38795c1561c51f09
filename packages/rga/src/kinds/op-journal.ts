import { Journal } from "../log/journal.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import { OBJECT, PackedOp } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { unpackOp } from "./packing.ts";

/** What elements that are no text are in it. */
const OBJECT_CHARACTER = "\uFFFC";

/** A journal whose ops can be had as objects. */
export class OpJournal<Op extends AnyOp> extends Journal<Op> {
  readonly #kinds: OpKinds<Op>;

  constructor(space: OpSpace, kinds: OpKinds<Op>) {
    super(space);
    this.#kinds = kinds;
  }

  override add(replica: ReplicaIndex, op: PackedOp<Op>): void {
    super.add(replica, op);
    if (op.form !== OBJECT || !this.#kinds.of(op.object!).isElement) return;
    this.space.textOf(replica).appendText(op.counter, OBJECT_CHARACTER.repeat(op.length));
  }

  /**
   * Visits the ops that hold counters in `from`..`to - 1`, in order, each with its first counter. Those of text are cut to
   * that range; others are whole, so that the ends may stick out.
   */
  visit(replica: ReplicaIndex, from: number, to: number, visit: (op: Op, counter: number) => void): void {
    const table = this.table(replica);
    if (from >= to || from >= table.end) return;
    const packed = new PackedOp<Op>();
    for (let entry = table.indexOf(from); entry < table.count && table.startAt(entry) < to; entry++) {
      const start = table.startAt(entry);
      if (table.formAt(entry) === OBJECT) visit(table.objectAt(entry), start);
      else {
        this.read(table, entry, Math.max(start, from), packed);
        packed.length = Math.min(packed.length, to - packed.counter);
        visit(unpackOp(packed, this.#kinds), packed.counter);
      }
    }
  }

  /** `visit`, with the counters of each op that are in the range: `from`..`to - 1`, counted from its first. */
  visitParts(
    replica: ReplicaIndex,
    from: number,
    to: number,
    visit: (op: Op, counter: number, from: number, to: number) => void,
  ): void {
    this.visit(replica, from, to, (op, counter) => {
      const span = this.#kinds.of(op).span(op);
      visit(op, counter, Math.max(0, from - counter), Math.min(span, to - counter));
    });
  }
}
