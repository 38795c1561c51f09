/** Any JavaScript string in bytes, lone surrogates included. One string has exactly one encoding. */
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { DecodeError } from "./decode-error.ts";
import { readUtf8, utf8Length, writeUtf8 } from "./utf8.ts";

const UNITS_A_CALL = 4096;
const SHORT_BYTES = 24;

/** A head of `2 × bytes + form`, then UTF-8 (form 0), or, if there is a lone surrogate, UTF-16 with the low byte first (form 1). */
export function writeText(writer: ByteWriter, text: string): void {
  const length = utf8Length(text);
  if (length >= 0) {
    writer.writeVarint(length * 2);
    writeUtf8(writer, text);
    return;
  }
  writer.writeVarint(text.length * 4 + 1);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    writer.writeByte(unit);
    writer.writeByte(unit >> 8);
  }
}

/** Reads `writeText`. Throws a `DecodeError`. */
export function readText(reader: ByteReader): string {
  const head = reader.readVarint();
  const length = Math.floor(head / 2);
  const bytes = reader.readRaw(length);
  if (head % 2 === 0) {
    const text = (length <= SHORT_BYTES ? asciiText(bytes) : null) ?? readUtf8(bytes);
    if (text === null) throw new DecodeError("malformed", "not UTF-8");
    return text;
  }
  if (length % 2 !== 0) throw new DecodeError("malformed", "half a UTF-16 code unit");
  const text = readUtf16(bytes);
  if (utf8Length(text) >= 0) throw new DecodeError("malformed", "UTF-16 where UTF-8 would do");
  return text;
}

/** A few characters, for which the platform's decoder costs more than they do; null if they are not plain ASCII. */
function asciiText(bytes: Uint8Array): string | null {
  let text = "";
  for (const byte of bytes) {
    if (byte >= 0x80) return null;
    text += String.fromCharCode(byte);
  }
  return text;
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
