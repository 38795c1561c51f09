import { join } from "node:path";
import { StorageError } from "../../storage-error.ts";
import type { Database, OpenDatabase } from "../database.ts";
import { guarded, toStorageError } from "../sqlite-failure.ts";

/** The name of the empty database whose lock is the folder's lock. */
export const lockName = "weft.lock";

/**
 * An exclusive lock of the operating system on a file of its own, held through SQLite until it is closed: it ends
 * with the process, however that ends, which a file with a process id in it does not. Throws a `StorageError`.
 */
export function takeLock(open: OpenDatabase, folder: string): Database {
  const path = join(folder, lockName);
  const lock = guarded(path, () => open(path, { timeout: 0 }));
  try {
    // Without a journal beside it the lock can be had on a full disk.
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
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
