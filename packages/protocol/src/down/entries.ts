import { bytes, type Field, list, record, text, uint } from "../field.ts";
import { authorBytesMax, batchBytesMax, entriesPerFrameMax } from "../limits.ts";

/** A batch with its place in the document's log. */
export interface Entry {
  readonly seq: number;
  /** When it was made: the server's receipt time less the batch's age, in milliseconds since 1970. */
  readonly timeMs: number;
  /** A public id or name of the identity that sent it; never a token. */
  readonly author: string;
  /** The batch, byte for byte as it came. */
  readonly bytes: Uint8Array;
}

/** Durable batches of others, in the order of the log. */
export interface Entries {
  readonly type: "entries";
  /** How far the frames before have brought the client in this session; anything else means that one was lost or doubled. */
  readonly afterSeq: number;
  /** With this frame the client has everything up to and including this `seq`. */
  readonly throughSeq: number;
  readonly entries: readonly Entry[];
}

/** The layout of one entry; the server may store and send it as it is. */
export const entryField: Field<Entry> = record({
  seq: uint,
  timeMs: uint,
  author: text(authorBytesMax),
  bytes: bytes(batchBytesMax),
});

/** The layout of `Entries` after its kind byte. */
export const entriesField: Field<Omit<Entries, "type">> = record({
  afterSeq: uint,
  throughSeq: uint,
  entries: list(entryField, entriesPerFrameMax),
});
