import type { OpKind } from "../op/op-kind.ts";
import { rightOf, samePlace } from "../sequence/place.ts";
import { LEFT_OUT } from "./left-out.ts";
import type { InsertOp } from "./text-op.ts";

/** Code 0: text. */
export const insertKind: OpKind<InsertOp> = {
  type: "insert",
  code: 0,
  isElement: true,
  span: (op) => op.text.length,
  references(op, visit) {
    if (op.place.parentReplica >= 0) visit(op.place.parentReplica, op.place.parentCounter);
  },
  slice(op, from, to, at) {
    const place = from === 0 ? op.place : rightOf(at.replica, at.counter + from - 1);
    return { type: "insert", place, text: op.text.slice(from, to) };
  },
  extend(previous, next, at) {
    if (!samePlace(next.place, rightOf(at.replica, at.counter - 1))) return null;
    return { type: "insert", place: previous.place, text: previous.text + next.text };
  },
  equal: (a, b) => samePlace(a.place, b.place) && sameText(a.text, b.text),
  check(op, _at, context) {
    const { parentReplica, parentCounter } = op.place;
    if (parentReplica < 0 || context.areElements(parentReplica, parentCounter, 1)) return null;
    return "an insertion beside what is no element";
  },
};

/** Equal, but for characters that a save left out on either side. */
function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (a[index] !== b[index] && a[index] !== LEFT_OUT && b[index] !== LEFT_OUT) return false;
  }
  return true;
}
