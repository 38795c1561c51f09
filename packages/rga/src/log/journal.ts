import type { PackedOp } from "../op/packed-op.ts";
import { INSERT_RIGHT } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { OpTable } from "./op-table.ts";

/**
 * Every op that was applied, by replica and counter. Ops that run on from one another are kept as one, so that
 * a person's typing costs an entry a run; their text is in the space.
 */
export class Journal<Op = unknown> {
  protected readonly space: OpSpace;
  readonly #tables: OpTable<Op>[] = [];

  constructor(space: OpSpace) {
    this.space = space;
  }

  /** The ops of one replica as columns. */
  table(replica: ReplicaIndex): OpTable<Op> {
    return this.#tables[replica] ?? this.#newTable(replica);
  }

  /** Adds the next op of a replica, with its text. */
  add(replica: ReplicaIndex, op: PackedOp<Op>): void {
    this.table(replica).add(op);
    if (op.form > INSERT_RIGHT) return;
    this.space.textOf(replica).append(op.counter, op.units, op.textStart, op.textStart + op.length);
  }

  /** Writes into `op` the part of an entry from `counter` on, with a view of its text. */
  read(table: OpTable<Op>, entry: number, counter: number, op: PackedOp<Op>): void {
    table.read(entry, counter, op);
    if (op.form <= INSERT_RIGHT) this.space.textOf(table.replica).show(counter, op);
  }

  #newTable(replica: ReplicaIndex): OpTable<Op> {
    while (this.#tables.length <= replica) this.#tables.push(new OpTable(this.#tables.length));
    return this.#tables[replica]!;
  }
}
