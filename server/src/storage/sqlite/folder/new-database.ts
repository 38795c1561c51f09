/**
 * A database that is not there yet: made whole under another name, and only then given its own. So a database under
 * its own name always holds the tables, whenever the process was killed, and one that is empty is a damaged one.
 */
import { rmSync } from "node:fs";
import type { Database, OpenDatabase } from "../database.ts";
import { schema } from "../schema.ts";
import { guarded } from "../sqlite-failure.ts";
import { giveName } from "./durable-name.ts";

/** Makes an empty database at `path`, durably. Throws a `StorageError`, and then there is none. */
export function makeDatabase(open: OpenDatabase, path: string): void {
  const draft = `${path}.new`;
  removeDraft(draft);
  try {
    guarded(path, () => {
      fill(open(draft));
      giveName(draft, path);
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

/** Removes what a killed process left of a database that had no name yet. */
export function removeDraft(draft: string): void {
  for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(`${draft}${suffix}`, { force: true });
}
