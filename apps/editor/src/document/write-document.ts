/** Documents changed without being shown: renamed from the list, or made of words that were kept aside. */
import { systemClock, systemRandom } from "@weft/base";
import type { Edit } from "@weft/richtext";
import { openReplica, type Replica } from "@weft/sync";
import { createDocumentLink, type DocumentLink } from "../share/document-link.ts";
import { openShelf } from "../shelf/shelf.ts";
import { newShelfEntry, type ShelfEntry } from "../shelf/shelf-entry.ts";
import { paragraphEdits } from "./paragraph-edits.ts";
import { titleProperty } from "./use-title.ts";

/** How long a document that nobody looks at waits for the server. */
const patienceMs = 20_000;

/** Gives a document on the shelf another title. Everyone in it sees it. */
export async function renameDocument(entry: ShelfEntry, title: string): Promise<void> {
  if (entry.engine === "yjs") {
    await (await import("../yjs/replica/with-yjs-replica.ts")).renameYjsDocument(entry, title);
  } else await write(entry, entry.madeHere, [{ type: "setProperty", key: titleProperty, value: title }]);
  await (await openShelf()).change(entry.documentId, { title });
}

/** Makes a document of plain text, one paragraph a line, and puts it on the shelf. */
export async function saveAsDocument(title: string, text: string): Promise<DocumentLink> {
  const link = createDocumentLink(systemRandom);
  await (await openShelf()).put({ ...newShelfEntry(link, "made-here", systemClock.now()), title });
  await write(link, true, [
    { type: "setProperty", key: titleProperty, value: title },
    ...paragraphEdits(text.trim()),
  ]);
  return link;
}

/**
 * Opens the document and makes the edits; they are kept and on their way when this resolves. Rejects if the document
 * is neither on this device nor to be had from the server.
 */
async function write(link: DocumentLink, create: boolean, edits: readonly Edit[]): Promise<void> {
  const patience = new AbortController();
  systemClock.after(patienceMs, () => patience.abort(new Error("The server does not answer.")));
  const { documentId, token } = link;
  const replica = await openReplica({
    url: location.origin,
    documentId,
    token,
    create,
    signal: patience.signal,
  });
  replica.document.edit(edits);
  void closeWhenSaved(replica, patience.signal);
}

/** Stays until the server has everything or patience ends; what is left then waits in the outbox. */
async function closeWhenSaved(replica: Replica, patience: AbortSignal): Promise<void> {
  const tired = new Promise<void>((resolve) => patience.addEventListener("abort", () => resolve()));
  // A refusal is kept aside by the replica and shown when the document is opened.
  await Promise.race([replica.whenSaved().catch(() => {}), tired]);
  await replica.close();
}
