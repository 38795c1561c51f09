import { DecodeError } from "@weft/codec";
import { MAX_MERGED_TEXT_UNITS } from "../limits.ts";
import type { AnyOp, OpKind } from "../op/op-kind.ts";
import { type Element, LEFT, type Place, RIGHT, START } from "../sequence/place.ts";
import type { InsertOp } from "./text-op.ts";

/** How the place is written: the common ones in one byte, the others with the parent after it. */
const AFTER_PREVIOUS = 0;
const AT_START = 1;
const LEFT_OF = 2;
const RIGHT_OF = 3;

/** Stands for the text of deleted elements that a save left out. */
export const LEFT_OUT = "\uFFFD";

/** Code 0: text. */
export const insertKind: OpKind<InsertOp> = {
  type: "insert",
  code: 0,
  isElement: true,
  span: (op) => op.text.length,
  encode(op, writer) {
    const { place, text } = op;
    if (place.parentReplica < 0) writer.bytes.writeVarint(AT_START);
    else if (place.side === RIGHT && writer.isPrevious(place.parentReplica, place.parentCounter)) {
      writer.bytes.writeVarint(AFTER_PREVIOUS);
    } else {
      writer.bytes.writeVarint(place.side === LEFT ? LEFT_OF : RIGHT_OF);
      writer.reference(place.parentReplica, place.parentCounter);
    }
    writer.bytes.writeText(text);
  },
  decode(reader) {
    const place = decodePlace(reader.bytes.readVarint(), reader);
    const text = reader.bytes.readText();
    if (text.length === 0) throw new DecodeError("malformed", "an insertion of nothing");
    return { type: "insert", place, text };
  },
  references(op, visit) {
    if (op.place.parentReplica >= 0) visit(op.place.parentReplica, op.place.parentCounter);
  },
  slice(op, from, to, at) {
    const place = from === 0 ? op.place : rightOf(at.replica, at.counter + from - 1);
    return { type: "insert", place, text: op.text.slice(from, to) };
  },
  extend(previous, next, at) {
    if (!samePlace(next.place, rightOf(at.replica, at.counter - 1))) return null;
    if (previous.text.length + next.text.length > MAX_MERGED_TEXT_UNITS) return null;
    return { type: "insert", place: previous.place, text: previous.text + next.text };
  },
  equal: (a, b) => samePlace(a.place, b.place) && sameText(a.text, b.text),
  check(op, _at, context) {
    const { parentReplica, parentCounter } = op.place;
    if (parentReplica < 0 || context.areElements(parentReplica, parentCounter, 1)) return null;
    return "an insertion beside what is no element";
  },
};

function decodePlace(form: number, reader: Parameters<OpKind<AnyOp>["decode"]>[0]): Place {
  if (form === AT_START) return START;
  if (form === AFTER_PREVIOUS) {
    if (reader.counter === 0) throw new DecodeError("impossible", "the first op has none before it");
    return rightOf(reader.replica, reader.counter - 1);
  }
  if (form !== LEFT_OF && form !== RIGHT_OF) throw new DecodeError("malformed", `an unknown place ${form}`);
  const parent: Element = reader.reference();
  const side = form === LEFT_OF ? LEFT : RIGHT;
  if (side === RIGHT && parent.replica === reader.replica && parent.counter === reader.counter - 1) {
    throw new DecodeError("malformed", "a place in a longer form than it needs");
  }
  return { parentReplica: parent.replica, parentCounter: parent.counter, side };
}

function rightOf(replica: number, counter: number): Place {
  return { parentReplica: replica, parentCounter: counter, side: RIGHT };
}

function samePlace(a: Place, b: Place): boolean {
  return a.parentReplica === b.parentReplica && a.parentCounter === b.parentCounter && a.side === b.side;
}

/** Equal, but for characters that a save left out on either side. */
function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (a[index] !== b[index] && a[index] !== LEFT_OUT && b[index] !== LEFT_OUT) return false;
  }
  return true;
}
