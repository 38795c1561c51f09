/**
 * A snapshot as encoded `chunk` frames, made once for all who join while the frames are at hand: for a crowd that comes
 * at once, copies and checksums of the same bytes were most of the work.
 */
import { crc32 } from "node:zlib";
import { chunkBytesMax, encodeDown } from "@weft/protocol";
import type { Snapshot } from "../storage/storage.ts";

/** The chunks of one snapshot. */
export class SnapshotChunks {
  /** Of the whole snapshot. */
  readonly checksum: number;
  private readonly bytes: Uint8Array;
  /** Frames by where they begin. The platform may take them back when it needs the memory. */
  private readonly framesByOffset = new Map<number, WeakRef<Uint8Array>>();

  constructor({ bytes }: Snapshot) {
    this.bytes = bytes;
    this.checksum = crc32(bytes);
  }

  /** The frame of the chunk that begins there. */
  at(offset: number): Uint8Array {
    const known = this.framesByOffset.get(offset)?.deref();
    if (known !== undefined) return known;
    const bytes = this.bytes.subarray(offset, offset + chunkBytesMax);
    const totalBytes = this.bytes.length;
    const frame = encodeDown({ type: "chunk", offset, totalBytes, checksum: crc32(bytes), bytes });
    // A client that resumes somewhere in between does so alone.
    if (offset % chunkBytesMax === 0) this.framesByOffset.set(offset, new WeakRef(frame));
    return frame;
  }
}

const chunksBySnapshot = new WeakMap<Snapshot, SnapshotChunks>();

/** The chunks of a snapshot, the same for as long as the snapshot is in memory. */
export function chunksOf(snapshot: Snapshot): SnapshotChunks {
  const chunks = chunksBySnapshot.get(snapshot) ?? new SnapshotChunks(snapshot);
  chunksBySnapshot.set(snapshot, chunks);
  return chunks;
}
