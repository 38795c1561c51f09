/**
 * Text of which a save left characters out: what is kept, and how many are missing in between. Half a byte or so
 * for each character that is gone, where U+FFFD itself would take three.
 */
import { type ByteReader, type ByteWriter, DecodeError } from "@weft/codec";
import { MAX_GAP_UNITS } from "../limits.ts";

/** Stands for the text of deleted elements that a save left out. */
export const LEFT_OUT = "\uFFFD";

/** The number of gaps, for each the text before it and its length, and the text after the last. */
export function writeGappedText(writer: ByteWriter, text: string): void {
  const gaps: { readonly from: number; readonly to: number }[] = [];
  for (let from = text.indexOf(LEFT_OUT); from >= 0; from = text.indexOf(LEFT_OUT, from)) {
    const start = from;
    while (from - start < MAX_GAP_UNITS && text[from] === LEFT_OUT) from++;
    gaps.push({ from: start, to: from });
  }
  writer.writeVarint(gaps.length);
  let kept = 0;
  for (const { from, to } of gaps) {
    writer.writeText(text.slice(kept, from));
    writer.writeVarint(to - from);
    kept = to;
  }
  writer.writeText(text.slice(kept));
}

/** Reads `writeGappedText`, in the one form that it writes. Throws a `DecodeError`. */
export function readGappedText(reader: ByteReader): string {
  const count = reader.readVarint();
  if (count === 0) throw new DecodeError("malformed", "a text without gaps");
  let text = "";
  let last = MAX_GAP_UNITS;
  for (let gap = 0; gap < count; gap++) {
    const kept = readKept(reader);
    const length = reader.readVarintUpTo(MAX_GAP_UNITS, "a gap in a text");
    if (length === 0 || (kept === "" && last < MAX_GAP_UNITS)) {
      throw new DecodeError("malformed", "more gaps in a text than it needs");
    }
    last = length;
    text += kept + LEFT_OUT.repeat(length);
  }
  return text + readKept(reader);
}

function readKept(reader: ByteReader): string {
  const kept = reader.readText();
  if (kept.includes(LEFT_OUT)) throw new DecodeError("malformed", "a gap that is spelled out");
  return kept;
}
