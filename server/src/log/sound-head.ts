/** Where a log stands when it is opened: up to its end, or up to its first damaged entry. */
import type { DocumentId } from "@weft/protocol";
import { pageBytesMax } from "../limits.ts";
import type { LogHead, Storage } from "../storage/storage.ts";

/**
 * The head of a log, null for an unknown document. Reads what no snapshot covers; at a damaged entry the log ends, what
 * follows is set aside, and `onDamage` is told where.
 */
export async function readSoundHead(
  storage: Storage,
  documentId: DocumentId,
  onDamage: (seq: number) => void,
): Promise<LogHead | null> {
  const head = await storage.readHead(documentId);
  if (head === null) return null;
  const damagedSeq = await findDamage(storage, documentId, head);
  if (damagedSeq === null) return head;
  onDamage(damagedSeq);
  await storage.setAside(documentId, damagedSeq);
  return storage.readHead(documentId);
}

/** The first entry beyond the snapshot whose checksum fails. What a snapshot covers can be served from it. */
async function findDamage(storage: Storage, documentId: DocumentId, head: LogHead): Promise<number | null> {
  const { lastSeq } = head;
  let afterSeq = head.snapshot?.seq ?? 0;
  while (afterSeq < lastSeq) {
    const page = await storage.readEntries({ documentId, afterSeq, lastSeq, bytesMax: pageBytesMax });
    if (page.damagedSeq !== null) return page.damagedSeq;
    afterSeq = page.entries.at(-1)?.seq ?? lastSeq;
  }
  return null;
}
