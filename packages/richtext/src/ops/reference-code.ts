/** References to elements and ops, alone, in lists and as places, as they stand in the bytes of an op. */
import { DecodeError } from "@weft/codec";
import {
  type AnyOp,
  type Element,
  LEFT,
  type OpContext,
  type OpReader,
  type OpWriter,
  type Place,
  RIGHT,
  START,
} from "@weft/rga";

const PLACE_START = 0;
const PLACE_LEFT = 1;
const PLACE_RIGHT = 2;

/** An id, or nothing. */
export function writeOptionalId(writer: OpWriter, id: Element | null): void {
  writer.bytes.writeByte(id ? 1 : 0);
  if (id) writer.reference(id.replica, id.counter);
}

/** Reads `writeOptionalId`. Throws a `DecodeError`. */
export function readOptionalId(reader: OpReader): Element | null {
  return readFlag(reader) ? reader.reference() : null;
}

/** A list of ids. */
export function writeIds(writer: OpWriter, ids: readonly Element[]): void {
  writer.bytes.writeVarint(ids.length);
  for (const id of ids) writer.reference(id.replica, id.counter);
}

/** Reads `writeIds`; at most `max`. Throws a `DecodeError`. */
export function readIds(reader: OpReader, max: number): Element[] {
  const count = reader.bytes.readVarintUpTo(Math.min(max, reader.referencesLeft), "a number of references");
  const ids: Element[] = [];
  for (let index = 0; index < count; index++) ids.push(reader.reference());
  return ids;
}

/** Where an element was put. */
export function writePlace(writer: OpWriter, place: Place): void {
  if (place.parentReplica < 0) {
    writer.bytes.writeByte(PLACE_START);
    return;
  }
  writer.bytes.writeByte(place.side === LEFT ? PLACE_LEFT : PLACE_RIGHT);
  writer.reference(place.parentReplica, place.parentCounter);
}

/** Reads `writePlace`. Throws a `DecodeError`. */
export function readPlace(reader: OpReader): Place {
  const form = reader.bytes.readByte();
  if (form === PLACE_START) return START;
  if (form !== PLACE_LEFT && form !== PLACE_RIGHT)
    throw new DecodeError("malformed", "no such form of a place");
  const { replica, counter } = reader.reference();
  return { parentReplica: replica, parentCounter: counter, side: form === PLACE_LEFT ? LEFT : RIGHT };
}

/** The element beside which a place is, as a list. */
export function placeIds(place: Place): readonly Element[] {
  return place.parentReplica < 0 ? [] : [{ replica: place.parentReplica, counter: place.parentCounter }];
}

/** One byte, 0 or 1. Throws a `DecodeError`. */
export function readFlag(reader: OpReader): boolean {
  const flag = reader.bytes.readByte();
  if (flag > 1) throw new DecodeError("malformed", "a flag that is neither 0 nor 1");
  return flag === 1;
}

/** How far an op stands behind the first op of its transaction. Throws a `DecodeError`. */
export function readBack(reader: OpReader): number {
  const back = reader.bytes.readVarint();
  if (back > reader.counter)
    throw new DecodeError("impossible", "a transaction that began before its replica");
  return back;
}

/** What is wrong with a place: null if its parent is an element or the start. */
export function checkPlace(place: Place, context: OpContext<AnyOp>): string | null {
  if (place.parentReplica < 0) return null;
  const isElement = context.areElements(place.parentReplica, place.parentCounter, 1);
  return isElement ? null : "an element that is put beside something that is none";
}

/** What is wrong with an id that has to name an op of one of `types`, or null. */
export function checkType(
  id: Element | null,
  types: readonly string[],
  context: OpContext<AnyOp>,
): string | null {
  if (!id) return null;
  const type = context.typeAt(id.replica, id.counter);
  return type !== null && types.includes(type)
    ? null
    : `a reference to ${type ?? "nothing"}, not to ${types.join(" or ")}`;
}
