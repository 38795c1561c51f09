/** A look at a database that is there already, which changes nothing and leaves nothing beside it. */
import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { StorageError } from "../../storage-error.ts";
import type { Database, OpenDatabase } from "../database.ts";
import { integerColumn, textColumn } from "../row.ts";
import { applicationId, migrations, schemaVersion } from "../schema.ts";
import { guarded } from "../sqlite-failure.ts";
import { checkWriteAheadLog } from "./write-ahead-log.ts";

/** Throws a `StorageError` if the database at `path` is not one of ours and whole. */
export function examine(open: OpenDatabase, path: string): void {
  if (!statSync(path).isFile()) throw damaged(path, "it is no file");
  checkWriteAheadLog(path);
  const hasLog = existsSync(`${path}-wal`);
  if (!hasLog || statSync(`${path}-wal`).size === 0) checkSize(path);
  try {
    look(open, path);
  } finally {
    // Even who only reads makes these two; without a log before there is nothing in them.
    if (!hasLog) for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  }
}

function look(open: OpenDatabase, path: string): void {
  const database = guarded(path, () => open(path, { readOnly: true }));
  try {
    guarded(path, () => checkDatabase(database, path));
  } finally {
    database.close();
  }
}

/** Throws a `StorageError` if an open database is of another version, of another program, or has damaged pages. */
export function checkDatabase(database: Database, path: string): void {
  checkVersion(database, path);
  checkPages(database, path);
}

/**
 * Without a write-ahead log all pages that the header counts are in the file, and no part of one
 * (sqlite.org/fileformat2.html, section 1.3). SQLite itself reads what is missing of the last page as zeros.
 */
function checkSize(path: string): void {
  const { size } = statSync(path);
  if (size === 0) throw damaged(path, "it is empty");
  const header = readHeader(path);
  if (!header.toString("latin1").startsWith("SQLite format 3\0")) return;
  const pageBytes = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
  const bytes = pageBytes * header.readUInt32BE(28);
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  if (isCounted && size < bytes) throw damaged(path, `it has ${size} bytes of ${bytes}`);
}

function readHeader(path: string): Buffer {
  const header = Buffer.alloc(100);
  const handle = openSync(path, "r");
  try {
    readSync(handle, header, 0, header.length, 0);
  } finally {
    closeSync(handle);
  }
  return header;
}

function checkVersion(database: Database, path: string): void {
  const found = integerColumn(database.prepare("PRAGMA user_version").get() ?? {}, "user_version");
  const application = integerColumn(database.prepare("PRAGMA application_id").get() ?? {}, "application_id");
  if (application !== applicationId) {
    throw new StorageError("other-version", `${path} is not a Weft database. Nothing was changed.`);
  }
  if (found !== schemaVersion && !migrations.has(found)) {
    const age = found < schemaVersion ? "an older" : "a newer";
    throw new StorageError(
      "other-version",
      `${path} was written by ${age} Weft (data version ${found}, this server reads ${schemaVersion}). Nothing was changed.`,
    );
  }
}

function checkPages(database: Database, path: string): void {
  const report = database.prepare("PRAGMA quick_check(1)").get() ?? {};
  const finding = textColumn(report, "quick_check");
  if (finding !== "ok") throw damaged(path, finding.replaceAll("\n", " "));
}

function damaged(path: string, finding: string): StorageError {
  return new StorageError("damaged", `${path} is damaged (${finding}). Nothing was changed.`);
}
