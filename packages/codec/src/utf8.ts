/** UTF-8 for well-formed strings, by hand where they are a few characters long: `TextEncoder` costs more than they do. */
import type { ByteWriter } from "./byte-writer.ts";

const LONG_UNITS = 64;

/** The number of UTF-8 bytes of `text`, or -1 if it holds a lone surrogate and has no UTF-8 form. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit < 0xd800 || unit > 0xdfff) length += 3;
    else {
      const next = unit < 0xdc00 ? text.charCodeAt(index + 1) : 0;
      if (!(next >= 0xdc00 && next <= 0xdfff)) return -1;
      length += 4;
      index++;
    }
  }
  return length;
}

/** Writes well-formed `text` as UTF-8. */
export function writeUtf8(writer: ByteWriter, text: string): void {
  if (text.length > LONG_UNITS) {
    writer.writeRaw(encoder.encode(text));
    return;
  }
  for (let index = 0; index < text.length; index++) {
    let point = text.charCodeAt(index);
    if (point < 0x80) {
      writer.writeByte(point);
      continue;
    }
    if (point < 0x800) writer.writeByte(0xc0 | (point >> 6));
    else {
      if (point >= 0xd800 && point <= 0xdfff) {
        point = 0x10000 + ((point - 0xd800) << 10) + (text.charCodeAt(++index) - 0xdc00);
        writer.writeByte(0xf0 | (point >> 18));
        writer.writeByte(0x80 | ((point >> 12) & 0x3f));
      } else writer.writeByte(0xe0 | (point >> 12));
      writer.writeByte(0x80 | ((point >> 6) & 0x3f));
    }
    writer.writeByte(0x80 | (point & 0x3f));
  }
}

interface StrictDecoder {
  decode(bytes: Uint8Array): string;
}
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => StrictDecoder;

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The string that `bytes` spell in UTF-8, or null if they are not well-formed UTF-8. */
export function readUtf8(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    // The platform's only way to say "not UTF-8" is a TypeError; null says the same.
    return null;
  }
}
