import type { OpKind } from "../op/op-kind.ts";
import type { DeleteOp } from "./text-op.ts";

/** Code 1: deletions. */
export const deleteKind: OpKind<DeleteOp> = {
  type: "delete",
  code: 1,
  isElement: false,
  span: (op) => op.length,
  references: (op, visit) => visit(op.replica, lastTarget(op), op.direction > 0 ? op.length - 1 : 0),
  slice(op, from, to) {
    const length = to - from;
    const counter = op.counter + from * op.direction;
    return { ...op, counter, length, direction: length === 1 ? 1 : op.direction };
  },
  extend(previous, next) {
    if (previous.replica !== next.replica) return null;
    const step = next.counter - (previous.counter + (previous.length - 1) * previous.direction);
    if (step !== 1 && step !== -1) return null;
    if (previous.length > 1 && previous.direction !== step) return null;
    if (next.length > 1 && next.direction !== step) return null;
    const { replica, counter } = previous;
    return { type: "delete", replica, counter, length: previous.length + next.length, direction: step };
  },
  equal: (a, b) =>
    a.replica === b.replica &&
    a.counter === b.counter &&
    a.length === b.length &&
    a.direction === b.direction,
  check(op, _at, context) {
    const fine = context.areElements(op.replica, firstTarget(op), op.length);
    return fine ? null : "a deletion of what is no element";
  },
};

/** The lowest counter that `op` covers. */
export function firstTarget(op: DeleteOp): number {
  return op.direction > 0 ? op.counter : op.counter - op.length + 1;
}

function lastTarget(op: DeleteOp): number {
  return op.direction > 0 ? op.counter + op.length - 1 : op.counter;
}
