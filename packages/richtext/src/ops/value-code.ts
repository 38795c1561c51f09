/** Values as bytes: one value has exactly one encoding, so that equal ops are equal bytes. */
import { type ByteReader, type ByteWriter, DecodeError, readText, writeText } from "@weft/codec";
import {
  MAX_NAME_UNITS,
  MAX_OP_VALUE_BYTES,
  MAX_VALUE_DEPTH,
  MAX_VALUE_PARTS,
  MAX_WRITES_PER_OP,
} from "../limits.ts";
import type { Attributes, Value } from "../rich-text.ts";

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const INTEGER = 3;
const FLOAT = 4;
const TEXT = 5;
const ARRAY = 6;
const OBJECT = 7;
const MAX_INTEGER = 2 ** 51;

/** What is left of the limits while a value is gone through. */
interface Budget {
  parts: number;
  bytes: number;
}

/** A part takes at most a tag and eight bytes besides its text; a code unit at most three. */
const MAX_PART_BYTES = 9;
const MAX_UNIT_BYTES = 3;

/** The value as it is kept: keys sorted, no negative zero. Throws a `RangeError` for what is no `Value`. */
export function normalValue(value: unknown): Value {
  return normalise(value, 0, wholeBudget());
}

/** Attributes as they are kept. Throws a `RangeError`. */
export function normalAttributes(attributes: unknown): Attributes {
  const value = normalValue(attributes);
  if (!isRecord(value)) throw new RangeError("attributes have to be a plain object");
  const names = Object.keys(value);
  if (names.length > MAX_WRITES_PER_OP) throw new RangeError(`more than ${MAX_WRITES_PER_OP} attributes`);
  for (const name of names) normalName(name);
  return value;
}

/** A name as it is kept. Throws a `RangeError`. */
export function normalName(name: unknown): string {
  if (typeof name !== "string" || name.length > MAX_NAME_UNITS) {
    throw new RangeError(`a name has to be a string of at most ${MAX_NAME_UNITS} code units`);
  }
  return name;
}

/** Writes a normal value. */
export function writeValue(writer: ByteWriter, value: Value): void {
  if (value === null) writer.writeByte(NULL);
  else if (typeof value === "boolean") writer.writeByte(value ? TRUE : FALSE);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (typeof value === "string") {
    writer.writeByte(TEXT);
    writeText(writer, value);
  } else if (isArray(value)) {
    writer.writeByte(ARRAY);
    writer.writeVarint(value.length);
    for (const part of value) writeValue(writer, part);
  } else {
    writer.writeByte(OBJECT);
    writeEntries(writer, value);
  }
}

/** Reads `writeValue`. Throws a `DecodeError`. */
export function readValue(reader: ByteReader): Value {
  return readPart(reader, 0, wholeBudget());
}

/** Writes normal attributes. */
export function writeAttributes(writer: ByteWriter, attributes: Attributes): void {
  writeEntries(writer, attributes);
}

/** Reads `writeAttributes`. Throws a `DecodeError`. */
export function readAttributes(reader: ByteReader): Attributes {
  const attributes = readEntries(reader, 1, wholeBudget());
  const names = Object.keys(attributes);
  if (names.length > MAX_WRITES_PER_OP) throw new DecodeError("limit", "too many attributes");
  if (names.some((name) => name.length > MAX_NAME_UNITS))
    throw new DecodeError("limit", "a name is too long");
  return attributes;
}

/** Writes a name. */
export function writeName(writer: ByteWriter, name: string): void {
  writeText(writer, name);
}

/** Reads a name. Throws a `DecodeError`. */
export function readName(reader: ByteReader): string {
  const name = readText(reader);
  if (name.length > MAX_NAME_UNITS) throw new DecodeError("limit", "a name is too long");
  return name;
}

function wholeBudget(): Budget {
  return { parts: MAX_VALUE_PARTS, bytes: MAX_OP_VALUE_BYTES };
}

function spend(budget: Budget, units: number): void {
  budget.parts -= 1;
  budget.bytes -= MAX_PART_BYTES + units * MAX_UNIT_BYTES;
  if (budget.parts < 0) throw new RangeError(`a value has more than ${MAX_VALUE_PARTS} parts`);
  if (budget.bytes < 0) throw new RangeError(`a value takes more than ${MAX_OP_VALUE_BYTES} bytes`);
}

function normalise(value: unknown, depth: number, budget: Budget): Value {
  if (depth > MAX_VALUE_DEPTH) throw new RangeError(`a value is nested deeper than ${MAX_VALUE_DEPTH}`);
  spend(budget, typeof value === "string" ? value.length : 0);
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (Array.isArray(value)) return Array.from(value, (part) => normalise(part, depth + 1, budget));
  if (typeof value === "object") {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      entries.map(([key, part]) => {
        spend(budget, key.length);
        return [key, normalise(part, depth + 1, budget)];
      }),
    );
  }
  throw new RangeError(`a value cannot be ${typeof value === "number" ? value : `a ${typeof value}`}`);
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isInteger(value) && Math.abs(value) < MAX_INTEGER) {
    writer.writeByte(INTEGER);
    writer.writeZigzag(value);
    return;
  }
  writer.writeByte(FLOAT);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  writer.writeRaw(bytes);
}

function writeEntries(writer: ByteWriter, entries: { readonly [key: string]: Value }): void {
  const keys = Object.keys(entries).sort();
  writer.writeVarint(keys.length);
  for (const key of keys) {
    writeText(writer, key);
    writeValue(writer, entries[key]!);
  }
}

function readPart(reader: ByteReader, depth: number, budget: Budget): Value {
  if (depth > MAX_VALUE_DEPTH) throw new DecodeError("limit", "a value is nested too deep");
  if (budget.parts-- <= 0) throw new DecodeError("limit", "a value has too many parts");
  const tag = reader.readByte();
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case INTEGER:
      return readInteger(reader);
    case FLOAT:
      return readFloat(reader);
    case TEXT:
      return readText(reader);
    case ARRAY:
      return readArray(reader, depth, budget);
    case OBJECT:
      return readEntries(reader, depth + 1, budget);
    default:
      throw new DecodeError("malformed", `no kind of value has the tag ${tag}`);
  }
}

function readInteger(reader: ByteReader): number {
  const value = reader.readZigzag();
  if (Math.abs(value) >= MAX_INTEGER) throw new DecodeError("malformed", "a whole number out of range");
  return value;
}

function readFloat(reader: ByteReader): number {
  const bytes = reader.readRaw(8);
  const value = new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
  if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < MAX_INTEGER)) {
    throw new DecodeError("malformed", "a number in a form that it does not need");
  }
  return value;
}

function readArray(reader: ByteReader, depth: number, budget: Budget): readonly Value[] {
  const length = reader.readVarintUpTo(Math.min(reader.remaining, budget.parts), "the length of an array");
  const parts: Value[] = [];
  for (let index = 0; index < length; index++) parts.push(readPart(reader, depth + 1, budget));
  return parts;
}

function readEntries(reader: ByteReader, depth: number, budget: Budget): { readonly [key: string]: Value } {
  const count = reader.readVarintUpTo(Math.min(reader.remaining, budget.parts), "the number of keys");
  const entries: [string, Value][] = [];
  for (let index = 0; index < count; index++) {
    const key = readText(reader);
    const previous = entries.at(-1)?.[0];
    if (previous !== undefined && previous >= key) throw new DecodeError("malformed", "keys out of order");
    entries.push([key, readPart(reader, depth, budget)]);
  }
  return Object.fromEntries(entries);
}

function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isRecord(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
