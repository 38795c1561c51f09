/**
 * The short forms of a batch of one insertion or one deletion (FORMAT.md): what is typed, deleted or pasted at one
 * go. They say the same as a batch in rows, so that nothing behind the frame has to know them, and need no length,
 * no count and no list of dependencies: whatever the one reference goes to is the only dependency.
 */
import { ByteReader, ByteWriter, DecodeError } from "@weft/codec";
import { MAX_COUNTER } from "../limits.ts";
import { readReplicaId, writeReplicaId } from "../space/replica.ts";
import {
  DELETE_ONE,
  DELETE_SEVERAL,
  INSERT_TEXT,
  INSERT_UNIT,
  IS_OTHERS,
  PLACE_OF_OTHERS,
  PLACE_WITH_PARENT,
  PLACES,
  TYPED_FIRST,
  TYPED_LAST,
} from "./batch-form.ts";
import { type BatchHeader, type BatchStart, checkCount, readStart, writeStart } from "./batch-header.ts";

const INSERT_CODE = 0;
const DELETE_CODE = 1;
const ONE_ASCII_HEAD = 2;
const ASCII_END = 0x80;

/** A batch of one op as one in rows. */
export interface ExpandedBatch {
  readonly header: BatchHeader;
  readonly row: Uint8Array;
}

/** Scratch room, used anew for each batch: one is written with each keystroke. */
const batch = new ByteWriter();
const row = new ByteWriter();

/** The batch in its short form, or null if it has none. `ops` is one op in rows; `givenCount`: how many replicas all have. */
export function encodeOneOp(
  header: BatchHeader,
  ops: Uint8Array,
  givenCount: number,
): Uint8Array<ArrayBuffer> | null {
  if (header.dependencies.length > 1) return null;
  const reader = new ByteReader(ops);
  const code = reader.readVarint();
  batch.truncate(0);
  if (code === INSERT_CODE) return encodeInsert(header, reader, givenCount);
  return code === DELETE_CODE ? encodeDelete(header, reader, givenCount) : null;
}

function encodeInsert(
  header: BatchHeader,
  reader: ByteReader,
  givenCount: number,
): Uint8Array<ArrayBuffer> | null {
  let place = reader.readVarint();
  const whose = place >= PLACE_WITH_PARENT ? reader.readVarint() : 0;
  if (whose > 0 && whose <= givenCount) return null;
  if (whose > 0) place += PLACE_OF_OTHERS - PLACE_WITH_PARENT;
  const reference = place >= PLACE_WITH_PARENT ? reader.readVarint() : 0;
  const head = reader.readVarint();
  if (head === 0) return null;
  const body = reader.readRaw(Math.floor(head / 2));
  const first = body[0] ?? 0;
  const isUnit = head === ONE_ASCII_HEAD;
  const isTyped = isUnit && place === 0 && first >= TYPED_FIRST && first <= TYPED_LAST;
  writeStart(batch, isTyped ? first : (isUnit ? INSERT_UNIT : INSERT_TEXT) + place, header);
  writeReference(header, place >= PLACE_WITH_PARENT ? reference : -1);
  if (!isUnit) batch.writeVarint(head);
  if (!isTyped) batch.writeRaw(body);
  return batch.toBytes();
}

function encodeDelete(
  header: BatchHeader,
  reader: ByteReader,
  givenCount: number,
): Uint8Array<ArrayBuffer> | null {
  const head = reader.readVarint();
  const whose = reader.readVarint();
  if (whose > 0 && whose <= givenCount) return null;
  const form = head === 2 ? DELETE_ONE : DELETE_SEVERAL;
  writeStart(batch, whose > 0 ? form + IS_OTHERS : form, header);
  if (form === DELETE_SEVERAL) batch.writeVarint(head);
  writeReference(header, reader.readVarint());
  return batch.toBytes();
}

/** The distance back, or the other replica and its counter; -1: no reference. */
function writeReference(header: BatchHeader, reference: number): void {
  const [other] = header.dependencies;
  if (other) writeReplicaId(batch, other.replica);
  if (reference >= 0) batch.writeVarint(reference);
}

/** Whether the form, a first byte without its highest bit, is one of a single op. */
export function isOneOpForm(form: number): boolean {
  if (form >= TYPED_FIRST) return form <= TYPED_LAST;
  if (form >= INSERT_UNIT) return (form & 7) < PLACES;
  return form >= DELETE_ONE && form <= DELETE_SEVERAL + IS_OTHERS;
}

/** Reads a batch in a short form behind its first byte. Throws a `DecodeError`. */
export function readOneOpForm(reader: ByteReader, firstByte: number, givenCount: number): ExpandedBatch {
  const form = firstByte & 0x7f;
  const start = readStart(reader, firstByte);
  row.truncate(0);
  const header =
    form < INSERT_UNIT
      ? readDelete(reader, form, start, givenCount)
      : readInsert(reader, form, start, givenCount);
  checkCount(start, header.count);
  return { header, row: row.toBytes() };
}

function readInsert(reader: ByteReader, form: number, start: BatchStart, givenCount: number): BatchHeader {
  const isTyped = form >= TYPED_FIRST;
  const place = isTyped ? 0 : form & 7;
  row.writeByte(INSERT_CODE);
  row.writeByte(place >= PLACE_OF_OTHERS ? place - PLACE_OF_OTHERS + PLACE_WITH_PARENT : place);
  const dependencies =
    place >= PLACE_WITH_PARENT ? readReference(reader, place >= PLACE_OF_OTHERS, start, givenCount) : [];
  let count = 1;
  if (isTyped) {
    row.writeVarint(ONE_ASCII_HEAD);
    row.writeByte(form);
  } else if (form < INSERT_TEXT) {
    const unit = reader.readByte();
    const isPrintable = unit >= TYPED_FIRST && unit <= TYPED_LAST;
    if (unit >= ASCII_END || (place === 0 && isPrintable)) {
      throw new DecodeError("malformed", "a character in a form that is not its own");
    }
    row.writeVarint(ONE_ASCII_HEAD);
    row.writeByte(unit);
  } else {
    const text = reader.readText();
    if (text.length === 0 || (text.length === 1 && text.charCodeAt(0) < ASCII_END)) {
      throw new DecodeError("malformed", "a text in a longer form than it needs");
    }
    row.writeText(text);
    count = text.length;
  }
  return { ...start, count, dependencies };
}

function readDelete(reader: ByteReader, form: number, start: BatchStart, givenCount: number): BatchHeader {
  const head =
    form < DELETE_SEVERAL ? 2 : reader.readVarintUpTo(MAX_COUNTER * 2 + 1, "a number of deletions");
  if (form >= DELETE_SEVERAL && head < 4) throw new DecodeError("malformed", "one deletion as several");
  row.writeByte(DELETE_CODE);
  row.writeVarint(head);
  const dependencies = readReference(reader, (form & IS_OTHERS) !== 0, start, givenCount);
  return { ...start, count: Math.floor(head / 2), dependencies };
}

/** Reads `writeReference` into the row and gives the dependency that it makes. */
function readReference(
  reader: ByteReader,
  isOthers: boolean,
  start: BatchStart,
  givenCount: number,
): BatchHeader["dependencies"] {
  const replica = isOthers ? readReplicaId(reader) : start.replica;
  if (isOthers && replica === start.replica)
    throw new DecodeError("malformed", "another replica that is the writer");
  const counter = reader.readVarintUpTo(MAX_COUNTER, "a counter");
  row.writeVarint(isOthers ? givenCount + 1 : 0);
  row.writeVarint(counter);
  return isOthers ? [{ replica, counter }] : [];
}
