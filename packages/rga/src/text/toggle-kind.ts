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
