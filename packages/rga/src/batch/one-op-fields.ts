/**
 * The short forms of a batch of one insertion or one deletion (FORMAT.md), field by field: what is typed, deleted or
 * pasted at one go. They need no length, no count and no list of dependencies: whatever the one reference goes to is
 * the only dependency.
 */
import { type ByteReader, type ByteWriter, DecodeError } from "@weft/codec";
import { MAX_COUNTER } from "../limits.ts";
import { type ReplicaId, readReplicaId, writeReplicaId } from "../space/replica.ts";
import { stringOf, unitsOf, wideUnits } from "../space/unit-text.ts";
import {
  DELETE_BACK,
  DELETE_ON,
  DELETE_ONE,
  INSERT_TEXT,
  INSERT_UNIT,
  IS_OTHERS,
  PLACE_OF_OTHERS,
  PLACE_WITH_PARENT,
  PLACES,
  TYPED_FIRST,
  TYPED_LAST,
  UNIT_END,
} from "./batch-form.ts";
import { type BatchStart, checkCount, readStart, writeStart } from "./batch-header.ts";
import { isWideText } from "./column-writer.ts";

/** A batch of one op. The form says which fields have a meaning. */
export interface OneOpFields extends BatchStart {
  /** The first byte of the batch without its highest bit. */
  readonly form: number;
  /** The other replica that is referred to; null if there is none. */
  readonly other: ReplicaId | null;
  /** The other's counter, or the distance back to an own one; 0 if nothing is referred to. */
  readonly reference: number;
  /** Of a deletion: how many. */
  readonly length: number;
  /** Of an insertion. */
  readonly text: string;
}

/** Whether the form, a first byte without its highest bit, is one of a single op. */
export function isOneOpForm(form: number): boolean {
  if (form >= TYPED_FIRST) return form <= TYPED_LAST;
  if (form >= INSERT_UNIT) return (form & 7) < PLACES;
  return form >= DELETE_ONE && form <= DELETE_BACK + IS_OTHERS;
}

/** A length and form, then a byte a unit, or the lower bytes of all and then the higher ones. */
function writeUnits(writer: ByteWriter, text: string): void {
  const units = unitsOf(text);
  const isWide = isWideText(units, 0, units.length);
  writer.writeVarint(units.length * 2 + (isWide ? 1 : 0));
  for (const unit of units) writer.writeByte(unit);
  if (isWide) for (const unit of units) writer.writeByte(unit >> 8);
}

/** Reads `writeUnits`, in the one form that it writes. Throws a `DecodeError`. */
function readUnits(reader: ByteReader): string {
  const head = reader.readVarint();
  const length = Math.floor(head / 2);
  if (head % 2 === 0) return stringOf(reader.readRaw(length), 0, length);
  const units = wideUnits(reader.readRaw(length * 2), 0, length);
  if (!isWideText(units, 0, length))
    throw new DecodeError("malformed", "a text in a longer form than it needs");
  return stringOf(units, 0, length);
}

/** Whether it is a deletion. */
export function isDeletionForm(form: number): boolean {
  return form < INSERT_UNIT;
}

/** The place of an insertion, 0 to 5: see `INSERT_UNIT`. */
function placeOfForm(form: number): number {
  return form >= TYPED_FIRST ? 0 : form & 7;
}

/** Whether an element is named, own or another's. */
export function hasReference(form: number): boolean {
  return isDeletionForm(form) || placeOfForm(form) >= PLACE_WITH_PARENT;
}

/** Whether that element is another replica's. */
export function refersToOther(form: number): boolean {
  return isDeletionForm(form) ? (form & IS_OTHERS) !== 0 : placeOfForm(form) >= PLACE_OF_OTHERS;
}

/** The form of an insertion. */
function insertionForm(place: number, text: string): number {
  const unit = text.charCodeAt(0);
  if (text.length > 1 || unit >= UNIT_END) return INSERT_TEXT + place;
  return place === 0 && unit >= TYPED_FIRST && unit <= TYPED_LAST ? unit : INSERT_UNIT + place;
}

/** How many counters the op takes. */
export function countOf(fields: OneOpFields): number {
  return isDeletionForm(fields.form) ? fields.length : fields.text.length;
}

/** Writes the whole batch. */
export function writeOneOpFields(writer: ByteWriter, fields: OneOpFields): void {
  writeStart(writer, fields.form, fields);
  if (fields.other !== null) writeReplicaId(writer, fields.other);
  if (hasReference(fields.form)) writer.writeVarint(fields.reference);
  writeContent(writer, fields);
}

/** Reads a whole batch behind its first byte. Throws a `DecodeError`. */
export function readOneOpFields(reader: ByteReader, firstByte: number): OneOpFields {
  const form = firstByte & 0x7f;
  const start = readStart(reader, firstByte);
  const other = refersToOther(form) ? readReplicaId(reader) : null;
  if (other === start.replica) throw new DecodeError("malformed", "another replica that is the writer");
  const reference = hasReference(form) ? reader.readVarintUpTo(MAX_COUNTER, "a counter") : 0;
  const fields = { ...start, form, other, reference, ...readContent(reader, form) };
  checkCount(start, countOf(fields));
  return fields;
}

/** Writes what comes behind the reference. */
export function writeContent(writer: ByteWriter, { form, length, text }: OneOpFields): void {
  if (isDeletionForm(form)) {
    if (form >= DELETE_ON) writer.writeVarint(length);
  } else if (form < INSERT_TEXT) writer.writeByte(text.charCodeAt(0));
  else if (form < TYPED_FIRST) writeUnits(writer, text);
}

/** Reads `writeContent`, in the one form that it writes. Throws a `DecodeError`. */
export function readContent(
  reader: ByteReader,
  form: number,
): { readonly length: number; readonly text: string } {
  if (isDeletionForm(form)) {
    if (form < DELETE_ON) return { length: 1, text: "" };
    const length = reader.readVarintUpTo(MAX_COUNTER, "a number of deletions");
    if (length < 2) throw new DecodeError("malformed", "one deletion as several");
    return { length, text: "" };
  }
  if (form >= TYPED_FIRST) return { length: 0, text: String.fromCharCode(form) };
  const text = form < INSERT_TEXT ? String.fromCharCode(reader.readByte()) : readUnits(reader);
  if (text === "" || insertionForm(placeOfForm(form), text) !== form) {
    throw new DecodeError("malformed", "a text in a form that is not its own");
  }
  return { length: 0, text };
}
