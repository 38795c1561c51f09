import type { AnyOp, Element, OpContext, OpKind, OpReader, OpWriter, ReplicaIndex } from "@weft/rga";

/** What is particular to a kind of op that takes one counter. */
export interface SingleOpKind<Op extends AnyOp> {
  readonly type: Op["type"];
  readonly code: number;
  readonly isElement?: boolean;
  encode(op: Op, writer: OpWriter): void;
  decode(reader: OpReader): Op;
  /** Every id that it refers to. */
  ids(op: Op): readonly Element[];
  check(op: Op, at: Element, context: OpContext<AnyOp>): string | null;
}

/** The kind of an op that takes one counter: it cannot be cut and is never run together with another one. */
export function singleOpKind<Op extends AnyOp>(kind: SingleOpKind<Op>): OpKind<Op> {
  return {
    type: kind.type,
    code: kind.code,
    isElement: kind.isElement ?? false,
    span: () => 1,
    encode: (op, writer) => kind.encode(op, writer),
    decode: (reader) => kind.decode(reader),
    references(op: Op, visit: (replica: ReplicaIndex, counter: number) => void): void {
      for (const id of kind.ids(op)) visit(id.replica, id.counter);
    },
    slice: (op) => op,
    equal: equalOps,
    check: (op, at, context) => kind.check(op, at, context),
  };
}

/** Whether two ops of one kind are the same: ops are plain data in a normal form. */
export function equalOps(a: AnyOp, b: AnyOp): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
