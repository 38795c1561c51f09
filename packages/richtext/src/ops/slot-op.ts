/** The op that puts a slot into the sequence: the place where a moved block shows, or where joined text flows to. */
import { DecodeError } from "@weft/codec";
import type { Element, OpKind, OpReader, Place } from "@weft/rga";
import { MAX_SEEN_WRITES } from "../limits.ts";
import { BLOCK_TYPES } from "./element-ops.ts";
import {
  checkPlace,
  checkType,
  placeIds,
  readBack,
  readIds,
  readPlace,
  writeIds,
  writePlace,
} from "./reference-code.ts";
import { singleOpKind } from "./single-op.ts";

const BLOCK_TO_THE_END = 0;
const BLOCK_TO_A_MARKER = 1;
const INLINE = 2;

/**
 * Inserts a slot and writes it into a register of a marker, in one: a slot serves one marker, for good. `block`
 * writes the register `place` (the block shows there), `inline` the register `inline` (while the marker is joined,
 * its content flows there). The id of the op is that of the slot and of the write.
 */
export interface SlotOp {
  readonly type: "slot";
  readonly purpose: "block" | "inline";
  readonly place: Place;
  readonly marker: Element;
  /** What was split from the block follows it as long as it stands before this marker; null: to the end. Null if inline. */
  readonly end: Element | null;
  /** The newest writes of the register that were known. */
  readonly seen: readonly Element[];
  readonly back: number;
}

/** Kind 23. */
export const slotOpKind: OpKind<SlotOp> = singleOpKind<SlotOp>({
  type: "slot",
  code: 23,
  isElement: true,
  encode(op, writer) {
    writePlace(writer, op.place);
    writer.reference(op.marker.replica, op.marker.counter);
    if (op.purpose === "inline") writer.bytes.writeByte(INLINE);
    else writer.bytes.writeByte(op.end ? BLOCK_TO_A_MARKER : BLOCK_TO_THE_END);
    if (op.end) writer.reference(op.end.replica, op.end.counter);
    writeIds(writer, op.seen);
    writer.bytes.writeVarint(op.back);
  },
  decode(reader) {
    const place = readPlace(reader);
    const marker = reader.reference();
    const form = readForm(reader);
    const end = form === BLOCK_TO_A_MARKER ? reader.reference() : null;
    const seen = readIds(reader, MAX_SEEN_WRITES);
    const purpose = form === INLINE ? "inline" : "block";
    return { type: "slot", purpose, place, marker, end, seen, back: readBack(reader) };
  },
  ids: (op) => [...placeIds(op.place), op.marker, ...(op.end ? [op.end] : []), ...op.seen],
  check: (op, _at, context) =>
    checkPlace(op.place, context) ??
    checkType(op.marker, BLOCK_TYPES, context) ??
    checkType(op.end, BLOCK_TYPES, context),
});

function readForm(reader: OpReader): number {
  const form = reader.bytes.readByte();
  if (form > INLINE) throw new DecodeError("malformed", "no such form of a slot");
  return form;
}
