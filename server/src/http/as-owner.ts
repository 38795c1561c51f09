/** The owner's part of the API: who may ask, and how a refusal is said. */
import type { Context } from "hono";
import { type Bearer, type BearerServices, findBearer, noBearerSentence } from "./bearer.ts";

/** Goes on for the owner alone. A wrong token and an unknown document are the same answer. */
export async function asOwner(
  context: Context,
  services: BearerServices,
  answer: (bearer: Bearer) => Promise<Response>,
): Promise<Response> {
  const bearer = await findBearer(context, services);
  if (bearer === null) return refuse(context, 401, noBearerSentence);
  if (bearer.identity.role !== "owner") return refuse(context, 403, "Only the owner may do this.");
  return answer(bearer);
}

/** The statuses of refusals. */
type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 429;

/** An answer with a sentence. */
export function refuse(context: Context, status: RefusalStatus, sentence: string): Response {
  return context.json({ error: sentence }, status);
}
