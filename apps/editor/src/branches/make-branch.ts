/** "Edit privately": a copy of a document under a name of its own, kept on this device and synced like any other. */
import { systemClock, systemRandom } from "@weft/base";
import { branchDocumentId, createRichText, type RichText } from "@weft/richtext";
import { openIndexedDbStore } from "@weft/sync";
import { readTitle } from "../document/use-title.ts";
import { createDocumentLink, type DocumentLink } from "../share/document-link.ts";
import { firstLine } from "../shelf/first-line.ts";
import { openShelf } from "../shelf/shelf.ts";
import { newShelfEntry } from "../shelf/shelf-entry.ts";
import { noteBranch } from "./branch-record.ts";

/**
 * Makes a branch of a document as it is now and puts it on the shelf; null in a browser that keeps nothing. The server is sent all
 * of it once somebody opens it with a connection: its ops are the origin's, under their ids.
 */
export async function makeBranch(origin: RichText): Promise<DocumentLink | null> {
  const store = await openIndexedDbStore();
  if (!store.ok) return null;
  const documentId = branchDocumentId(origin.documentId, systemRandom);
  const now = systemClock.now();
  const branch = createRichText({ documentId });
  branch.applyUpdate(origin.updateSince(new Map()));
  branch.edit([noteBranch(branch, origin, now)]);
  const kept = await store.value.compact(documentId, { generation: 0, tailEnd: 0 }, branch.save());
  await store.value.close();
  if (!kept.ok) return null;
  const link = { ...createDocumentLink(systemRandom), documentId };
  const title = readTitle(origin);
  await (await openShelf()).put({
    ...newShelfEntry(link, "made-here", now),
    title,
    firstLine: firstLine(origin, title),
    branchOf: origin.documentId,
  });
  return link;
}
