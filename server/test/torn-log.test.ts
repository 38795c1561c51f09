/**
 * The write-ahead log as a power cut, a dying disk or a cosmic ray may leave it: cut, or with one bit turned over,
 * anywhere in its last commits. Every day at places drawn by chance and at all borders; with `WEFT_FUZZ=10` at every byte
 * of the last one, too.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom, systemRandom } from "@weft/base";
import { beforeAll, expect, test } from "vitest";
import { loadSqlite, type OpenDatabase } from "../src/storage/sqlite/database.ts";
import { databaseName, openDataFolder } from "../src/storage/sqlite/folder/data-folder.ts";
import { SqliteDocuments } from "../src/storage/sqlite/sqlite-documents.ts";
import { SqliteLog } from "../src/storage/sqlite/sqlite-log.ts";
import type { NewEntry } from "../src/storage/storage.ts";
import { ensureBuilt } from "./built.ts";
import { newFolder } from "./relay-fixture.ts";
import { newDocument, newEntry, newToken } from "./storage-contract.ts";

let openDatabase: OpenDatabase;

beforeAll(async () => {
  await ensureBuilt();
  openDatabase = await loadSqlite();
});

const document = newDocument();
const replica = "aaaaaaaaaaaaaaaa";
const commits = 12;
const lastCommits = 3;
const isLong = Number(process.env.WEFT_FUZZ ?? 1) >= 10;
const seed = Number(process.env.WEFT_SEED ?? process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 30));
/** SQLite's WAL: a header, then pages with a header each (https://www.sqlite.org/fileformat2.html#walformat). */
const walHeaderBytes = 32;
const walFrameBytes = 24 + 4096;

/** What was written, one commit each, and the folder as a kill right after the last commit leaves it. */
interface Killed {
  readonly folder: string;
  readonly entries: readonly NewEntry[];
  /** How long the write-ahead log was after each commit. */
  readonly walLengths: readonly number[];
}

function writeAndKill(): Killed {
  const running = newFolder();
  const { database, close } = openDataFolder(openDatabase, running);
  new SqliteDocuments(database).create(document, newToken("owner"));
  const log = new SqliteLog(database);
  const wal = join(running, `${databaseName}-wal`);
  const entries = Array.from({ length: commits }, (_, counter) => newEntry(replica, counter, 1, 40));
  const walLengths = entries.map((entry, index) => {
    log.append([{ documentId: document.id, firstSeq: 1 + index, entries: [entry] }]);
    return readFileSync(wal).length;
  });
  const folder = newFolder();
  for (const name of [databaseName, `${databaseName}-wal`]) {
    copyFileSync(join(running, name), join(folder, name));
  }
  close();
  return { folder, entries, walLengths };
}

/** Opens the folder with another write-ahead log; how many entries are there, all of them as they were written. */
function countAfter({ folder, entries }: Killed, wal: Uint8Array): number {
  const place = join(folder, "again");
  mkdirSync(place);
  copyFileSync(join(folder, databaseName), join(place, databaseName));
  writeFileSync(join(place, `${databaseName}-wal`), wal);
  const { database, close } = openDataFolder(openDatabase, place);
  const log = new SqliteLog(database);
  const whole = (lastSeq: number) => ({ documentId: document.id, afterSeq: 0, lastSeq, bytesMax: 1e9 });
  const count = log.readHead(document.id)?.lastSeq ?? 0;
  const bytesOf = (lastSeq: number) => log.readEntries(whole(lastSeq)).entries.map(({ bytes }) => bytes);
  expect(bytesOf(count)).toEqual(entries.slice(0, count).map(({ bytes }) => bytes));
  expect(log.readHead(document.id)?.writers.map(({ known }) => known)).toEqual(count === 0 ? [] : [count]);
  // Clients offer again what they were told is safe: it fits where the log ends.
  if (count < entries.length) {
    log.append([{ documentId: document.id, firstSeq: count + 1, entries: entries.slice(count) }]);
  }
  expect(bytesOf(entries.length)).toEqual(entries.map(({ bytes }) => bytes));
  close();
  rmSync(place, { recursive: true });
  return count;
}

/** Places in the last commits. */
function placesIn({ walLengths }: Killed, length: number): readonly number[] {
  const start = walLengths[commits - 1 - lastCommits] ?? 0;
  const lastStart = walLengths[commits - 2] ?? 0;
  const random = seededRandom(seed);
  const borders: number[] = [];
  for (let at = walHeaderBytes; at <= length; at += walFrameBytes) borders.push(at - 1, at, at + 8);
  const drawn = Array.from({ length: 40 }, () => start + random.below(length - start));
  const lastCommit = isLong ? Array.from({ length: length - lastStart }, (_, at) => lastStart + at) : [];
  return [...borders, ...drawn, ...lastCommit].filter((at) => at >= start && at < length);
}

test.each(["cut", "bit"] as const)(
  `[SV-15] [SV-17] the write-ahead log with a %s in its last commits leaves a clean beginning, seed ${seed} (pin it with WEFT_SEED=${seed})`,
  (kind) => {
    const killed = writeAndKill();
    const wal = readFileSync(join(killed.folder, `${databaseName}-wal`));
    expect(countAfter(killed, wal)).toBe(commits);
    const counts = new Set<number>();
    for (const at of placesIn(killed, wal.length)) {
      const damaged = kind === "cut" ? wal.subarray(0, at) : Buffer.from(wal);
      if (kind === "bit") damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      const count = countAfter(killed, damaged);
      const sound = killed.walLengths.filter((length) => length <= at).length;
      expect(count, `${kind} at byte ${at} of ${wal.length}`).toBe(sound);
      counts.add(count);
    }
    expect([...counts].toSorted((a, b) => a - b)).toEqual([commits - 3, commits - 2, commits - 1]);
  },
  3_600_000,
);
