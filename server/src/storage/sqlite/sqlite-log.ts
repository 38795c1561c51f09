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
  EntrySize,
  LogGaps,
  LogHead,
  NewEntry,
  Snapshot,
} from "../storage.ts";
import { StorageError } from "../storage-error.ts";
import { type Database, type Row, type Statement, transact } from "./database.ts";
import { bytesColumn, integerColumn, textColumn } from "./row.ts";

/** Rows of the entries table that are read at a time. */
const rowsPerRead = 512;

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
  private readonly selectSizes: Statement;
  private readonly upsertSnapshot: Statement;
  private readonly selectSnapshot: Statement;

  constructor(database: Database) {
    this.database = database;
    this.selectDocument = database.prepare("SELECT * FROM documents WHERE id = ?");
    this.selectWriters = database.prepare("SELECT replica, known, identity FROM writers WHERE document = ?");
    this.insertEntry = database.prepare(
      `INSERT INTO entries (document, seq, replica, counter, count, lamport, wall_time_ms, author, checksum, bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.upsertWriter = database.prepare(
      `INSERT INTO writers (document, replica, known, identity) VALUES (?, ?, ?, COALESCE(?, ''))
       ON CONFLICT DO UPDATE SET known = excluded.known, identity = COALESCE(?, identity)`,
    );
    this.updateHead = database.prepare(
      `UPDATE documents SET last_seq = ?, next_lamport = MAX(next_lamport, ?), total_bytes = total_bytes + ?
       WHERE key = ? AND last_seq = ?`,
    );
    this.selectEntries = database.prepare(
      "SELECT * FROM entries WHERE document = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
    );
    this.selectEntry = database.prepare(
      "SELECT * FROM entries WHERE document = ? AND replica = ? AND counter = ?",
    );
    // Entries of one replica never overlap, so the first that reaches `from` starts at or before it.
    this.selectSizes = database.prepare(
      `SELECT seq, length(bytes) AS size FROM entries
       WHERE document = ?1 AND replica = ?2 AND counter + count > ?3 AND counter >= COALESCE(
         (SELECT MAX(counter) FROM entries WHERE document = ?1 AND replica = ?2 AND counter <= ?3), 0)
       ORDER BY counter LIMIT ?4`,
    );
    this.upsertSnapshot = database.prepare(
      `INSERT INTO snapshots (document, seq, checksum, bytes) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET seq = excluded.seq, checksum = excluded.checksum, bytes = excluded.bytes`,
    );
    this.selectSnapshot = database.prepare("SELECT * FROM snapshots WHERE document = ?");
  }

  readHead(documentId: DocumentId): LogHead | null {
    const row = this.selectDocument.get(documentId);
    if (row === undefined) return null;
    const incarnation = parseIncarnation(textColumn(row, "incarnation"));
    assert(incarnation !== null, "a stored incarnation is well-formed");
    return {
      incarnation,
      lastSeq: integerColumn(row, "last_seq"),
      nextLamport: integerColumn(row, "next_lamport"),
      totalBytes: integerColumn(row, "total_bytes"),
      writers: this.selectWriters.all(integerColumn(row, "key")).map((writer) => ({
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
        const entry = toEntry(row);
        const expectedSeq = (entries.at(-1)?.seq ?? afterSeq) + 1;
        if (entry.seq !== expectedSeq || !isSound(row, entry)) return { entries, damagedSeq: expectedSeq };
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
    const entry = toEntry(row);
    return isSound(row, entry) ? entry : null;
  }

  listEntriesFrom({ documentId, gaps }: LogGaps, countMax: number): readonly EntrySize[] {
    const document = this.keyOf(documentId);
    const sizes: EntrySize[] = [];
    for (const { replica, fromCounter } of gaps) {
      if (sizes.length >= countMax) break;
      for (const row of this.selectSizes.all(document, replica, fromCounter, countMax - sizes.length)) {
        sizes.push({ seq: integerColumn(row, "seq"), bytes: integerColumn(row, "size") });
      }
    }
    return sizes.sort((a, b) => a.seq - b.seq);
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
        `UPDATE documents SET last_seq = ?2,
         next_lamport = (SELECT COALESCE(MAX(lamport + count), 0) FROM entries WHERE document = ?1),
         total_bytes = (SELECT COALESCE(SUM(length(bytes)), 0) FROM entries WHERE document = ?1) WHERE key = ?1`,
        document,
        fromSeq - 1,
      );
    });
  }

  saveSnapshot(documentId: DocumentId, { seq, bytes }: Snapshot): void {
    this.upsertSnapshot.run(this.keyOf(documentId), seq, crc32(bytes), bytes);
  }

  findSnapshot(documentId: DocumentId): Snapshot | null {
    const row = this.selectSnapshot.get(this.keyOf(documentId));
    if (row === undefined) return null;
    const bytes = bytesColumn(row, "bytes");
    return crc32(bytes) === integerColumn(row, "checksum") ? { seq: integerColumn(row, "seq"), bytes } : null;
  }

  probe(bytes: number): void {
    this.database.prepare("INSERT INTO probe VALUES (zeroblob(?))").run(bytes);
    this.database.exec("DELETE FROM probe");
  }

  private appendOne({ documentId, firstSeq, entries }: Append): void {
    const document = this.keyOf(documentId);
    let bytes = 0;
    let nextLamport = 0;
    entries.forEach((entry, index) => {
      this.writeEntry(document, firstSeq + index, entry);
      bytes += entry.bytes.length;
      nextLamport = Math.max(nextLamport, entry.lamport + entry.count);
    });
    const before = firstSeq - 1;
    const after = before + entries.length;
    const { changes } = this.updateHead.run(after, nextLamport, bytes, document, before);
    if (Number(changes) !== 1) {
      throw new StorageError("broken", `An append to ${documentId} does not continue its log.`);
    }
  }

  private writeEntry(document: number, seq: number, entry: NewEntry): void {
    const { replica, counter, count, lamport, wallTimeMs, author, binds, bytes } = entry;
    const checksum = entryChecksum({ ...entry, seq });
    this.insertEntry.run(
      document,
      seq,
      replica,
      counter,
      count,
      lamport,
      wallTimeMs,
      author,
      checksum,
      bytes,
    );
    this.upsertWriter.run(document, replica, counter + count, binds, binds);
  }

  private keyOf(documentId: DocumentId): number {
    const row = this.selectDocument.get(documentId);
    assert(row !== undefined, "the log of a document that exists");
    return integerColumn(row, "key");
  }
}

function toEntry(row: Row): Entry {
  return {
    seq: integerColumn(row, "seq"),
    replica: textColumn(row, "replica"),
    counter: integerColumn(row, "counter"),
    count: integerColumn(row, "count"),
    lamport: integerColumn(row, "lamport"),
    wallTimeMs: integerColumn(row, "wall_time_ms"),
    author: textColumn(row, "author"),
    bytes: bytesColumn(row, "bytes"),
  };
}

function isSound(row: Row, entry: Entry): boolean {
  return integerColumn(row, "checksum") === entryChecksum(entry);
}
