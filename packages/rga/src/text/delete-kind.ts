import type { AnyKind } from "../op/op-kind.ts";
import type { DeleteOp } from "./text-op.ts";

/** Code 1: deletions. */
export const deleteKind: AnyKind<DeleteOp> = {
  type: "delete",
  code: 1,
  isElement: false,
  span: (op) => op.length,
  slice(op, from, to) {
    const length = to - from;
    const counter = op.counter + from * op.direction;
    return { ...op, counter, length, direction: length === 1 ? 1 : op.direction };
  },
};

/** The lowest counter that `op` covers. */
export function firstTarget(op: DeleteOp): number {
  return op.direction > 0 ? op.counter : op.counter - op.length + 1;
}
