import { DecodeError } from "@weft/codec";
import { MAX_COUNTER } from "../limits.ts";
import type { OpKind } from "../op/op-kind.ts";
import type { ToggleOp } from "./text-op.ts";

/** Code 2: own ops made ineffective. */
export const cancelKind = toggleKind("cancel", 2);
/** Code 3: own ops made effective again. */
export const restoreKind = toggleKind("restore", 3);

function toggleKind(type: ToggleOp["type"], code: number): OpKind<ToggleOp> {
  return {
    type,
    code,
    isElement: false,
    span: () => 1,
    encode(op, writer) {
      writer.bytes.writeVarint(op.length);
      writer.reference(op.replica, op.counter + op.length - 1);
    },
    decode(reader) {
      const length = reader.bytes.readVarintUpTo(MAX_COUNTER, "a number of toggled ops");
      const { replica, counter: last } = reader.reference();
      if (length === 0) throw new DecodeError("malformed", "a toggle of nothing");
      if (length > last + 1) throw new DecodeError("impossible", "a toggle of counters below zero");
      return { type, replica, counter: last - length + 1, length };
    },
    references: (op, visit) => visit(op.replica, op.counter + op.length - 1),
    slice: (op) => op,
    extend: () => null,
    equal: (a, b) => a.replica === b.replica && a.counter === b.counter && a.length === b.length,
    check(op, at) {
      // The one place to widen when an owner's later replica may toggle what an earlier one wrote: toggles of
      // several replicas are then concurrent, and which is newest has to be kept beside each counter.
      return op.replica === at.replica ? null : "a toggle of another replica's ops";
    },
  };
}
