import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import { DELETE_FORWARD, INSERT_RIGHT, OBJECT, type PackedOp } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { OpTable } from "./op-table.ts";

/** An op in its place: `counter` is its first. */
export interface JournalEntry<Op> {
  readonly op: Op;
  readonly counter: number;
}

/**
 * Every op that was applied, by replica and counter. Ops that run on from one another are kept as one, so that
 * a person's typing costs an entry a run; those of kinds that can be packed are kept as numbers, their text in the space,
 * and become objects again when somebody asks for them. O(log entries) to find one.
 */
export class Journal<Op extends AnyOp> {
  private readonly kinds: OpKinds<Op>;
  private readonly space: OpSpace;
  private readonly tables: OpTable<Op>[] = [];
  private readonly scratch: PackedOp = { form: OBJECT, otherReplica: -1, otherCounter: 0 };

  constructor(kinds: OpKinds<Op>, space: OpSpace) {
    this.kinds = kinds;
    this.space = space;
  }

  /** The ops of one replica as columns. */
  table(replica: ReplicaIndex): OpTable<Op> {
    while (this.tables.length <= replica) this.tables.push(new OpTable(this.tables.length));
    return this.tables[replica]!;
  }

  /** Adds the next op of `replica` and its text; `counter` is its first and follows the last one that is there. */
  append(replica: ReplicaIndex, counter: number, op: Op): void {
    const table = this.table(replica);
    const kind = this.kinds.of(op);
    const span = kind.span(op);
    if (kind.packing) {
      const { scratch } = this;
      kind.packing.pack(op, scratch);
      const { form, otherReplica, otherCounter } = scratch;
      if (form <= INSERT_RIGHT) {
        this.space.textOf(replica).append(counter, kind.packing.text(op));
        table.appendInsert(span, otherReplica, otherCounter, form === INSERT_RIGHT);
      } else table.appendDelete(span, otherReplica, otherCounter, form === DELETE_FORWARD ? 1 : -1);
      return;
    }
    const last = table.lastObject;
    const extended = last?.type === op.type ? kind.extend(last, op, { replica, counter }) : null;
    if (extended) table.extendObject(extended, span);
    else table.appendObject(op, span);
  }

  /** The name of the kind of the op that holds a known counter, or null. */
  typeAt(replica: ReplicaIndex, counter: number): Op["type"] | null {
    const table = this.tableWith(replica, counter);
    if (!table) return null;
    const entry = table.indexOf(counter);
    const form = table.formAt(entry);
    return form === OBJECT ? table.objectAt(entry).type : this.kinds.packedAs(form).type;
  }

  /** Where the elements end that run on from a known counter in its entry; `counter` itself if it is none. */
  elementsEnd(replica: ReplicaIndex, counter: number): number {
    const table = this.tableWith(replica, counter);
    if (!table) return counter;
    const entry = table.indexOf(counter);
    const form = table.formAt(entry);
    const isElement = form === OBJECT ? this.kinds.of(table.objectAt(entry)).isElement : form <= INSERT_RIGHT;
    return isElement ? table.endAt(entry) : counter;
  }

  /** Where the entry ends that holds a known counter. */
  entryEnd(replica: ReplicaIndex, counter: number): number {
    const table = this.tableWith(replica, counter);
    return table ? table.endAt(table.indexOf(counter)) : counter;
  }

  /**
   * Visits the ops that hold counters in `from`..`to - 1`, in order, each with its first counter. Packed ones are cut to
   * that range; others are whole, so that the ends may stick out.
   */
  visit(replica: ReplicaIndex, from: number, to: number, visit: (op: Op, counter: number) => void): void {
    const table = this.tables[replica];
    if (!table || from >= to || from >= table.end) return;
    for (let entry = table.indexOf(from); entry < table.count && table.startAt(entry) < to; entry++) {
      const start = table.startAt(entry);
      if (table.formAt(entry) === OBJECT) visit(table.objectAt(entry), start);
      else {
        const first = Math.max(start, from);
        visit(this.unpack(table, entry, first, Math.min(table.endAt(entry), to)), first);
      }
    }
  }

  /** The part of the op at `counter` that ends before `end`, cut to begin there; null if `counter` is not known. */
  pieceAt(replica: ReplicaIndex, counter: number, end: number): Op | null {
    const table = this.tableWith(replica, counter);
    if (!table) return null;
    const entry = table.indexOf(counter);
    const stop = Math.min(table.endAt(entry), end);
    if (table.formAt(entry) !== OBJECT) return this.unpack(table, entry, counter, stop);
    const op = table.objectAt(entry);
    const kind = this.kinds.of(op);
    const start = table.startAt(entry);
    if (counter === start && stop === start + kind.span(op)) return op;
    return kind.slice(op, counter - start, stop - start, { replica, counter: start });
  }

  private unpack(table: OpTable<Op>, entry: number, from: number, to: number): Op {
    const { scratch } = this;
    table.packedFrom(entry, from, scratch);
    const isText = scratch.form <= INSERT_RIGHT;
    const text = isText ? this.space.textOf(table.replica).read(from, to - from) : "";
    return this.kinds.packedAs(scratch.form).packing.unpack(scratch, to - from, text);
  }

  private tableWith(replica: ReplicaIndex, counter: number): OpTable<Op> | null {
    const table = this.tables[replica];
    return table && counter >= 0 && counter < table.end ? table : null;
  }
}
