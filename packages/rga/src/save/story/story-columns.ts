/**
 * The story of a document as columns (FORMAT.md, "Saved text"). A turn is a stretch of counters that one replica
 * writes; its steps are insertions, deletions and toggles, each with a length and a place relative to the one before
 * it of the same replica.
 */
import { ByteReader, ByteWriter, DecodeError, readPackedBytes, writePackedBytes } from "@weft/codec";

/** What a step does. `AT_RANK` ones count tombstones too: what is no place among the visible elements. */
export const INSERT = 0;
export const DELETE_FORWARDS = 1;
export const DELETE_BACKWARDS = 2;
export const INSERT_AT_RANK = 3;
export const DELETE_AT_RANK = 4;
export const CANCEL = 5;
export const RESTORE = 6;
/** Added to an insertion whose side is not the guessed one. */
export const OTHER_SIDE = 8;

const NAMES = ["turns", "codes", "places", "lengths"] as const;

/** Writers or readers of the columns. */
export type StoryColumns<Column> = { readonly [name in (typeof NAMES)[number]]: Column };

/** Empty columns. */
export function newStoryColumns(): StoryColumns<ByteWriter> {
  return {
    turns: new ByteWriter(),
    codes: new ByteWriter(),
    places: new ByteWriter(),
    lengths: new ByteWriter(),
  };
}

/** Writes the columns one after another, each deflated if that pays. */
export function writeStoryColumns(writer: ByteWriter, columns: StoryColumns<ByteWriter>): void {
  for (const name of NAMES) writePackedBytes(writer, columns[name].view());
}

/** Reads `writeStoryColumns`. Throws a `DecodeError`. */
export function readStoryColumns(reader: ByteReader): StoryColumns<ByteReader> {
  const next = (): ByteReader => new ByteReader(readPackedBytes(reader, Number.MAX_SAFE_INTEGER));
  return { turns: next(), codes: next(), places: next(), lengths: next() };
}

/** Throws a `DecodeError` unless all of every column has been read. */
export function expectEndOfStory(columns: StoryColumns<ByteReader>): void {
  for (const name of NAMES) columns[name].expectEnd();
}

/** A length that is at least 1. Throws a `DecodeError`. */
export function readLength(columns: StoryColumns<ByteReader>, max: number): number {
  const length = columns.lengths.readVarintUpTo(max, "a length");
  if (length === 0) throw new DecodeError("malformed", "a step of no length");
  return length;
}
