/** `backup FILE` and `restore FILE` of the program: what they do, and the sentences they say. */
import { resolve } from "node:path";
import { err, ok, type Random, type Result } from "@weft/base";
import { backUp } from "./storage/sqlite/backup/back-up.ts";
import { restore } from "./storage/sqlite/backup/restore.ts";
import { loadSqlite } from "./storage/sqlite/database.ts";

/** What to do, from the command line. */
export interface BackupCommand {
  readonly verb: "backup" | "restore";
  /** Absolute. */
  readonly file: string;
}

/** The command that `words` spell; null if they spell none of these, a sentence if one is not complete. */
export function parseBackupCommand(
  words: readonly string[],
  workingFolder: string,
): Result<BackupCommand | null, string> {
  const [verb, file, ...rest] = words;
  if (verb !== "backup" && verb !== "restore") return ok(null);
  if (file === undefined || rest.length > 0) return err(`Say which file: ${verb} FILE.`);
  return ok({ verb, file: resolve(workingFolder, file) });
}

/** Does it; what it says, and whether all was sound. Rejects with a `StorageError`. */
export async function runBackupCommand(
  { verb, file }: BackupCommand,
  { dataFolder, random }: { readonly dataFolder: string; readonly random: Random },
): Promise<{ readonly sentences: readonly string[]; readonly isSound: boolean }> {
  const open = await loadSqlite();
  if (verb === "backup") {
    const { documents, entries, files, findings } = backUp(open, dataFolder, file);
    const done = `${file} holds ${documents} documents, ${entries} entries and ${files} files.`;
    return { sentences: [...findings, done], isSound: findings.length === 0 };
  }
  const { documents, files } = restore(open, { backup: file, folder: dataFolder, random });
  const done = `${dataFolder} holds ${documents} documents and ${files} files now.`;
  return { sentences: [done], isSound: true };
}
