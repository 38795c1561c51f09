/**
 * A data folder from a backup. Every document gets a new incarnation, so that clients which saw what came after the
 * backup know that the log is another one, compare by version, and offer again what it lacks.
 */
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { assert, type Random } from "@weft/base";
import { parseIncarnation, restoredIncarnation } from "@weft/protocol";
import { StorageError } from "../../storage-error.ts";
import type { Database, OpenDatabase } from "../database.ts";
import { databaseName } from "../folder/data-folder.ts";
import { giveName } from "../folder/durable-name.ts";
import { examine } from "../folder/existing-database.ts";
import { takeLock } from "../folder/folder-lock.ts";
import { removeDraft } from "../folder/new-database.ts";
import { integerColumn, textColumn } from "../row.ts";
import { guarded } from "../sqlite-failure.ts";
import { hasPackedFiles, unpackFiles } from "./backup-files.ts";

/** Where a backup is and where it goes. */
export interface RestoreOptions {
  readonly backup: string;
  readonly folder: string;
  readonly random: Random;
}

/** What was brought back. */
export interface RestoreReport {
  readonly documents: number;
  readonly files: number;
}

/**
 * Makes the data folder `folder` from a backup. Throws a `StorageError` and makes no database if the backup is not
 * whole, or if the folder has a database already.
 */
export function restore(open: OpenDatabase, { backup, folder, random }: RestoreOptions): RestoreReport {
  if (!existsSync(backup)) throw new StorageError("broken", `There is no ${backup}.`);
  examine(open, backup);
  guarded(folder, () => mkdirSync(folder, { recursive: true }));
  const lock = takeLock(open, folder);
  const path = join(folder, databaseName);
  const draft = `${path}.new`;
  try {
    if (existsSync(path) || existsSync(`${path}-wal`)) {
      throw new StorageError("broken", `${folder} holds documents already. Nothing was changed.`);
    }
    removeDraft(draft);
    return guarded(path, () => {
      copyFileSync(backup, draft);
      const report = fill(open, { draft, backup, folder, random });
      giveName(draft, path);
      return report;
    });
  } finally {
    removeDraft(draft);
    lock.close();
  }
}

function fill(
  open: OpenDatabase,
  { draft, backup, folder, random }: RestoreOptions & { readonly draft: string },
): RestoreReport {
  const database = open(draft);
  try {
    if (!hasPackedFiles(database)) {
      throw new StorageError(
        "broken",
        `${backup} is no backup, but a database of a server. Nothing was changed.`,
      );
    }
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    const files = unpackFiles(database, folder);
    const documents = renewIncarnations(database, random);
    // What the files took is given back.
    database.exec("VACUUM; PRAGMA journal_mode = WAL");
    return { documents, files };
  } finally {
    database.close();
  }
}

function renewIncarnations(database: Database, random: Random): number {
  const update = database.prepare("UPDATE documents SET incarnation = ? WHERE key = ?");
  const rows = database.prepare("SELECT key, incarnation FROM documents").all();
  database.exec("BEGIN");
  for (const row of rows) {
    const before = parseIncarnation(textColumn(row, "incarnation"));
    assert(before !== null, "a stored incarnation is well-formed");
    update.run(restoredIncarnation(random, before), integerColumn(row, "key"));
  }
  database.exec("COMMIT");
  return rows.length;
}
