import { crc32 } from "node:zlib";
import type { Entry } from "./storage.ts";

/**
 * The CRC-32 of an entry: its batch, then its metadata, so that a row whose numbers were damaged is found as well
 * as one whose bytes were. It finds accidents, not forgeries.
 */
export function entryChecksum(entry: Entry): number {
  const metadata = [
    entry.seq,
    entry.replica,
    entry.counter,
    entry.count,
    entry.lamport,
    entry.wallTimeMs,
    entry.author,
  ].join("|");
  return crc32(metadata, crc32(entry.bytes));
}
