/** The HTTP API: documents are created here, and their owners hand out and take back tokens. */
import type { DocumentId } from "@weft/protocol";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { DocumentRegistry } from "../documents/document-registry.ts";
import type { AddressLimits } from "../identity/address-limits.ts";
import type { Arrival } from "../identity/arrival.ts";
import type { Identity } from "../identity/token.ts";
import { bodyBytesMax } from "../limits.ts";
import { findBearer, noBearerSentence } from "./bearer.ts";
import { parseCreateRequest, parseTokenRequest } from "./request-body.ts";

/** What the API stands on. */
export interface ApiServices {
  readonly registry: DocumentRegistry;
  readonly addresses: AddressLimits;
  /** Where a request comes from. */
  arrival(context: Context): Arrival;
}

/** `/documents` and what is below it. Every answer is JSON; a refusal is `{ "error": sentence }`. */
export function documentsApi(services: ApiServices): Hono {
  const { registry, addresses } = services;
  const api = new Hono();

  api.use(
    bodyLimit({
      maxSize: bodyBytesMax,
      onError: (context) => refuse(context, 413, `A body has at most ${bodyBytesMax} bytes.`),
    }),
  );

  api.post("/documents", async (context) => {
    if (!addresses.mayCreate(services.arrival(context).address)) {
      return refuse(context, 429, "Too many documents from one address: wait a minute.");
    }
    const wish = parseCreateRequest(await context.req.text());
    if (!wish.ok) return refuse(context, 400, wish.error);
    if (wish.value.engine === "yjs") {
      return refuse(context, 501, "Documents of the Yjs engine cannot be created on this server yet.");
    }
    const outcome = await registry.create(wish.value);
    if (outcome.kind === "taken") return refuse(context, 409, "This document belongs to somebody else.");
    const { documentId, token } = outcome;
    return context.json({ documentId, token }, outcome.kind === "created" ? 201 : 200);
  });

  api.post("/documents/:id/tokens", (context) =>
    asOwner(context, registry, async (documentId) => {
      const role = parseTokenRequest(await context.req.text());
      if (!role.ok) return refuse(context, 400, role.error);
      const added = await registry.addToken(documentId, role.value);
      if (added === null) return refuse(context, 409, "This document has too many links.");
      return context.json({ ...added, role: role.value }, 201);
    }),
  );

  api.get("/documents/:id/tokens", (context) =>
    asOwner(context, registry, async (documentId) => {
      return context.json({ tokens: await registry.listTokens(documentId) });
    }),
  );

  api.delete("/documents/:id/tokens/:tokenId", (context) =>
    asOwner(context, registry, async (documentId, identity) => {
      if (context.req.param("tokenId") === identity.tokenId) {
        return refuse(context, 409, "This is the link that you are using: take it back with another one.");
      }
      const wasGood = await registry.revokeToken(documentId, context.req.param("tokenId"));
      return wasGood ? context.body(null, 204) : refuse(context, 404, "There is no such link.");
    }),
  );

  return api;
}

/** Goes on for the owner alone. A wrong token and an unknown document are the same answer. */
async function asOwner(
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

type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 429 | 501;

function refuse(context: Context, status: RefusalStatus, sentence: string): Response {
  return context.json({ error: sentence }, status);
}
