/** The HTTP API: documents are created and deleted here, and their owners see to their links. */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { AddressLimits } from "../identity/address-limits.ts";
import type { Arrival } from "../identity/arrival.ts";
import { bodyBytesMax } from "../limits.ts";
import { asOwner, refuse } from "./as-owner.ts";
import { type BearerServices, findBearer, noBearerSentence } from "./bearer.ts";
import { linksApi } from "./links-api.ts";
import { parseCreateRequest } from "./request-body.ts";

/** What the API stands on. */
export interface ApiServices extends BearerServices {
  readonly addresses: AddressLimits;
  /** Where a request comes from. */
  arrival(context: Context): Arrival;
}

/** `/documents` and what is below it. Every answer is JSON; a refusal is `{ "error": sentence }`. */
export function documentsApi(services: ApiServices): Hono {
  const { registry, passes, addresses } = services;
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
    const browser = await passes.read(context.req.header("cookie"));
    const outcome = await registry.create(wish.value, browser);
    if (outcome.kind === "taken") return refuse(context, 409, "This document belongs to somebody else.");
    const { documentId, token } = outcome;
    return context.json({ documentId, token }, outcome.kind === "created" ? 201 : 200);
  });

  api.get("/documents/:id", async (context) => {
    const bearer = await findBearer(context, services);
    if (bearer === null) return refuse(context, 401, noBearerSentence);
    const { documentId, identity } = bearer;
    return context.json({ engine: await registry.engineOf(documentId), role: identity.role });
  });

  api.route("/", linksApi(services));

  api.get("/documents/:id/audit", (context) =>
    asOwner(context, services, async ({ documentId }) => {
      return context.json({ entries: await registry.listAudit(documentId) });
    }),
  );

  api.delete("/documents/:id/history", (context) =>
    asOwner(context, services, async ({ documentId, identity }) => {
      const outcome = await registry.eraseHistory(documentId, identity);
      if (outcome === "erased") return context.body(null, 204);
      return refuse(context, 409, "The history of a Yjs document cannot be erased: make a copy of its text.");
    }),
  );

  api.delete("/documents/:id", (context) =>
    asOwner(context, services, async ({ documentId, identity }) => {
      await registry.deleteDocument(documentId, identity);
      return context.body(null, 204);
    }),
  );

  return api;
}
