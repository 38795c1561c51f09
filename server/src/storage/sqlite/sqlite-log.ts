/** Logs and snapshots in SQLite. Synchronous; runs in the worker. */
import { crc32 } from "node:zlib";
import { assert } from "@weft/base";
import { type DocumentId, parseIncarnation } from "@weft/protocol";
import { entryChecksum } from "../entry-checksum.ts";
import type {
  Append,
  Entry,
  EntryPage,
  EntryRange,
  LogGaps,
  LogHead,
  NewEntry,
  Snapshot,
  SnapshotPlace,
  Tail,
} from "../storage.ts";
import { StorageError } from "../storage-error.ts";
import { type Database, type Row, type Statement, transact } from "./database.ts";
import { bytesColumn, engineColumn, integerColumn, textColumn } from "./row.ts";
import { readStoredEntry } from "./stored-entry.ts";

/** Rows of the entries table that are read at a time. */
const rowsPerRead = 512;

/** An entry on its way into the table. */
interface PlacedEntry {
  readonly document: number;
  readonly seq: number;
  readonly logBytes: number;
  readonly entry: NewEntry;
}

/** The logs of one open database. */
export class SqliteLog {
  private readonly database: Database;
  private readonly selectDocument: Statement;
  private readonly selectWriters: Statement;
  private readonly insertEntry: Statement;
  private readonly upsertWriter: Statement;
  private readonly updateHead: Statement;
  private readonly selectEntries: Statement;
  private readonly selectEntry: Statement;
  private readonly selectFirst: Statement;
  private readonly selectSnapshotPlace: Statement;
  private readonly upsertSnapshot: Statement;
  private readonly selectSnapshot: Statement;

  constructor(database: Database) {
    this.database = database;
    this.selectDocument = database.prepare("SELECT * FROM documents WHERE id = ?");
    this.selectWriters = database.prepare("SELECT replica, known, identity FROM writers WHERE document = ?");
    this.insertEntry = database.prepare(
      `INSERT INTO entries (document, seq, replica, counter, count, lamport, wall_time_ms, author, log_bytes,
         checksum, bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.upsertWriter = database.prepare(
      `INSERT INTO writers (document, replica, known, identity) VALUES (?, ?, ?, COALESCE(?, ''))
       ON CONFLICT DO UPDATE SET known = excluded.known, identity = COALESCE(?, identity)`,
    );
    this.updateHead = database.prepare(
      "UPDATE documents SET last_seq = ?, next_lamport = ?, total_bytes = ? WHERE key = ?",
    );
    this.selectEntries = database.prepare(
      "SELECT * FROM entries WHERE document = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
    );
    this.selectEntry = database.prepare(
      "SELECT * FROM entries WHERE document = ? AND replica = ? AND counter = ?",
    );
    // Entries of one replica never overlap, so the first that reaches the counter starts at or before it.
    this.selectFirst = database.prepare(
      `SELECT seq, log_bytes - length(bytes) AS before FROM entries
       WHERE document = ? AND replica = ? AND counter + count > ? AND counter >= COALESCE(
         (SELECT MAX(counter) FROM entries WHERE document = ? AND replica = ? AND counter <= ?), 0)
       ORDER BY counter LIMIT 1`,
    );
    this.selectSnapshotPlace = database.prepare(
      "SELECT seq, log_bytes, size FROM snapshots WHERE document = ?",
    );
    this.upsertSnapshot = database.prepare(
      `INSERT OR REPLACE INTO snapshots (document, seq, log_bytes, size, checksum, bytes)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.selectSnapshot = database.prepare("SELECT * FROM snapshots WHERE document = ?");
  }

  readHead(documentId: DocumentId): LogHead | null {
    const row = this.selectDocument.get(documentId);
    if (row === undefined) return null;
    const incarnation = parseIncarnation(textColumn(row, "incarnation"));
    assert(incarnation !== null, "a stored incarnation is well-formed");
    const document = integerColumn(row, "key");
    return {
      engine: engineColumn(row),
      incarnation,
      lastSeq: integerColumn(row, "last_seq"),
      nextLamport: integerColumn(row, "next_lamport"),
      totalBytes: integerColumn(row, "total_bytes"),
      snapshot: this.snapshotPlace(document),
      writers: this.selectWriters.all(document).map((writer) => ({
        replica: textColumn(writer, "replica"),
        known: integerColumn(writer, "known"),
        identity: textColumn(writer, "identity"),
      })),
    };
  }

  /** Returns once the transaction is on the disk. */
  append(appends: readonly Append[]): void {
    transact(this.database, () => {
      for (const append of appends) this.appendOne(append);
    });
  }

  readEntries({ documentId, afterSeq, lastSeq, bytesMax }: EntryRange): EntryPage {
    const document = this.keyOf(documentId);
    const entries: Entry[] = [];
    let bytes = 0;
    for (;;) {
      const place = entries.at(-1)?.seq ?? afterSeq;
      const rows = this.selectEntries.all(document, place, lastSeq, rowsPerRead);
      for (const row of rows) {
        const { entry, isSound } = readStoredEntry(row);
        const expectedSeq = (entries.at(-1)?.seq ?? afterSeq) + 1;
        if (entry.seq !== expectedSeq || !isSound) return { entries, damagedSeq: expectedSeq };
        if (entries.length > 0 && bytes + entry.bytes.length > bytesMax) return { entries, damagedSeq: null };
        entries.push(entry);
        bytes += entry.bytes.length;
      }
      const reached = entries.at(-1)?.seq ?? afterSeq;
      if (reached >= lastSeq) return { entries, damagedSeq: null };
      if (rows.length === 0) return { entries, damagedSeq: reached + 1 };
    }
  }

  findEntry(documentId: DocumentId, replica: string, counter: number): Entry | null {
    const row = this.selectEntry.get(this.keyOf(documentId), replica, counter);
    if (row === undefined) return null;
    const { entry, isSound } = readStoredEntry(row);
    return isSound ? entry : null;
  }

  findTail({ documentId, gaps }: LogGaps): Tail | null {
    const document = this.keyOf(documentId);
    let start: { readonly seq: number; readonly bytesBefore: number } | null = null;
    for (const { replica, fromCounter } of gaps) {
      const gap = [document, replica, fromCounter];
      const row = this.selectFirst.get(...gap, ...gap);
      if (row === undefined) continue;
      const seq = integerColumn(row, "seq");
      if (start === null || seq < start.seq) start = { seq, bytesBefore: integerColumn(row, "before") };
    }
    if (start === null) return null;
    const totalBytes = integerColumn(this.documentRow(documentId), "total_bytes");
    return { afterSeq: start.seq - 1, bytes: totalBytes - start.bytesBefore };
  }

  setAside(documentId: DocumentId, fromSeq: number): void {
    const document = this.keyOf(documentId);
    const run = (sql: string, ...parameters: (number | string)[]) =>
      this.database.prepare(sql).run(...parameters);
    transact(this.database, () => {
      run("INSERT INTO set_aside SELECT * FROM entries WHERE document = ? AND seq >= ?", document, fromSeq);
      run("DELETE FROM entries WHERE document = ? AND seq >= ?", document, fromSeq);
      run("DELETE FROM snapshots WHERE document = ? AND seq >= ?", document, fromSeq);
      run(
        `UPDATE writers SET known = COALESCE((SELECT MAX(counter + count) FROM entries
       WHERE entries.document = writers.document AND entries.replica = writers.replica), 0) WHERE document = ?`,
        document,
      );
      run(
        `UPDATE documents SET last_seq = ?,
           next_lamport = (SELECT COALESCE(MAX(lamport + count), 0) FROM entries WHERE document = documents.key),
           total_bytes = (SELECT COALESCE(SUM(length(bytes)), 0) FROM entries WHERE document = documents.key)
         WHERE key = ?`,
        fromSeq - 1,
        document,
      );
    });
  }

  /** Puts other entries in the place of all that there is, inside a transaction. Writers and the clock stay. */
  replaceEntries(documentId: DocumentId, entries: readonly NewEntry[]): void {
    const document = this.keyOf(documentId);
    for (const table of ["entries", "set_aside", "snapshots"]) {
      this.database.prepare(`DELETE FROM ${table} WHERE document = ?`).run(document);
    }
    this.database.prepare("UPDATE documents SET last_seq = 0, total_bytes = 0 WHERE key = ?").run(document);
    this.appendOne({ documentId, firstSeq: 1, entries });
  }

  saveSnapshot(documentId: DocumentId, { seq, logBytes, bytes }: Snapshot): void {
    this.upsertSnapshot.run(this.keyOf(documentId), seq, logBytes, bytes.length, crc32(bytes), bytes);
  }

  findSnapshot(documentId: DocumentId): Snapshot | null {
    const row = this.selectSnapshot.get(this.keyOf(documentId));
    if (row === undefined) return null;
    const bytes = bytesColumn(row, "bytes");
    if (crc32(bytes) !== integerColumn(row, "checksum")) return null;
    return { seq: integerColumn(row, "seq"), logBytes: integerColumn(row, "log_bytes"), bytes };
  }

  probe(bytes: number): void {
    this.database.prepare("INSERT INTO probe VALUES (zeroblob(?))").run(bytes);
    this.database.exec("DELETE FROM probe");
  }

  private appendOne({ documentId, firstSeq, entries }: Append): void {
    const head = this.documentRow(documentId);
    const document = integerColumn(head, "key");
    let logBytes = integerColumn(head, "total_bytes");
    let nextLamport = integerColumn(head, "next_lamport");
    if (integerColumn(head, "last_seq") + 1 !== firstSeq) {
      throw new StorageError("broken", `An append to ${documentId} does not continue its log.`);
    }
    entries.forEach((entry, index) => {
      logBytes += entry.bytes.length;
      nextLamport = Math.max(nextLamport, entry.lamport + entry.count);
      this.writeEntry({ document, seq: firstSeq + index, logBytes, entry });
    });
    this.updateHead.run(firstSeq - 1 + entries.length, nextLamport, logBytes, document);
  }

  private writeEntry({ document, seq, logBytes, entry }: PlacedEntry): void {
    const { replica, counter, count, lamport, wallTimeMs, author, binds, bytes } = entry;
    const numbers = [counter, count, lamport, wallTimeMs];
    const checksum = entryChecksum({ ...entry, seq });
    this.insertEntry.run(document, seq, replica, ...numbers, author, logBytes, checksum, bytes);
    this.upsertWriter.run(document, replica, counter + count, binds, binds);
  }

  private snapshotPlace(document: number): SnapshotPlace | null {
    const row = this.selectSnapshotPlace.get(document);
    if (row === undefined) return null;
    return {
      seq: integerColumn(row, "seq"),
      logBytes: integerColumn(row, "log_bytes"),
      size: integerColumn(row, "size"),
    };
  }

  private keyOf(documentId: DocumentId): number {
    return integerColumn(this.documentRow(documentId), "key");
  }

  private documentRow(documentId: DocumentId): Row {
    const row = this.selectDocument.get(documentId);
    assert(row !== undefined, "the log of a document that exists");
    return row;
  }
}
