import { assert } from "@weft/base";

const FIRST_CAPACITY_BYTES = 64;
/** Room for pieces that are taken. */
const SLAB_BYTES = 4096;

/**
 * Appends values to a buffer that grows. Every `write` has its reading twin in `ByteReader`.
 *
 * Law: for each kind of value, `reader.readX()` after `writer.writeX(value)` gives `value`, and one value has
 * exactly one encoding.
 */
export class ByteWriter {
  #buffer = new Uint8Array(FIRST_CAPACITY_BYTES);
  /** What is before this was taken. */
  #start = 0;
  #end = 0;

  /** Bytes written and not taken. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** One byte, 0..255. */
  writeByte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#end++] = value;
  }

  /** An unsigned whole number up to 2^53 - 1: groups of 7 bits, the lowest first (LEB128). */
  writeVarint(value: number): void {
    // Told in one sentence: to put a number into it takes longer than to write the number.
    assert(Number.isSafeInteger(value) && value >= 0, "an unsigned safe integer");
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#end++] = 0x80 | (rest % 0x80);
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#buffer[this.#end++] = rest;
  }

  /** A signed whole number of at most 52 bits: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
  writeZigzag(value: number): void {
    this.writeVarint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** An unsigned 32-bit number in four bytes, the lowest first. */
  writeUint32(value: number): void {
    this.#reserve(4);
    for (let shift = 0; shift < 32; shift += 8) this.#buffer[this.#end++] = value >>> shift;
  }

  /** A 32-bit number in four bytes, the highest first. */
  writeWord(value: number): void {
    this.#reserve(4);
    const buffer = this.#buffer;
    const end = this.#end;
    buffer[end] = value >>> 24;
    buffer[end + 1] = value >>> 16;
    buffer[end + 2] = value >>> 8;
    buffer[end + 3] = value;
    this.#end = end + 4;
  }

  /** The bytes alone: the reader has to know how many. */
  writeRaw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** The bytes after their number. */
  writeBytes(bytes: Uint8Array): void {
    this.writeVarint(bytes.length);
    this.writeRaw(bytes);
  }

  /** A copy of all bytes written and not taken. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(this.#start, this.#end);
  }

  /** A view of all bytes written and not taken, good until the next write. */
  view(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /**
   * All bytes since they were taken last, as a view that stays as it is: for many short pieces, of which each in an array of
   * its own would cost more than to write it.
   */
  take(): Uint8Array<ArrayBuffer> {
    const start = this.#start;
    const end = this.#end;
    this.#start = end;
    return this.#buffer.subarray(start, end);
  }

  /** Forgets all from `length` on and keeps the room. */
  truncate(length: number): void {
    assert(length <= this.length, "nothing to forget");
    this.#end = this.#start + length;
  }

  #reserve(count: number): void {
    if (this.#end + count <= this.#buffer.length) return;
    const { length } = this;
    // Views of what was taken stay behind in the old buffer.
    const room = Math.max(length + count, length * 2, this.#start > 0 ? SLAB_BYTES : 0);
    const grown = new Uint8Array(room);
    grown.set(this.view());
    this.#buffer = grown;
    this.#start = 0;
    this.#end = length;
  }
}
