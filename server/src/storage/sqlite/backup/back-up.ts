/**
 * A copy of everything in one file, made while the server runs: SQLite writes what one read transaction sees
 * (sqlite.org/lang_vacuum.html, VACUUM INTO), then come the files, which never change. Nothing is copied blindly: each
 * entry's checksum is looked at, and what does not hold is told.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { StorageError } from "../../storage-error.ts";
import type { OpenDatabase } from "../database.ts";
import { databaseName } from "../folder/data-folder.ts";
import { giveName } from "../folder/durable-name.ts";
import { checkDatabase } from "../folder/existing-database.ts";
import { removeDraft } from "../folder/new-database.ts";
import { integerColumn, textColumn } from "../row.ts";
import { guarded } from "../sqlite-failure.ts";
import { readStoredEntry } from "../stored-entry.ts";
import { type CopiedFiles, packFiles } from "./backup-files.ts";

/** What a backup holds, and what of it is not sound. */
export interface BackupReport {
  readonly documents: number;
  readonly entries: number;
  readonly files: number;
  /** A sentence for each entry and file that is damaged. */
  readonly findings: readonly string[];
}

/** Copies the data folder `folder` into the new file `target`. Throws a `StorageError`, and then there is no file. */
export function backUp(open: OpenDatabase, folder: string, target: string): BackupReport {
  const source = join(folder, databaseName);
  if (!existsSync(source)) throw new StorageError("broken", `There is no ${source} to make a copy of.`);
  if (existsSync(target))
    throw new StorageError("broken", `${target} is there already. Nothing was changed.`);
  const draft = `${target}.new`;
  removeDraft(draft);
  try {
    guarded(source, () => copyDatabase(open, source, draft));
    const report = guarded(draft, () => complete(open, draft, folder));
    guarded(target, () => giveName(draft, target));
    return report;
  } finally {
    removeDraft(draft);
  }
}

function copyDatabase(open: OpenDatabase, source: string, draft: string): void {
  const database = open(source, { readOnly: true, timeout: 5000 });
  try {
    checkDatabase(database, source);
    database.exec(`VACUUM INTO '${draft.replaceAll("'", "''")}'`);
  } finally {
    database.close();
  }
}

function complete(open: OpenDatabase, draft: string, folder: string): BackupReport {
  const database = open(draft);
  try {
    // Without its name it is nobody's yet: one fsync at the end does for all.
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
    const files: CopiedFiles = packFiles(database, folder);
    database.exec("COMMIT");
    const documents = integerColumn(database.prepare("SELECT COUNT(*) AS n FROM documents").get() ?? {}, "n");
    const findings = files.damaged.map((name) => `The file ${name} is damaged and was left out.`);
    let entries = 0;
    const rows = database.prepare(
      "SELECT entries.rowid AS place, id, entries.* FROM entries JOIN documents ON documents.key = document WHERE entries.rowid > ? ORDER BY entries.rowid LIMIT 1",
    );
    for (let row = rows.get(0); row !== undefined; row = rows.get(integerColumn(row, "place"))) {
      entries++;
      const { entry, isSound } = readStoredEntry(row);
      if (!isSound) findings.push(`Entry ${entry.seq} of document ${textColumn(row, "id")} is damaged.`);
    }
    return { documents, entries, files: files.count, findings };
  } finally {
    database.close();
  }
}
