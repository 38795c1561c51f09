/** A saved document on its way in, chunk by chunk, and the live entries that overtook it. */
import { concatBytes } from "@weft/base";
import { crc32 } from "@weft/codec";
import type { Chunk, Incarnation, PartialSnapshot } from "@weft/protocol";

/** Bytes of live entries held until the snapshot is whole; beyond, it is cheaper to join again. */
const heldBytesMax = 16 * 1024 * 1024;

/** A snapshot that is not whole yet. */
export interface SnapshotAssembly {
  readonly incarnation: Incarnation;
  readonly seq: number;
  readonly totalBytes: number;
  readonly checksum: number;
  readonly parts: readonly Uint8Array[];
  readonly receivedBytes: number;
  /** Live entries after `seq`, to be merged after the snapshot. */
  readonly held: readonly Uint8Array[];
  readonly heldBytes: number;
  /** Up to here entries are held. */
  readonly heldThroughSeq: number;
}

/** What `welcome` announced. */
export interface AnnouncedSnapshot {
  readonly seq: number;
  readonly totalBytes: number;
  readonly checksum: number;
  readonly offset: number;
}

/** Begins, or goes on with `before` if the server continues it; null if the server continues what we do not have. */
export function beginAssembly(
  incarnation: Incarnation,
  announced: AnnouncedSnapshot,
  before: SnapshotAssembly | null,
): SnapshotAssembly | null {
  const { seq, totalBytes, checksum } = announced;
  const fresh = { incarnation, seq, totalBytes, checksum, held: [], heldBytes: 0, heldThroughSeq: seq };
  if (announced.offset === 0) return { ...fresh, parts: [], receivedBytes: 0 };
  const continues =
    before !== null &&
    before.incarnation === incarnation &&
    before.seq === seq &&
    before.checksum === checksum &&
    before.receivedBytes === announced.offset;
  return continues ? { ...fresh, parts: before.parts, receivedBytes: before.receivedBytes } : null;
}

/** How far it has come, for the next `hello`. */
export function partialOf(assembly: SnapshotAssembly | null): PartialSnapshot | null {
  if (assembly === null || assembly.receivedBytes === 0) return null;
  return { incarnation: assembly.incarnation, seq: assembly.seq, offset: assembly.receivedBytes };
}

/** The assembly with one chunk more; null if the chunk is not the next one or is damaged. */
export function addChunk(assembly: SnapshotAssembly, chunk: Chunk): SnapshotAssembly | null {
  const receivedBytes = assembly.receivedBytes + chunk.bytes.length;
  const fits =
    chunk.offset === assembly.receivedBytes &&
    chunk.totalBytes === assembly.totalBytes &&
    receivedBytes <= assembly.totalBytes &&
    crc32(chunk.bytes) === chunk.checksum;
  return fits ? { ...assembly, parts: [...assembly.parts, chunk.bytes], receivedBytes } : null;
}

/** The assembly that holds live entries back; null if they are too many. */
export function holdEntries(
  assembly: SnapshotAssembly,
  updates: readonly Uint8Array[],
  throughSeq: number,
): SnapshotAssembly | null {
  const heldBytes = updates.reduce((sum, update) => sum + update.length, assembly.heldBytes);
  if (heldBytes > heldBytesMax) return null;
  return {
    ...assembly,
    held: [...assembly.held, ...updates],
    heldBytes,
    heldThroughSeq: Math.max(assembly.heldThroughSeq, throughSeq),
  };
}

/** Whether every byte has come. */
export function isWhole(assembly: SnapshotAssembly): boolean {
  return assembly.receivedBytes === assembly.totalBytes;
}

/** The bytes of a whole snapshot, or null if they are not the ones that were announced. */
export function assembledBytes(assembly: SnapshotAssembly): Uint8Array | null {
  const bytes = concatBytes(assembly.parts);
  return crc32(bytes) === assembly.checksum ? bytes : null;
}
