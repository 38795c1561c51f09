/** Pictures and attachments inside a backup: a table of their own, beside those of the database. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DocumentId, type FileHash, parseDocumentId, parseFileHash } from "@weft/protocol";
import type { Database } from "../database.ts";
import { giveName } from "../folder/durable-name.ts";
import { bytesColumn, integerColumn, textColumn } from "../row.ts";

/** The folder of files in the data folder. */
const filesFolder = "files";

/** How many files were copied, and which of them are not what their name says. */
export interface CopiedFiles {
  readonly count: number;
  /** As `<document>/<hash>`. They are left out. */
  readonly damaged: readonly string[];
}

/** Copies the files of all documents of `database` from a data folder into it. */
export function packFiles(database: Database, folder: string): CopiedFiles {
  database.exec(
    "CREATE TABLE backup_files (document TEXT NOT NULL, hash TEXT NOT NULL, bytes BLOB NOT NULL) STRICT",
  );
  const insert = database.prepare("INSERT INTO backup_files VALUES (?, ?, ?)");
  const damaged: string[] = [];
  let count = 0;
  for (const row of database.prepare("SELECT id FROM documents ORDER BY key").all()) {
    const document = textColumn(row, "id");
    for (const hash of hashesIn(join(folder, filesFolder, document))) {
      const bytes = readFileSync(join(folder, filesFolder, document, hash));
      if (createHash("sha256").update(bytes).digest("hex") === hash) {
        insert.run(document, hash, bytes);
        count++;
      } else {
        damaged.push(`${document}/${hash}`);
      }
    }
  }
  return { count, damaged };
}

/** Writes the files of a backup into a data folder, each durably, and takes them out of the database. */
export function unpackFiles(database: Database, folder: string): number {
  const next = database.prepare("SELECT rowid, * FROM backup_files WHERE rowid > ? ORDER BY rowid LIMIT 1");
  let count = 0;
  for (let row = next.get(0); row !== undefined; row = next.get(integerColumn(row, "rowid"))) {
    const document = parseDocumentId(textColumn(row, "document"));
    const hash = parseFileHash(textColumn(row, "hash"));
    // A name that is none could lead out of the folder.
    if (document === null || hash === null) continue;
    write(join(folder, filesFolder), { document, hash }, bytesColumn(row, "bytes"));
    count++;
  }
  database.exec("DROP TABLE backup_files");
  return count;
}

/** Whether a database is one that `packFiles` has filled. */
export function hasPackedFiles(database: Database): boolean {
  const table = database.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'backup_files'",
  );
  return table.get() !== undefined;
}

function write(
  folder: string,
  { document, hash }: { readonly document: DocumentId; readonly hash: FileHash },
  bytes: Uint8Array,
): void {
  const path = join(folder, document, hash);
  mkdirSync(join(folder, document), { recursive: true });
  writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
  giveName(`${path}.new`, path);
}

function hashesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => parseFileHash(name) === name)
    .sort();
}
