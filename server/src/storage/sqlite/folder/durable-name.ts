import { closeSync, fsyncSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";

/** Gives a finished draft its name: after this the file is there, whole and under that name, whatever happens. */
export function giveName(draft: string, path: string): void {
  sync(draft, "r+");
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** A new name is durable when its folder is (Windows has no such call and needs none). */
function syncFolder(folder: string): void {
  if (process.platform !== "win32") sync(folder, "r");
}

function sync(path: string, flags: "r" | "r+"): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
