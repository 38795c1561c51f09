import { DecodeError } from "@weft/codec";
import { OTHER_KIND } from "../batch/batch-form.ts";
import { UpdateReader } from "../batch/update-reader.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import { INSERT_RIGHT, OBJECT } from "../op/packed-op.ts";
import type { ReplicaIndex, ReplicaTable } from "../space/replica.ts";
import { OpReader } from "./op-reader.ts";
import { unpackOp } from "./packing.ts";

/** Reads updates in which there are ops of other kinds than text, as their kinds wrote them: the twin of `KindColumns`. */
export class KindReader<Op extends AnyOp> extends UpdateReader<Op> {
  readonly #kinds: OpKinds<Op>;

  constructor(replicas: ReplicaTable, given: readonly ReplicaIndex[], kinds: OpKinds<Op>) {
    super(replicas, given);
    this.#kinds = kinds;
  }

  protected override readOp(code: number): void {
    const { op } = this;
    const kinds = this.#kinds;
    if (code === OTHER_KIND) {
      const kind = kinds.withCode(this.codes.readVarint());
      op.counter = this.next;
      op.object = kind.decode(new OpReader(this));
      op.form = OBJECT;
      op.length = kind.span(op.object);
      return;
    }
    super.readOp(code);
    if (op.form > INSERT_RIGHT) return;
    const insertion = unpackOp(op, kinds);
    const fault = kinds.of(insertion).fault?.(insertion) ?? null;
    if (fault !== null) throw new DecodeError("malformed", fault);
  }
}
