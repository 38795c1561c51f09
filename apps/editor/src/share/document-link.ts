/**
 * The address of a document: `/d/<documentId>#<token>`, of a Yjs document `/y/<documentId>#<token>`. The token stands in the fragment, which browsers send to
 * no server and put into no referrer.
 */
import { type Random, toHex } from "@weft/base";

/** A document and the key that opens it; `token` is empty if the link carries none. */
export interface DocumentLink {
  /** 32 hexadecimal digits, lower case. */
  readonly documentId: string;
  readonly token: string;
  /** What holds the document; left out: our own engine. */
  readonly engine?: "yjs";
}

const documentIdPattern = /^[0-9a-f]{32}$/;
const tokenPattern = /^[A-Za-z0-9_-]{16,256}$/;

/** A new document's id (128 random bits) and its owner's token (256 random bits), made without asking anybody. */
export function createDocumentLink(random: Random): DocumentLink {
  const token = btoa(String.fromCharCode(...random.bytes(32)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return { documentId: toHex(random.bytes(16)), token };
}

/** The path and fragment of a document within the app. */
export function documentPath(link: DocumentLink): string {
  const path = `/${link.engine === "yjs" ? "y" : "d"}/${link.documentId}`;
  return link.token === "" ? path : `${path}#${link.token}`;
}

/** The link that `text` spells: a whole address, or what stands after the host. Null if it is none of ours. */
export function parseDocumentLink(text: string): DocumentLink | null {
  const match = /\/([dy])\/([^/?#\s]+)(?:\?[^#\s]*)?(?:#(\S*))?$/.exec(text.trim());
  if (!match) return null;
  const documentId = match[2]!.toLowerCase();
  const token = match[3] ?? "";
  if (!documentIdPattern.test(documentId)) return null;
  if (token !== "" && !tokenPattern.test(token)) return null;
  return match[1] === "y" ? { documentId, token, engine: "yjs" } : { documentId, token };
}
