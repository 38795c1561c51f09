/**
 * Who asks: the document that an address names, and the identity that `Authorization: Bearer <token>` proves, or, of a
 * request that shows no token, the pass of the browser that it comes from.
 */
import { type DocumentId, parseDocumentId } from "@weft/protocol";
import type { Context } from "hono";
import type { DocumentRegistry } from "../documents/document-registry.ts";
import type { Browser, BrowserPasses } from "../identity/browser-passes.ts";
import type { Identity } from "../identity/token.ts";

/** What it takes to know who asks. */
export interface BearerServices {
  readonly registry: DocumentRegistry;
  readonly passes: BrowserPasses;
}

/** Somebody who has a good token of a document, or a browser that owns it. */
export interface Bearer {
  readonly documentId: DocumentId;
  readonly identity: Identity;
  /** Empty for none. */
  readonly token: string;
  readonly browser: Browser | null;
}

/** The document in the parameter `id` and who asks for it; null for a wrong token and an unknown document alike. */
export async function findBearer(
  context: Context,
  { registry, passes }: BearerServices,
): Promise<Bearer | null> {
  const documentId = parseDocumentId(context.req.param("id") ?? "");
  const header = context.req.header("authorization");
  const [, token] = /^Bearer (\S+)$/.exec(header ?? "") ?? [];
  const browser = await passes.read(context.req.header("cookie"));
  const hasShown = header === undefined ? browser !== null : token !== undefined;
  if (documentId === null || !hasShown) return null;
  const identity = await registry.identify(documentId, token ?? "", browser);
  return identity && { documentId, identity, token: token ?? "", browser };
}

/** What is said to those who have none. */
export const noBearerSentence = "A token of this document is needed: Authorization: Bearer <token>.";
