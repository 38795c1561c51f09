import { systemClock } from "@weft/base";
import { useEffect, useState } from "react";
import { type DocumentLink, parseDocumentLink } from "../share/document-link.ts";
import { openShelf } from "../shelf/shelf.ts";
import { newShelfEntry } from "../shelf/shelf-entry.ts";

/** A document's key and what this browser knows of it. */
export interface KnownLink extends DocumentLink {
  /** This browser made the document and may register it. */
  readonly madeHere: boolean;
  /** What the key allowed when the server was last asked; null if it has not been. */
  readonly role: string | null;
}

/** The key of a document: from the address, else from the shelf. Null while it is being looked for. */
export function useDocumentLink(documentId: string, engine?: "yjs"): KnownLink | "none" | null {
  const [found, setFound] = useState<KnownLink | "none" | null>(null);
  useEffect(() => {
    let gone = false;
    const find = async (): Promise<void> => {
      const link = await findLink(documentId, engine);
      if (!gone) setFound(link);
    };
    void find();
    // Another key for the same document, typed or pasted into the address.
    addEventListener("hashchange", find);
    return () => {
      gone = true;
      removeEventListener("hashchange", find);
    };
  }, [documentId, engine]);
  return found;
}

async function findLink(documentId: string, engine?: "yjs"): Promise<KnownLink | "none"> {
  const shelf = await openShelf();
  const entry = await shelf.get(documentId);
  const link = parseDocumentLink(`/${engine === "yjs" ? "y" : "d"}/${documentId}${location.hash}`);
  const token = link?.token || entry?.token;
  if (!link || !token) return "none";
  const now = systemClock.now();
  if (entry) await shelf.change(documentId, { openedAt: now });
  else await shelf.put(newShelfEntry({ ...link, token }, "given", now));
  const known = entry?.token === token ? entry : null;
  return {
    ...link,
    token,
    madeHere: known?.madeHere === true,
    role: known?.role ?? null,
  };
}
