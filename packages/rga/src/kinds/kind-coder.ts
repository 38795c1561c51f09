import { DecodeError } from "@weft/codec";
import type { ObjectCoder, ObjectSource, ObjectTarget } from "../batch/object-coder.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import type { PackedOp } from "../op/packed-op.ts";
import { OpReader } from "./op-reader.ts";
import { OpWriter } from "./op-writer.ts";
import { unpackOp } from "./packing.ts";

/** Ops of other kinds than text in bytes, as their kinds write them. */
export class KindCoder<Op extends AnyOp> implements ObjectCoder<Op> {
  private readonly kinds: OpKinds<Op>;

  constructor(kinds: OpKinds<Op>) {
    this.kinds = kinds;
  }

  decode(code: number, source: ObjectSource): Op {
    return this.kinds.withCode(code).decode(new OpReader(source));
  }

  span(op: Op): number {
    return this.kinds.of(op).span(op);
  }

  codeOf(op: Op): number {
    return this.kinds.of(op).code;
  }

  encode(op: Op, target: ObjectTarget): void {
    this.kinds.ofObject(op).encode(op, new OpWriter(target));
  }

  checkText(op: PackedOp<Op>): void {
    const insertion = unpackOp(op, this.kinds);
    const fault = this.kinds.of(insertion).fault?.(insertion) ?? null;
    if (fault !== null) throw new DecodeError("malformed", fault);
  }
}
