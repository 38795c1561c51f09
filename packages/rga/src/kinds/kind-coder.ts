import { assert } from "@weft/base";
import { DecodeError } from "@weft/codec";
import type { ObjectCoder, ObjectSource, ObjectTarget } from "../batch/object-coder.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import type { PackedOp } from "../op/packed-op.ts";
import { UnknownOpKindError } from "../op/update-errors.ts";
import { OpReader } from "./op-reader.ts";
import { OpWriter } from "./op-writer.ts";
import { unpackOp } from "./packing.ts";

/** The kind of insertions of text. */
const TEXT = 0;

/** Ops of other kinds than text in bytes, as their kinds write them. */
export class KindCoder<Op extends AnyOp> implements ObjectCoder<Op> {
  private readonly kinds: OpKinds<Op>;

  constructor(kinds: OpKinds<Op>) {
    this.kinds = kinds;
  }

  decode(code: number, source: ObjectSource): Op {
    const kind = this.kinds.withCode(code);
    if (!kind.decode) throw new UnknownOpKindError(code);
    return kind.decode(new OpReader(source));
  }

  span(op: Op): number {
    return this.kinds.of(op).span(op);
  }

  codeOf(op: Op): number {
    return this.kinds.of(op).code;
  }

  encode(op: Op, target: ObjectTarget): void {
    const kind = this.kinds.of(op);
    assert(kind.encode !== undefined, "what is no text has bytes of its own");
    kind.encode(op, new OpWriter(target));
  }

  checkText(op: PackedOp<Op>): void {
    const kind = this.kinds.withCode(TEXT);
    const fault = kind.fault ? kind.fault(unpackOp(op, this.kinds)) : null;
    if (fault !== null) throw new DecodeError("malformed", fault);
  }
}
