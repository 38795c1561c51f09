import { AssertionError } from "@weft/base";
import { StorageError, type StorageFailure } from "../storage-error.ts";

/** SQLite's primary result codes that mean something to us (sqlite.org/rescode.html). */
const failuresByCode: ReadonlyMap<number, StorageFailure> = new Map([
  [5, "locked"], // SQLITE_BUSY
  [10, "input-output"], // SQLITE_IOERR
  [11, "damaged"], // SQLITE_CORRUPT
  [13, "full"], // SQLITE_FULL
  [14, "input-output"], // SQLITE_CANTOPEN
  [26, "damaged"], // SQLITE_NOTADB
]);

/** Turns what SQLite threw into the port's error, with the file's name in the sentence. */
export function toStorageError(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error;
  if (error instanceof AssertionError) throw error;
  const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const primary = typeof code === "number" ? code & 0xff : -1;
  const failure = failuresByCode.get(primary) ?? (isOutOfSpace(error) ? "full" : "broken");
  switch (failure) {
    case "full":
      return new StorageError("full", `The disk that holds ${path} is full.`, { cause: error });
    case "damaged":
      return new StorageError("damaged", `${path} is damaged (${message}). Nothing was changed.`, {
        cause: error,
      });
    default:
      return new StorageError(failure, `${path} cannot be used (${message}).`, { cause: error });
  }
}

/** Whether a call to the file system, not SQLite, ran out of space. */
function isOutOfSpace(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}

/** What `action` returns. What it throws becomes a `StorageError` that names the file. */
export function guarded<Value>(path: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw toStorageError(error, path);
  }
}
