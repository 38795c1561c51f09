/** What requests may say, checked: JSON from outside becomes a wish, or a sentence about what is wrong with it. */
import { err, ok, type Result } from "@weft/base";
import { type DocumentId, parseDocumentId, roles, tokenBytesMax } from "@weft/protocol";
import type { DocumentWish, TokenWish } from "../documents/document-registry.ts";
import { isUsableToken } from "../identity/token.ts";
import { clientTokenBytesMin, titleLengthMax } from "../limits.ts";

/** Reads the body of `POST /api/documents`; an empty body wishes for nothing in particular. */
export function parseCreateRequest(body: string): Result<DocumentWish, string> {
  const fields = parseObject(body);
  if (!fields.ok) return fields;
  const { title, engine, documentId, token } = fields.value;
  if (engine !== undefined && engine !== "weft" && engine !== "yjs") {
    return err('"engine" must be "weft" or "yjs".');
  }
  const checkedTitle = parseTitle(title);
  if (!checkedTitle.ok) return checkedTitle;
  const checkedId = parseId(documentId);
  if (!checkedId.ok) return checkedId;
  const checkedToken = parseToken(token);
  if (!checkedToken.ok) return checkedToken;
  return ok({
    documentId: checkedId.value,
    token: checkedToken.value,
    title: checkedTitle.value,
    engine: engine ?? "weft",
  });
}

/** What sort of links an owner can wish for: one to give to others, or one to come back by, here or on another device. */
const wishedKinds = ["link", "recovery", "device"] as const;

/** Reads the body of `POST /api/documents/:id/tokens`. Whoever comes by a recovery or device link is an owner. */
export function parseTokenRequest(body: string): Result<TokenWish, string> {
  const fields = parseObject(body);
  if (!fields.ok) return fields;
  const { kind: wished = "link", role: wishedRole = wished === "link" ? undefined : "owner" } = fields.value;
  const kind = wishedKinds.find((candidate) => candidate === wished);
  if (kind === undefined) return err(`"kind" must be one of ${wishedKinds.join(", ")}.`);
  const role = roles.find((candidate) => candidate === wishedRole);
  if (role === undefined) return err(`"role" must be one of ${roles.join(", ")}.`);
  if (kind !== "link" && role !== "owner") return err(`Whoever comes by a ${kind} link is an owner.`);
  return ok({ role, kind });
}

function parseObject(body: string): Result<Readonly<Record<string, unknown>>, string> {
  if (body.trim() === "") return ok({});
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return ok({ ...value });
  } catch {
    return err("The body is not JSON.");
  }
  return err("The body must be a JSON object.");
}

function parseTitle(title: unknown): Result<string | null, string> {
  if (title === undefined || title === null) return ok(null);
  if (typeof title !== "string") return err('"title" must be text.');
  return title.length > titleLengthMax
    ? err(`"title" must have at most ${titleLengthMax} characters.`)
    : ok(title);
}

function parseId(documentId: unknown): Result<DocumentId | null, string> {
  if (documentId === undefined || documentId === null) return ok(null);
  const parsed = typeof documentId === "string" ? parseDocumentId(documentId) : null;
  return parsed === null ? err('"documentId" must be 32 hexadecimal digits.') : ok(parsed);
}

function parseToken(token: unknown): Result<string | null, string> {
  if (token === undefined || token === null) return ok(null);
  return typeof token === "string" && isUsableToken(token)
    ? ok(token)
    : err(`"token" must be ${clientTokenBytesMin} to ${tokenBytesMax} letters, digits and signs of ASCII.`);
}
