import { OTHER_KIND } from "../batch/batch-form.ts";
import { ColumnWriter } from "../batch/column-writer.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import { OBJECT, type PackedOp } from "../op/packed-op.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { OpWriter } from "./op-writer.ts";

/** Writes columns in which there are ops of other kinds than text, as their kinds write them. */
export class KindColumns<Op extends AnyOp> extends ColumnWriter<Op> {
  readonly #kinds: OpKinds<Op>;

  constructor(given: readonly ReplicaIndex[], kinds: OpKinds<Op>) {
    super(given);
    this.#kinds = kinds;
  }

  override write(op: PackedOp<Op>): void {
    if (op.form !== OBJECT) {
      super.write(op);
      return;
    }
    const kind = this.#kinds.ofObject(op.object!);
    this.codes.writeByte(OTHER_KIND);
    this.codes.writeVarint(kind.code);
    kind.encode(op.object!, new OpWriter(this));
  }

  /** A reference to an op of any replica, of the own one to an earlier counter than the op's first. */
  reference(replica: ReplicaIndex, counter: number): void {
    if (replica === this.replica) this.whose.writeVarint(0);
    this.refer(replica, counter, 0);
  }
}
