import { encodeDown, entriesPerFrameMax } from "@weft/protocol";
import { pageBytesMax } from "../limits.ts";
import type { Entry } from "../storage/storage.ts";

/** An encoded `entries` frame and how far a reader is with it. */
export interface EntryFrame {
  readonly bytes: Uint8Array;
  readonly throughSeq: number;
}

/** From where to where in the log some frames bring a reader. */
export interface SeqRange {
  readonly afterSeq: number;
  readonly throughSeq: number;
}

/** Entries in order as frames of bounded size, at least one; they bring a reader from one end of `range` to the other. */
export function encodeEntries(entries: readonly Entry[], range: SeqRange): readonly EntryFrame[] {
  const frames: EntryFrame[] = [];
  let { afterSeq } = range;
  let start = 0;
  do {
    const end = endOfFrame(entries, start);
    const part = entries.slice(start, end);
    const throughSeq = end === entries.length ? range.throughSeq : (part.at(-1)?.seq ?? range.throughSeq);
    frames.push({ bytes: encodeFrame(part, { afterSeq, throughSeq }), throughSeq });
    afterSeq = throughSeq;
    start = end;
  } while (start < entries.length);
  return frames;
}

function endOfFrame(entries: readonly Entry[], start: number): number {
  let size = 0;
  let end = start;
  for (const { bytes } of entries.slice(start, start + entriesPerFrameMax)) {
    size += bytes.length;
    if (end > start && size > pageBytesMax) break;
    end++;
  }
  return end;
}

function encodeFrame(entries: readonly Entry[], range: SeqRange): Uint8Array {
  return encodeDown({
    ...range,
    type: "entries",
    entries: entries.map(({ seq, wallTimeMs, author, bytes }) => ({
      seq,
      timeMs: wallTimeMs,
      author,
      bytes,
    })),
  });
}
