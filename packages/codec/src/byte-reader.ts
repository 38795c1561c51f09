import { err, ok, type Result } from "@weft/base";
import { DecodeError } from "./decode-error.ts";

/** Of the eighth byte of a varint. Written out in the loop it would be worked out each time. */
const SCALE_MAX = 2 ** 49;

/**
 * Reads what `ByteWriter` wrote, from bytes that nobody vouches for. Every method throws a `DecodeError` and
 * never allocates more than the bytes that are there can fill. Callers at a boundary turn the throw into a
 * `Result` with `decodeAll`.
 */
export class ByteReader {
  /** What is read. */
  readonly input: Uint8Array;
  /** Offset of the next byte; for others to read. */
  position: number;
  readonly #end: number;

  /**
   * Reads the bytes from `offset` to `end - 1`, all of them if these are left out. TypeError if `bytes` are not bytes:
   * an ArrayBuffer, which has no length, would pass for an empty input.
   */
  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) throw new TypeError("not a Uint8Array");
    this.input = bytes;
    this.position = offset;
    this.#end = end;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#end - this.position;
  }

  /** One byte. */
  readByte(): number {
    const byte = this.position < this.#end ? this.input[this.position] : undefined;
    if (byte === undefined) throw new DecodeError("truncated", "a byte is missing");
    this.position++;
    return byte;
  }

  /** See `ByteWriter.writeVarint`. Longer forms than needed and values above 2^53 - 1 are refused. */
  readVarint(): number {
    const byte = this.readByte();
    // The rest is a method of its own, so that this much is built into the loops of those who call it.
    return byte < 0x80 ? byte : this.#readLongVarint(byte);
  }

  #readLongVarint(first: number): number {
    let byte = first;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80 && scale <= SCALE_MAX; scale *= 0x80) {
      byte = this.readByte();
      value += (byte & 0x7f) * scale;
    }
    // Too many bytes, one for nothing, or too high.
    if (byte >= 0x80 || byte === 0 || value > Number.MAX_SAFE_INTEGER) {
      throw new DecodeError("malformed", "what is no varint");
    }
    return value;
  }

  /** A varint of at most `max`, or a `DecodeError` that names `what`. */
  readVarintUpTo(max: number, what: string): number {
    const value = this.readVarint();
    if (value > max) throw new DecodeError("limit", `${what}: ${value} above ${max}`);
    return value;
  }

  /** See `ByteWriter.writeZigzag`. */
  readZigzag(): number {
    const value = this.readVarint();
    if (value < 2 ** 31) return (value >>> 1) ^ -(value & 1);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** See `ByteWriter.writeUint32`. */
  readUint32(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 8) value |= this.readByte() << shift;
    return value >>> 0;
  }

  /** Four bytes as a signed number, the highest first. */
  readWord(): number {
    const { input, position } = this;
    this.skip(4);
    return (
      (input[position]! << 24) |
      (input[position + 1]! << 16) |
      (input[position + 2]! << 8) |
      input[position + 3]!
    );
  }

  /** The next `count` bytes, as a view of the input. */
  readRaw(count: number): Uint8Array {
    this.skip(count);
    return this.input.subarray(this.position - count, this.position);
  }

  /** Passes over the next `count` bytes. */
  skip(count: number): void {
    if (count > this.remaining) {
      throw new DecodeError("truncated", `${count} bytes of ${this.remaining}`);
    }
    this.position += count;
  }

  /** See `ByteWriter.writeBytes`; a view of the input. */
  readBytes(): Uint8Array {
    return this.readRaw(this.readVarint());
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
