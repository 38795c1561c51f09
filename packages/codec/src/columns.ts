/**
 * Columns: many values of one field, one after another, each in the form that makes them small. A column holds
 * its own number of values; the reader names the highest number that it will take, and is refused more before
 * anything is allocated.
 */
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { DecodeError } from "./decode-error.ts";
import { readText, writeText } from "./text-code.ts";

/** Unsigned whole numbers, each run of equal ones as (run length, value). */
export function writeRunLengthColumn(writer: ByteWriter, values: readonly number[]): void {
  writer.writeVarint(values.length);
  for (let start = 0; start < values.length; ) {
    const value = values[start] ?? 0;
    let end = start + 1;
    while (end < values.length && values[end] === value) end++;
    writer.writeVarint(end - start);
    writer.writeVarint(value);
    start = end;
  }
}

/** Reads `writeRunLengthColumn`; at most `maxCount` values. */
export function readRunLengthColumn(reader: ByteReader, maxCount: number): number[] {
  const count = reader.readVarintUpTo(maxCount, "the number of values in a column");
  const values: number[] = [];
  while (values.length < count) {
    const length = readRun(reader, count - values.length);
    const value = reader.readVarint();
    if (values.length > 0 && values[values.length - 1] === value) {
      throw new DecodeError("malformed", "two runs where one would do");
    }
    for (let index = 0; index < length; index++) values.push(value);
  }
  return values;
}

/** Whole numbers, each as the signed difference to the one before it (the first to 0). */
export function writeDeltaColumn(writer: ByteWriter, values: readonly number[]): void {
  writer.writeVarint(values.length);
  let previous = 0;
  for (const value of values) {
    writer.writeZigzag(value - previous);
    previous = value;
  }
}

/** Reads `writeDeltaColumn`; at most `maxCount` values. */
export function readDeltaColumn(reader: ByteReader, maxCount: number): number[] {
  const count = readCount(reader, maxCount);
  const values: number[] = [];
  let value = 0;
  for (let index = 0; index < count; index++) {
    value += reader.readZigzag();
    if (!Number.isSafeInteger(value)) throw new DecodeError("malformed", "a number above 2^53 - 1");
    values.push(value);
  }
  return values;
}

/** Booleans as the lengths of their runs, beginning with a run of `false` that may be empty. */
export function writeBooleanColumn(writer: ByteWriter, values: readonly boolean[]): void {
  writer.writeVarint(values.length);
  let value = false;
  for (let start = 0; start < values.length; value = !value) {
    let end = start;
    while (end < values.length && values[end] === value) end++;
    writer.writeVarint(end - start);
    start = end;
  }
}

/** Reads `writeBooleanColumn`; at most `maxCount` values. */
export function readBooleanColumn(reader: ByteReader, maxCount: number): boolean[] {
  const count = reader.readVarintUpTo(maxCount, "the number of values in a column");
  const values: boolean[] = [];
  for (let value = false; values.length < count; value = !value) {
    const mayBeEmpty = values.length === 0 && !value;
    const length = mayBeEmpty
      ? reader.readVarintUpTo(count, "a run in a column")
      : readRun(reader, count - values.length);
    for (let index = 0; index < length; index++) values.push(value);
  }
  return values;
}

/** Strings: their lengths in code units, then all of them as one text, so that it compresses as one. */
export function writeStringColumn(writer: ByteWriter, values: readonly string[]): void {
  writer.writeVarint(values.length);
  for (const value of values) writer.writeVarint(value.length);
  writeText(writer, values.join(""));
}

/** Reads `writeStringColumn`; at most `maxCount` values. */
export function readStringColumn(reader: ByteReader, maxCount: number): string[] {
  const count = readCount(reader, maxCount);
  const lengths: number[] = [];
  for (let index = 0; index < count; index++) lengths.push(reader.readVarint());
  const text = readText(reader);
  const values: string[] = [];
  let start = 0;
  for (const length of lengths) {
    if (length > text.length - start) throw new DecodeError("malformed", "strings longer than their text");
    values.push(text.slice(start, start + length));
    start += length;
  }
  if (start !== text.length) throw new DecodeError("malformed", "strings shorter than their text");
  return values;
}

/** A count of values that take at least a byte each, so that it cannot exceed the bytes that are left. */
function readCount(reader: ByteReader, maxCount: number): number {
  const count = reader.readVarintUpTo(maxCount, "the number of values in a column");
  if (count > reader.remaining) throw new DecodeError("truncated", `${count} values are promised`);
  return count;
}

function readRun(reader: ByteReader, max: number): number {
  const length = reader.readVarintUpTo(max, "a run in a column");
  if (length === 0) throw new DecodeError("malformed", "an empty run in a column");
  return length;
}
