/** Files of a branch: a document names them by their bytes, and each document has to be given them. */
import type { RichText } from "@weft/richtext";
import { type DocumentFiles, type FileHash, parseFileHash } from "@weft/sync";

/** The files that a document's blocks name, each once. */
export function namedFiles(richText: RichText): ReadonlySet<FileHash> {
  const hashes = new Set<FileHash>();
  for (let index = 0; index < richText.blockCount; index++) {
    const { hash } = richText.blockAt(index).attributes;
    const parsed = typeof hash === "string" ? parseFileHash(hash) : null;
    if (parsed !== null) hashes.add(parsed);
  }
  return hashes;
}

/** Gives a document the files that it names, as far as this device has them from another one: a person copied or merged it here. */
export async function adoptFiles(richText: RichText, files: DocumentFiles): Promise<void> {
  for (const hash of namedFiles(richText)) await files.adopt(hash);
}
