/** The owner's part of the API: who may ask, and how a refusal is said. */
import type { DocumentId } from "@weft/protocol";
import type { Context } from "hono";
import type { DocumentRegistry } from "../documents/document-registry.ts";
import type { Identity } from "../identity/token.ts";
import { findBearer, noBearerSentence } from "./bearer.ts";

/** Goes on for the owner alone. A wrong token and an unknown document are the same answer. */
export async function asOwner(
  context: Context,
  registry: DocumentRegistry,
  answer: (documentId: DocumentId, identity: Identity) => Promise<Response>,
): Promise<Response> {
  const bearer = await findBearer(context, registry);
  if (bearer === null) return refuse(context, 401, noBearerSentence);
  const { documentId, identity } = bearer;
  if (identity.role !== "owner") return refuse(context, 403, "Only the owner may do this.");
  return answer(documentId, identity);
}

/** The statuses of refusals. */
type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 429;

/** An answer with a sentence. */
export function refuse(context: Context, status: RefusalStatus, sentence: string): Response {
  return context.json({ error: sentence }, status);
}
