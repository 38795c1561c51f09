/**
 * Opening the data folder, carefully: the folder's lock first, then a look at the database that cannot write, and
 * only then the connection that does. Whatever is wrong is found before anything is touched.
 */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { assert } from "@weft/base";
import { StorageError } from "../storage-error.ts";
import type { Database, OpenDatabase } from "./database.ts";
import { integerColumn, textColumn } from "./row.ts";
import { applicationId, schema, schemaVersion } from "./schema.ts";
import { toStorageError } from "./sqlite-failure.ts";

/** The name of the database in the data folder. SQLite keeps `-wal` and `-shm` beside it. */
export const databaseName = "weft.db";

/** The name of the empty database whose lock is the folder's lock. */
export const lockName = "weft.lock";

/** An open data folder: the one connection that writes, and the lock that goes with it. */
export interface DataFolder {
  readonly database: Database;
  close(): void;
}

/** Opens or makes a data folder. Throws a `StorageError` that names the file and says what is the matter. */
export function openDataFolder(open: OpenDatabase, folder: string): DataFolder {
  mkdirSync(folder, { recursive: true });
  const lock = takeLock(open, folder);
  try {
    const path = join(folder, databaseName);
    const isNew = !existsSync(path) || statSync(path).size === 0;
    if (!isNew) examine(open, path);
    const database = openForWriting(open, path);
    if (isNew) database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`);
    return {
      database,
      close() {
        // Closing does the same only if no statement is left open, and not in every version.
        database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        database.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * An exclusive lock of the operating system on a file of its own, held through SQLite: it ends with the process,
 * however that ends, which a file with a process id in it does not.
 */
function takeLock(open: OpenDatabase, folder: string): Database {
  const path = join(folder, lockName);
  const lock = guarded(path, () => open(path, { timeout: 0 }));
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    const failure = toStorageError(error, path);
    if (failure.failure !== "locked") throw failure;
    throw new StorageError("locked", `Another Weft server is using the data folder ${folder}.`, {
      cause: error,
    });
  }
}

/** Looks at an existing database through a connection that cannot write. */
function examine(open: OpenDatabase, path: string): void {
  const database = guarded(path, () => open(path, { readOnly: true }));
  try {
    guarded(path, () => {
      checkVersion(database, path);
      checkPages(database, path);
    });
  } finally {
    database.close();
  }
}

function checkVersion(database: Database, path: string): void {
  const found = integerColumn(database.prepare("PRAGMA user_version").get() ?? {}, "user_version");
  const application = integerColumn(database.prepare("PRAGMA application_id").get() ?? {}, "application_id");
  if (application !== applicationId) {
    throw new StorageError("other-version", `${path} is not a Weft database. Nothing was changed.`);
  }
  if (found !== schemaVersion) {
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
  if (finding !== "ok") {
    throw new StorageError("damaged", `${path} is damaged (${finding}). Nothing was changed.`);
  }
}

function openForWriting(open: OpenDatabase, path: string): Database {
  return guarded(path, () => {
    const database = open(path, { timeout: 5000 });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
    const journal = textColumn(database.prepare("PRAGMA journal_mode").get() ?? {}, "journal_mode");
    const synchronous = integerColumn(database.prepare("PRAGMA synchronous").get() ?? {}, "synchronous");
    const full = 2;
    assert(
      journal === "wal" && synchronous === full,
      `SQLite took ${journal} and synchronous ${synchronous}`,
    );
    return database;
  });
}

function guarded<Value>(path: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw toStorageError(error, path);
  }
}
