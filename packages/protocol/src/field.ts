/**
 * The layout of frames as values: a field can write a value, read it back, and say in one line what its bytes
 * look like. The lines of all frames together are hashed in a test, so that no layout changes unnoticed.
 *
 * Law: for every field, `read` after `write` gives an equal value, and one value has exactly one encoding.
 */
import { assert, parseHex, toHex } from "@weft/base";
import { type ByteReader, type ByteWriter, DecodeError, readText, utf8Length, writeText } from "@weft/codec";

/** How one value stands in a frame. `read` throws a `DecodeError`; `write` asserts the limits. */
export interface Field<Value> {
  /** The bytes in words; equal layouts, equal words. */
  readonly layout: string;
  write(value: Value, writer: ByteWriter): void;
  read(reader: ByteReader): Value;
}

/** A whole number up to 2^53 − 1, as a varint. */
export const uint: Field<number> = {
  layout: "uint",
  write: (value, writer) => writer.writeVarint(value),
  read: (reader) => reader.readVarint(),
};

/** A number below 2^32 in four bytes. */
export const uint32: Field<number> = {
  layout: "uint32",
  write: (value, writer) => writer.writeUint32(value),
  read: (reader) => reader.readUint32(),
};

/** False or true, as 0 or 1. */
export const boolean: Field<boolean> = {
  layout: "boolean",
  write: (value, writer) => writer.writeByte(value ? 1 : 0),
  read: readFlag,
};

/** At most `max` bytes after their number. What is read is a copy, which does not keep the frame alive. */
export function bytes(max: number): Field<Uint8Array> {
  return {
    layout: `bytes(${max})`,
    write(value, writer) {
      assert(value.length <= max, `${value.length} bytes do not fit a field of ${max}`);
      writer.writeBytes(value);
    },
    read: (reader) => reader.readRaw(reader.readVarintUpTo(max, "a number of bytes")).slice(),
  };
}

/** A string of at most `max` bytes in UTF-8, as `ByteWriter.writeText` writes it. */
export function text(max: number): Field<string> {
  const fits = (value: string): boolean => {
    const length = utf8Length(value);
    return length >= 0 && length <= max;
  };
  return {
    layout: `text(${max})`,
    write(value, writer) {
      assert(fits(value), `a text does not fit a field of ${max} bytes of UTF-8`);
      writeText(writer, value);
    },
    read(reader) {
      const value = readText(reader);
      if (!fits(value))
        throw new DecodeError("limit", `a text longer than ${max} bytes, or with half a character`);
      return value;
    },
  };
}

/** `byteCount` bytes that the program holds as lower-case hexadecimal digits; `toBrand` makes the brand. */
export function hex<Digits extends string>(
  byteCount: number,
  toBrand: (digits: string) => Digits,
): Field<Digits> {
  return {
    layout: `hex(${byteCount})`,
    write(value, writer) {
      const raw = parseHex(value);
      assert(raw !== null && raw.length === byteCount, `not ${byteCount} bytes in hexadecimal digits`);
      writer.writeRaw(raw);
    },
    read: (reader) => toBrand(toHex(reader.readRaw(byteCount))),
  };
}

/** One of `names`, as its index in one byte. */
export function choice<Name extends string>(what: string, names: readonly Name[]): Field<Name> {
  return {
    layout: `choice(${names.join("|")})`,
    write(value, writer) {
      const index = names.indexOf(value);
      assert(index >= 0, `not a ${what}: ${value}`);
      writer.writeByte(index);
    },
    read(reader) {
      const index = reader.readByte();
      const name = names[index];
      if (name === undefined) throw new DecodeError("malformed", `${index} is no ${what}`);
      return name;
    },
  };
}

/** Nothing, or a value. */
export function optional<Value>(field: Field<Value>): Field<Value | null> {
  return {
    layout: `optional(${field.layout})`,
    write(value, writer) {
      writer.writeByte(value === null ? 0 : 1);
      if (value !== null) field.write(value, writer);
    },
    read: (reader) => (readFlag(reader) ? field.read(reader) : null),
  };
}

/** At most `max` values after their number. */
export function list<Value>(item: Field<Value>, max: number): Field<readonly Value[]> {
  return {
    layout: `list(${item.layout}, ${max})`,
    write(values, writer) {
      assert(values.length <= max, `${values.length} items do not fit a list of ${max}`);
      writer.writeVarint(values.length);
      for (const value of values) item.write(value, writer);
    },
    read(reader) {
      const count = reader.readVarintUpTo(max, "a number of items");
      const values: Value[] = [];
      for (let index = 0; index < count; index++) values.push(item.read(reader));
      return values;
    },
  };
}

/** The fields of a record. */
export type Fields<Shape> = { readonly [Name in keyof Shape]: Field<Shape[Name]> };

/** The fields in the order in which they are written here. */
export function record<Shape extends object>(fields: Fields<Shape>): Field<Shape> {
  const names: (keyof Shape & string)[] = [];
  for (const name in fields) names.push(name);
  return {
    layout: `{ ${names.map((name) => `${name}: ${fields[name].layout}`).join(", ")} }`,
    write(value, writer) {
      for (const name of names) fields[name].write(value[name], writer);
    },
    read(reader) {
      const value: Partial<Shape> = {};
      for (const name of names) value[name] = fields[name].read(reader);
      // Complete: every name of the shape has just been read.
      return value as Shape;
    },
  };
}

function readFlag(reader: ByteReader): boolean {
  const flag = reader.readByte();
  if (flag > 1) throw new DecodeError("malformed", `${flag} is neither yes nor no`);
  return flag === 1;
}
