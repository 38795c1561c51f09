import { INSERT_RIGHT, type PackedOp } from "../op/packed-op.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { TextArena } from "../space/text-arena.ts";
import { OpTable } from "./op-table.ts";

const KEPT_UNITS = 4096;
/** Nobody asks staged ops whether they are wide. */
const breadth = { isWide: false };

/** Consecutive ops of one replica, in one run of its clock, that are not part of the document yet. */
export class StagedOps<Op> {
  readonly table = new OpTable<Op>(0);
  readonly text = new TextArena(breadth);
  first = 0;
  /** The first counter that the document lacks. */
  from = 0;
  private lamport = 0;

  /** Nothing any more; the first op will take `first`, at this Lamport timestamp. The document knows those below `from`. */
  begin(replica: ReplicaIndex, first: number, lamport: number, from: number): void {
    this.table.begin(replica, first);
    this.text.clear();
    this.first = first;
    this.from = from;
    this.lamport = lamport;
  }

  /** Whether it is too large to be kept for what comes next. */
  get isLarge(): boolean {
    return this.text.length > KEPT_UNITS || this.table.count > KEPT_UNITS;
  }

  /** The Lamport timestamp of a counter, which may be the next one. */
  lamportOf(counter: number): number {
    return this.lamport + counter - this.first;
  }

  /** Whether ops of this replica from `counter` on, at this Lamport timestamp, go on from the last one here. */
  goesOn(replica: ReplicaIndex, counter: number, lamport: number): boolean {
    const { table } = this;
    return table.replica === replica && table.end === counter && this.lamportOf(counter) === lamport;
  }

  /** Whether an op is typed on from the last one here, which was typed too. */
  typesOn(op: PackedOp<Op>): boolean {
    const { table } = this;
    if (op.form !== INSERT_RIGHT || op.otherReplica !== table.replica) return false;
    return op.otherCounter === table.end - 1 && table.formAt(table.count - 1) <= INSERT_RIGHT;
  }

  add(op: PackedOp<Op>): void {
    if (op.form <= INSERT_RIGHT) {
      this.text.append(op.counter, op.units, op.textStart, op.textStart + op.length);
    }
    this.table.add(op);
  }

  /** Writes into `op` the part of an entry from `counter` on, with a view of its text. */
  read(entry: number, counter: number, op: PackedOp<Op>): void {
    this.table.read(entry, counter, op);
    if (op.form <= INSERT_RIGHT) this.text.show(counter, op);
  }
}
