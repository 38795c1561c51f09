import { assert } from "@weft/base";
import { utf8Length, writeUtf8 } from "./utf8.ts";

const FIRST_CAPACITY_BYTES = 64;

/**
 * Appends values to a buffer that grows. Every `write` has its reading twin in `ByteReader`.
 *
 * Law: for each kind of value, `reader.readX()` after `writer.writeX(value)` gives `value`, and one value has
 * exactly one encoding.
 */
export class ByteWriter {
  private buffer = new Uint8Array(FIRST_CAPACITY_BYTES);
  private end = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.end;
  }

  /** One byte, 0..255. */
  writeByte(value: number): void {
    this.reserve(1);
    this.buffer[this.end++] = value;
  }

  /** An unsigned whole number up to 2^53 - 1: groups of 7 bits, the lowest first (LEB128). */
  writeVarint(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, `not an unsigned safe integer: ${value}`);
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.end++] = 0x80 | (rest % 0x80);
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.buffer[this.end++] = rest;
  }

  /** A signed whole number of at most 52 bits: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
  writeZigzag(value: number): void {
    this.writeVarint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** An unsigned 32-bit number in four bytes, the lowest first. */
  writeUint32(value: number): void {
    this.reserve(4);
    for (let shift = 0; shift < 32; shift += 8) this.buffer[this.end++] = value >>> shift;
  }

  /** A 32-bit number in four bytes, the highest first. */
  writeWord(value: number): void {
    this.reserve(4);
    for (let shift = 24; shift >= 0; shift -= 8) this.buffer[this.end++] = value >>> shift;
  }

  /** The bytes alone: the reader has to know how many. */
  writeRaw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** The bytes after their number. */
  writeBytes(bytes: Uint8Array): void {
    this.writeVarint(bytes.length);
    this.writeRaw(bytes);
  }

  /**
   * Any JavaScript string: a head of `2 × bytes + form`, then UTF-8 (form 0), or, if there is a lone surrogate,
   * UTF-16 with the low byte first (form 1).
   */
  writeText(text: string): void {
    const head = textHead(text);
    this.writeVarint(head);
    this.writeTextBody(text, head);
  }

  /** The bytes of a text without their head, for columns that keep the heads apart. `head` is `textHead(text)`. */
  writeTextBody(text: string, head: number): void {
    if (head % 2 === 0) {
      this.reserve(head / 2);
      this.end = writeUtf8(text, this.buffer, this.end);
      return;
    }
    this.reserve(text.length * 2);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      this.buffer[this.end++] = unit;
      this.buffer[this.end++] = unit >> 8;
    }
  }

  /** A copy of all bytes written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.end);
  }

  /** A view of all bytes written, good until the next write. */
  view(): Uint8Array {
    return this.buffer.subarray(0, this.end);
  }

  /** Forgets all from `length` on and keeps the room. */
  truncate(length: number): void {
    assert(length <= this.end, "nothing to forget");
    this.end = length;
  }

  private reserve(count: number): void {
    const needed = this.end + count;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.end));
    this.buffer = grown;
  }
}

/** The head of a text: `2 × bytes` of its UTF-8, or `2 × bytes + 1` of its UTF-16 if it has no UTF-8. */
export function textHead(text: string): number {
  const length = utf8Length(text);
  return length >= 0 ? length * 2 : text.length * 4 + 1;
}
