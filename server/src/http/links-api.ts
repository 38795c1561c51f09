/** A document's links over HTTP: its owner hands them out, changes what they allow, and takes them back. */
import { Hono } from "hono";
import { asOwner, refuse } from "./as-owner.ts";
import type { BearerServices } from "./bearer.ts";
import { parseTokenRequest } from "./request-body.ts";

/** `/documents/:id/tokens` and what is below it. */
export function linksApi(services: BearerServices): Hono {
  const { registry } = services;
  const api = new Hono();

  api.post("/documents/:id/tokens", (context) =>
    asOwner(context, services, async ({ documentId, identity }) => {
      const wish = parseTokenRequest(await context.req.text());
      if (!wish.ok) return refuse(context, 400, wish.error);
      const added = await registry.addToken(documentId, wish.value, identity);
      if (added === null) return refuse(context, 409, "This document has too many links.");
      return context.json(added, 201);
    }),
  );

  api.get("/documents/:id/tokens", (context) =>
    asOwner(context, services, async ({ documentId, browser }) => {
      return context.json({ tokens: await registry.listTokens(documentId), browser: browser?.id ?? null });
    }),
  );

  api.delete("/documents/:id/tokens/:tokenId", (context) =>
    asOwner(context, services, async ({ documentId, identity }) => {
      if (context.req.param("tokenId") === identity.tokenId) {
        return refuse(context, 409, "This is the link that you are using: take it back with another one.");
      }
      const wasGood = await registry.revokeToken(documentId, context.req.param("tokenId"), identity);
      return wasGood ? context.body(null, 204) : refuse(context, 404, "There is no such link.");
    }),
  );

  api.patch("/documents/:id/tokens/:tokenId", (context) =>
    asOwner(context, services, async ({ documentId, identity }) => {
      const wish = parseTokenRequest(await context.req.text());
      if (!wish.ok) return refuse(context, 400, wish.error);
      const { role } = wish.value;
      const tokenId = context.req.param("tokenId");
      if (tokenId === identity.tokenId) {
        return refuse(context, 409, "This is the link that you are using: change it with another one.");
      }
      const isGood = await registry.changeRole(documentId, { tokenId, role }, identity);
      return isGood
        ? context.json({ id: tokenId, role }, 200)
        : refuse(context, 404, "There is no such link.");
    }),
  );

  return api;
}
