/**
 * Opening the data folder, carefully: the folder's lock first, then a look at the database that cannot write, and
 * only then the connection that does. Whatever is wrong is found before anything is touched.
 */
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { assert } from "@weft/base";
import { StorageError } from "../../storage-error.ts";
import { type Database, type OpenDatabase, transact } from "../database.ts";
import { integerColumn, textColumn } from "../row.ts";
import { migrations, schemaVersion } from "../schema.ts";
import { guarded, toStorageError } from "../sqlite-failure.ts";
import { examine } from "./existing-database.ts";
import { takeLock } from "./folder-lock.ts";
import { makeDatabase } from "./new-database.ts";

/** The name of the database in the data folder. SQLite keeps `-wal` and `-shm` beside it. */
export const databaseName = "weft.db";

/**
 * Pages in the write-ahead log from which on a commit brings them into the database, and waits for the disk once more. Four
 * times SQLite's own number: a busy room writes as many each second, and everybody in it waits.
 */
const checkpointPages = 4000;

/** An open data folder: the one connection that writes, and the lock that goes with it. */
export interface DataFolder {
  readonly database: Database;
  /** Lets go of everything. On a full disk what was committed stays in the write-ahead log until the next start. */
  close(): void;
}

/** Opens or makes a data folder. Throws a `StorageError` that names the file and says what is the matter. */
export function openDataFolder(open: OpenDatabase, folder: string): DataFolder {
  makeFolder(folder);
  const lock = takeLock(open, folder);
  try {
    const path = join(folder, databaseName);
    if (existsSync(path)) examine(open, path);
    else makeFirst(open, path);
    const database = openForWriting(open, path);
    return {
      database,
      close() {
        checkpoint(database, path);
        database.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isFile()) {
    throw new StorageError("broken", `The data folder ${folder} cannot be used: it is a file.`);
  }
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError("broken", `The data folder ${folder} cannot be written to (${reason}).`, {
      cause: error,
    });
  }
}

/** A write-ahead log without its database is what is left of one that was lost: SQLite would delete it. */
function makeFirst(open: OpenDatabase, path: string): void {
  if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0) {
    throw new StorageError("damaged", `${path} is missing, but ${path}-wal is there. Nothing was changed.`);
  }
  makeDatabase(open, path);
}

function openForWriting(open: OpenDatabase, path: string): Database {
  return guarded(path, () => {
    const database = open(path, { timeout: 5000 });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
    database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    const journal = textColumn(database.prepare("PRAGMA journal_mode").get() ?? {}, "journal_mode");
    const synchronous = integerColumn(database.prepare("PRAGMA synchronous").get() ?? {}, "synchronous");
    const full = 2;
    assert(
      journal === "wal" && synchronous === full,
      `SQLite took ${journal} and synchronous ${synchronous}`,
    );
    migrate(database);
    return database;
  });
}

/** Brings a database of an older version to this one, all steps in one transaction: a kill leaves the old or the new. */
function migrate(database: Database): void {
  const found = integerColumn(database.prepare("PRAGMA user_version").get() ?? {}, "user_version");
  if (found === schemaVersion) return;
  transact(database, () => {
    for (let version = found; version < schemaVersion; version++) {
      const step = migrations.get(version);
      assert(step !== undefined, `version ${version} was let in, so it can be migrated`);
      database.exec(`${step} PRAGMA user_version = ${version + 1};`);
    }
  });
}

/** Closing does the same only if no statement is left open, and not in every version. */
function checkpoint(database: Database, path: string): void {
  try {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (error) {
    const failure = toStorageError(error, path);
    if (failure.failure !== "full") throw failure;
  }
}
