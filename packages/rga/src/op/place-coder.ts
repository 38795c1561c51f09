import { DecodeError } from "@weft/codec";
import { LEFT, type Place, RIGHT, rightOf, START } from "../sequence/place.ts";
import type { OpReader } from "./op-reader.ts";
import type { OpWriter } from "./op-writer.ts";

/** How a place is written: the common ones in one byte, the others with the parent after it. */
const AFTER_PREVIOUS = 0;
const AT_START = 1;
const LEFT_OF = 2;
const RIGHT_OF = 3;

/** Writes where the op's first element stands. For every op kind that makes elements. */
export function encodePlace(place: Place, writer: OpWriter): void {
  if (place.parentReplica < 0) {
    writer.code(AT_START);
  } else if (place.side === RIGHT && writer.isPrevious(place.parentReplica, place.parentCounter)) {
    writer.code(AFTER_PREVIOUS);
  } else {
    writer.code(place.side === LEFT ? LEFT_OF : RIGHT_OF);
    writer.reference(place.parentReplica, place.parentCounter);
  }
}

/** Reads `encodePlace`. Throws a `DecodeError`. Whether the parent is an element is for `OpKind.check` to ask. */
export function decodePlace(reader: OpReader): Place {
  const form = reader.code();
  if (form === AT_START) return START;
  if (form === AFTER_PREVIOUS) {
    if (reader.counter === 0) throw new DecodeError("impossible", "the first op has none before it");
    return rightOf(reader.replica, reader.counter - 1);
  }
  if (form !== LEFT_OF && form !== RIGHT_OF) throw new DecodeError("malformed", `an unknown place ${form}`);
  const parent = reader.reference();
  const side = form === LEFT_OF ? LEFT : RIGHT;
  if (side === RIGHT && parent.replica === reader.replica && parent.counter === reader.counter - 1) {
    throw new DecodeError("malformed", "a place in a longer form than it needs");
  }
  return { parentReplica: parent.replica, parentCounter: parent.counter, side };
}
