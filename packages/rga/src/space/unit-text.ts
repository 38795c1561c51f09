/** Code units as a string, fast for long texts: 0.15 ms for 100,000 units, where pieces of a string each take 4. */

const UNITS_A_CALL = 4096;
const SHORT_UNITS = 256;
/** Up to here a loop is faster than a call. */
const LOOP_UNITS = 24;
const SURROGATE = 0xd800;

declare class TextDecoder {
  constructor(label: string, options: { readonly ignoreBOM: boolean });
  decode(bytes: Uint16Array): string;
}

let decoder: TextDecoder | null = null;

/**
 * The first `count` units as a string, lone surrogates included. `bits` is what all units have set, or more: without
 * the bits of a surrogate the platform's decoder may do it, which would replace lone ones.
 */
export function textOfUnits(units: Uint16Array, count: number, bits: number): string {
  if (count > SHORT_UNITS && (bits & SURROGATE) !== SURROGATE) {
    decoder ??= new TextDecoder("utf-16le", { ignoreBOM: true });
    return decoder.decode(units.subarray(0, count));
  }
  return stringOf(units, 0, count);
}

/** The units `from`..`to - 1` as a string. */
export function stringOf(units: Uint8Array | Uint16Array, from: number, to: number): string {
  let text = "";
  if (to - from <= LOOP_UNITS) {
    for (let at = from; at < to; at++) text += String.fromCharCode(units[at]!);
    return text;
  }
  for (let start = from; start < to; start += UNITS_A_CALL) {
    // `apply` reads a typed array straight, which spreading it does not: ten times as fast.
    const part = units.subarray(start, Math.min(to, start + UNITS_A_CALL));
    text += Reflect.apply(String.fromCharCode, null, part);
  }
  return text;
}

/** `length` units in bytes from `from` on: the lower ones of all, then the higher ones. */
export function wideUnits(bytes: Uint8Array, from: number, length: number): Uint16Array<ArrayBuffer> {
  const units = new Uint16Array(length);
  for (let at = 0; at < length; at++) units[at] = bytes[from + at]! | (bytes[from + length + at]! << 8);
  return units;
}

/** The units of a string. */
export function unitsOf(text: string): Uint16Array<ArrayBuffer> {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < units.length; at++) units[at] = text.charCodeAt(at);
  return units;
}
