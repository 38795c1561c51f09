import { entryChecksum } from "../entry-checksum.ts";
import type { Entry } from "../storage.ts";
import type { Row } from "./database.ts";
import { bytesColumn, integerColumn, textColumn } from "./row.ts";

/** A row of the table of entries, and whether its checksum holds. */
export function readStoredEntry(row: Row): { readonly entry: Entry; readonly isSound: boolean } {
  const entry = {
    seq: integerColumn(row, "seq"),
    replica: textColumn(row, "replica"),
    counter: integerColumn(row, "counter"),
    count: integerColumn(row, "count"),
    lamport: integerColumn(row, "lamport"),
    wallTimeMs: integerColumn(row, "wall_time_ms"),
    author: textColumn(row, "author"),
    bytes: bytesColumn(row, "bytes"),
  };
  return { entry, isSound: integerColumn(row, "checksum") === entryChecksum(entry) };
}
