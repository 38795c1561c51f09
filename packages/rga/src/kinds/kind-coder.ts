import { DecodeError } from "@weft/codec";
import { CODE_INSERT } from "../batch/batch-form.ts";
import type { ObjectCoder } from "../batch/update-reader.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import type { OpReader } from "../op/op-reader.ts";
import type { OpWriter } from "../op/op-writer.ts";
import type { PackedOp } from "../op/packed-op.ts";
import { unpackOp } from "./packing.ts";

/** Ops of other kinds than text in bytes, as their kinds write them. */
export class KindCoder<Op extends AnyOp> implements ObjectCoder<Op> {
  private readonly kinds: OpKinds<Op>;

  constructor(kinds: OpKinds<Op>) {
    this.kinds = kinds;
  }

  decode(code: number, reader: OpReader): Op {
    return this.kinds.withCode(code).decode(reader);
  }

  span(op: Op): number {
    return this.kinds.of(op).span(op);
  }

  codeOf(op: Op): number {
    return this.kinds.of(op).code;
  }

  encode(op: Op, writer: OpWriter): void {
    this.kinds.of(op).encode(op, writer);
  }

  checkText(op: PackedOp<Op>): void {
    const kind = this.kinds.withCode(CODE_INSERT);
    const fault = kind.fault ? kind.fault(unpackOp(op, this.kinds)) : null;
    if (fault !== null) throw new DecodeError("malformed", fault);
  }
}
