import { encodeDown, entriesPerFrameMax } from "@weft/protocol";
import { pageBytesMax } from "../limits.ts";
import type { Entry } from "../storage/storage.ts";

/** An encoded `entries` frame and how far a reader is with it. */
export interface EntryFrame {
  readonly bytes: Uint8Array;
  readonly throughSeq: number;
}

/** Entries in order as frames of bounded size, at least one; with the last one a reader is at `throughSeq`. */
export function encodeEntries(entries: readonly Entry[], throughSeq: number): readonly EntryFrame[] {
  const frames: EntryFrame[] = [];
  let start = 0;
  do {
    const end = endOfFrame(entries, start);
    const part = entries.slice(start, end);
    const partThroughSeq = end === entries.length ? throughSeq : (part.at(-1)?.seq ?? throughSeq);
    frames.push({ bytes: encodeFrame(part, partThroughSeq), throughSeq: partThroughSeq });
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

function encodeFrame(entries: readonly Entry[], throughSeq: number): Uint8Array {
  return encodeDown({
    type: "entries",
    throughSeq,
    entries: entries.map(({ seq, wallTimeMs, author, bytes }) => ({
      seq,
      timeMs: wallTimeMs,
      author,
      bytes,
    })),
  });
}
