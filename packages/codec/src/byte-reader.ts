import { err, ok, type Result } from "@weft/base";
import { DecodeError } from "./decode-error.ts";
import { readUtf8, utf8Length } from "./utf8.ts";

const UNITS_A_CALL = 4096;

/**
 * Reads what `ByteWriter` wrote, from bytes that nobody vouches for. Every method throws a `DecodeError` and
 * never allocates more than the bytes that are there can fill. Callers at a boundary turn the throw into a
 * `Result` with `decodeAll`.
 */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private at: number;

  /** TypeError if `bytes` are not bytes: an ArrayBuffer, which has no length, would pass for an empty input. */
  constructor(bytes: Uint8Array, offset = 0) {
    if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) throw new TypeError("not a Uint8Array");
    this.bytes = bytes;
    this.at = offset;
  }

  /** Offset of the next byte. */
  get position(): number {
    return this.at;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.bytes.length - this.at;
  }

  /** One byte. */
  readByte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new DecodeError("truncated", "a byte is missing");
    this.at++;
    return byte;
  }

  /** See `ByteWriter.writeVarint`. Longer forms than needed and values above 2^53 - 1 are refused. */
  readVarint(): number {
    let byte = this.readByte();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 0x80;
    for (;;) {
      byte = this.readByte();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new DecodeError("malformed", "a number above 2^53 - 1");
      if (byte < 0x80) break;
      scale *= 0x80;
      if (scale > 2 ** 49) throw new DecodeError("malformed", "a number of more than eight bytes");
    }
    if (byte === 0) throw new DecodeError("malformed", "a number in a longer form than it needs");
    return value;
  }

  /** A varint of at most `max`, or a `DecodeError` that names `what`. */
  readVarintUpTo(max: number, what: string): number {
    const value = this.readVarint();
    if (value > max) throw new DecodeError("limit", `${what} is ${value}, the limit is ${max}`);
    return value;
  }

  /** See `ByteWriter.writeZigzag`. */
  readZigzag(): number {
    const value = this.readVarint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** See `ByteWriter.writeUint32`. */
  readUint32(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 8) value |= this.readByte() << shift;
    return value >>> 0;
  }

  /** The next `count` bytes, as a view of the input. */
  readRaw(count: number): Uint8Array {
    if (count > this.remaining) {
      throw new DecodeError("truncated", `${count} bytes are promised, ${this.remaining} are left`);
    }
    const view = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return view;
  }

  /** See `ByteWriter.writeBytes`; a view of the input. */
  readBytes(): Uint8Array {
    return this.readRaw(this.readVarint());
  }

  /** See `ByteWriter.writeText`. */
  readText(): string {
    const head = this.readVarint();
    const length = Math.floor(head / 2);
    if (length === 1 && head === 2 && (this.bytes[this.at] ?? 0xff) < 0x80) {
      return String.fromCharCode(this.readByte());
    }
    const bytes = this.readRaw(length);
    if (head % 2 === 0) {
      const text = readUtf8(bytes);
      if (text === null) throw new DecodeError("malformed", "not UTF-8");
      return text;
    }
    if (length % 2 !== 0) throw new DecodeError("malformed", "half a UTF-16 code unit");
    const text = readUtf16(bytes);
    if (utf8Length(text) >= 0) throw new DecodeError("malformed", "UTF-16 where UTF-8 would do");
    return text;
  }

  /** Throws unless every byte has been read. */
  expectEnd(): void {
    if (this.remaining > 0) throw new DecodeError("trailing", `${this.remaining} bytes too many`);
  }
}

/** What `read` makes of all of `bytes`; a `DecodeError` that it throws, or bytes left over, become the error. */
export function decodeAll<Value>(
  bytes: Uint8Array,
  read: (reader: ByteReader) => Value,
): Result<Value, DecodeError> {
  try {
    const reader = new ByteReader(bytes);
    const value = read(reader);
    reader.expectEnd();
    return ok(value);
  } catch (error) {
    if (error instanceof DecodeError) return err(error);
    throw error;
  }
}

function readUtf16(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += UNITS_A_CALL * 2) {
    const units: number[] = [];
    const end = Math.min(bytes.length, start + UNITS_A_CALL * 2);
    for (let at = start; at < end; at += 2) units.push((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
    text += String.fromCharCode(...units);
  }
  return text;
}
