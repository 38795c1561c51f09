/** Files that come along with a conversion: a document names them by their bytes, and each document has to be given them. */
import type { Node } from "@tiptap/pm/model";
import { systemClock } from "@weft/base";
import type { DocumentFiles, FileHash } from "@weft/sync";
import { findFile, type ReadableFiles } from "../../files/find-file.ts";
import { namedFile } from "../../files/named-file.ts";

/** How long files are waited for that are not on this device, all together. */
const patienceMs = 20_000;

/** Gives `target` the files that a text names. Resolves with how many could not be had, here or on the server. */
export async function bringFiles(
  doc: Node,
  { source, target }: { readonly source: ReadableFiles; readonly target: Pick<DocumentFiles, "add"> },
): Promise<number> {
  const hashes = filesOf(doc);
  const sought = [...hashes].map((hash) => ({ hash, search: findFile(source, hash) }));
  const timer = systemClock.after(patienceMs, () => {
    for (const { search } of sought) search.giveUp();
  });
  let missing = 0;
  for (const { search } of sought) {
    const blob = await search.found;
    const isBrought = blob !== null && (await target.add(blob)).ok;
    if (!isBrought) missing++;
  }
  timer.cancel();
  return missing;
}

/** The files that a text names, each once. */
export function filesOf(doc: Node): ReadonlySet<FileHash> {
  const hashes = new Set<FileHash>();
  doc.descendants((node) => {
    const isFile = node.type.name === "image" || node.type.name === "attachment";
    const hash = isFile ? namedFile(node).hash : null;
    if (hash !== null) hashes.add(hash);
    return !node.isTextblock;
  });
  return hashes;
}
