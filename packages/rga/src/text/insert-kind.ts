import type { AnyKind } from "../op/op-kind.ts";
import { rightOf } from "../sequence/place.ts";
import type { InsertOp } from "./text-op.ts";

/** Code 0: text. */
export const insertKind: AnyKind<InsertOp> = {
  type: "insert",
  code: 0,
  isElement: true,
  span: (op) => op.text.length,
  slice(op, from, to, at) {
    const place = from === 0 ? op.place : rightOf(at.replica, at.counter + from - 1);
    return { type: "insert", place, text: op.text.slice(from, to) };
  },
};
