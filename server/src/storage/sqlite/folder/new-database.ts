/**
 * A database that is not there yet: made whole under another name, and only then given its own. So a database under
 * its own name always holds the tables, whenever the process was killed, and one that is empty is a damaged one.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Database, OpenDatabase } from "../database.ts";
import { schema } from "../schema.ts";
import { guarded } from "../sqlite-failure.ts";

/** Makes an empty database at `path`, durably. Throws a `StorageError`, and then there is none. */
export function makeDatabase(open: OpenDatabase, path: string): void {
  const draft = `${path}.new`;
  removeDraft(draft);
  try {
    guarded(path, () => {
      fill(open(draft));
      renameSync(draft, path);
      syncFolder(dirname(path));
    });
  } finally {
    removeDraft(draft);
  }
}

function fill(database: Database): void {
  try {
    database.exec(`PRAGMA synchronous = FULL; BEGIN IMMEDIATE; ${schema} COMMIT; PRAGMA journal_mode = WAL;`);
  } finally {
    database.close();
  }
}

/** What a killed process left of one. */
function removeDraft(draft: string): void {
  for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(`${draft}${suffix}`, { force: true });
}

/** A new name is durable when its folder is (Windows has no such call and needs none). */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
