/** Who asks: the document that an address names, and the identity that `Authorization: Bearer <token>` proves. */
import { type DocumentId, parseDocumentId } from "@weft/protocol";
import type { Context } from "hono";
import type { DocumentRegistry } from "../documents/document-registry.ts";
import type { Identity } from "../identity/token.ts";

/** Somebody who has a good token of a document. */
export interface Bearer {
  readonly documentId: DocumentId;
  readonly identity: Identity;
  readonly token: string;
}

/** The document in the parameter `id` and who asks for it; null for a wrong token and an unknown document alike. */
export async function findBearer(context: Context, registry: DocumentRegistry): Promise<Bearer | null> {
  const documentId = parseDocumentId(context.req.param("id") ?? "");
  const [, token] = /^Bearer (\S+)$/.exec(context.req.header("authorization") ?? "") ?? [];
  if (documentId === null || token === undefined) return null;
  const identity = await registry.identify(documentId, token);
  return identity && { documentId, identity, token };
}

/** What is said to those who have none. */
export const noBearerSentence = "A token of this document is needed: Authorization: Bearer <token>.";
