import { bytes, type Field, record, uint, uint32 } from "../field.ts";
import { chunkBytesMax } from "../limits.ts";

/** A part of the snapshot that `welcome` announced; parts come in order and without gaps. */
export interface Chunk {
  readonly type: "chunk";
  readonly offset: number;
  readonly totalBytes: number;
  /** CRC-32 of `bytes`. */
  readonly checksum: number;
  readonly bytes: Uint8Array;
}

/** The layout of `Chunk` after its kind byte. */
export const chunkField: Field<Omit<Chunk, "type">> = record({
  offset: uint,
  totalBytes: uint,
  checksum: uint32,
  bytes: bytes(chunkBytesMax),
});
