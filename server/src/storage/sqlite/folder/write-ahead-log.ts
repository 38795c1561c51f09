/**
 * Whether the write-ahead log still holds all that was synced to it. SQLite itself cannot tell: it takes the first
 * frame whose checksum fails for the end of the log, which is right after a power cut and wrong after damage. But
 * the index that a killed process leaves beside the log (`-shm`) counts the frames, and only those that were synced.
 * After a power cut the index is older, broken or gone, and then it claims nothing.
 *
 * Layouts: sqlite.org/fileformat2.html, section 4 (log), and sqlite.org/walformat.html, section 2 (index).
 */
import { existsSync, readFileSync } from "node:fs";
import { endianness } from "node:os";
import { equalBytes } from "@weft/base";
import { StorageError } from "../../storage-error.ts";

const logHeaderBytes = 32;
const frameHeaderBytes = 24;
const indexHeaderBytes = 48;

/** The lowest bit of the log's magic number says whether its checksums are over big-endian words. */
const magicOfLittleEndian = 0x377f0682;
const magicOfBigEndian = 0x377f0683;

/** What the index says of the log: how many frames it has, and the salts that they carry. */
interface IndexClaim {
  readonly frames: number;
  readonly salts: Uint8Array;
}

type Checksum = readonly [number, number];

/** Throws a `StorageError` if the log of the database at `path` has lost frames that were synced. */
export function checkWriteAheadLog(path: string): void {
  const claim = readIndex(`${path}-shm`);
  if (claim === null || claim.frames === 0) return;
  const found = countFrames(`${path}-wal`, claim);
  if (found >= claim.frames) return;
  throw new StorageError(
    "damaged",
    `${path}-wal is damaged: only ${found} of the ${claim.frames} pages that were written to it can be read. Nothing was changed.`,
  );
}

/** Null if there is no index, or if its two copies of the claim do not agree. */
function readIndex(path: string): IndexClaim | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  const header = bytes.subarray(0, indexHeaderBytes);
  if (bytes.length < 2 * indexHeaderBytes) return null;
  if (!equalBytes(header, bytes.subarray(indexHeaderBytes, 2 * indexHeaderBytes))) return null;
  const isLittle = endianness() === "LE";
  const word = (at: number) => (isLittle ? header.readUInt32LE(at) : header.readUInt32BE(at));
  const [first, second] = addChecksum([0, 0], header.subarray(0, 40), isLittle);
  if (first !== word(40) || second !== word(44)) return null;
  return { frames: word(16), salts: header.subarray(32, 40) };
}

/** How many frames from the first on are whole, up to the claimed number. */
function countFrames(path: string, { frames, salts }: IndexClaim): number {
  const log = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (log.length < logHeaderBytes || !equalBytes(log.subarray(16, 24), salts)) return 0;
  const magic = log.readUInt32BE(0);
  if (magic !== magicOfLittleEndian && magic !== magicOfBigEndian) return 0;
  const isLittle = magic === magicOfLittleEndian;
  let sum = addChecksum([0, 0], log.subarray(0, 24), isLittle);
  if (!holds(sum, log, 24)) return 0;
  const frameBytes = frameHeaderBytes + log.readUInt32BE(8);
  for (let count = 0; count < frames; count++) {
    const at = logHeaderBytes + count * frameBytes;
    const frame = log.subarray(at, at + frameBytes);
    if (frame.length < frameBytes || !equalBytes(frame.subarray(8, 16), salts)) return count;
    sum = addChecksum(sum, frame.subarray(0, 8), isLittle);
    sum = addChecksum(sum, frame.subarray(frameHeaderBytes), isLittle);
    if (!holds(sum, frame, 16)) return count;
  }
  return frames;
}

function holds([first, second]: Checksum, bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;
}

/** SQLite's checksum, continued over further pairs of words. */
function addChecksum([first, second]: Checksum, bytes: Uint8Array, isLittle: boolean): Checksum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let one = first;
  let two = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    one = (one + view.getUint32(at, isLittle) + two) >>> 0;
    two = (two + view.getUint32(at + 4, isLittle) + one) >>> 0;
  }
  return [one, two];
}
