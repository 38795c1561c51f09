/**
 * The relay's HTTP interface for a document's people. Every function answers with a Result whose failure is a sentence
 * for the person.
 */
import { err, ok, type Result } from "@weft/base";
import type { DocumentLink } from "./document-link.ts";

/** What the share dialog lets others do. */
export type LinkRole = "editor" | "commenter" | "viewer";

/** A link to give to others; one to come back by; or one that takes the document along to another device, once. */
export type LinkWish =
  | { readonly kind: "link"; readonly role: LinkRole }
  | { readonly kind: "recovery" | "device" };

/** What lets somebody in: a link, whose token is known only to whoever has it, or a browser that owns the document. */
export interface Access {
  readonly id: string;
  readonly role: string;
  readonly kind: string;
  readonly createdAtMs: number;
}

/** All that lets somebody in, and which of it is this browser (null if it is none). */
export interface AccessList {
  readonly all: readonly Access[];
  readonly browser: string | null;
}

/** What was done about the document's people. `role`: what the link or browser allows from then on, null for nothing. */
export interface Deed {
  readonly atMs: number;
  readonly action: string;
  readonly tokenId: string;
  readonly role: string | null;
  /** The browser in which it was done, null for a program. */
  readonly browser: string | null;
}

/** Makes a token. Only the owner's token may. */
export async function createToken(link: DocumentLink, wish: LinkWish): Promise<Result<string, string>> {
  const answer = await ask(link, "POST", "/tokens", { ...wish });
  if (!answer.ok) return answer;
  const token = field(answer.value, "token");
  return typeof token === "string" ? ok(token) : err(strangeAnswer);
}

/** What lets people in so far, the owner's own token among it. */
export async function listAccess(link: DocumentLink): Promise<Result<AccessList, string>> {
  const answer = await ask(link, "GET", "/tokens");
  if (!answer.ok) return answer;
  const tokens = field(answer.value, "tokens");
  const browser = field(answer.value, "browser");
  if (!Array.isArray(tokens)) return err(strangeAnswer);
  return ok({ all: tokens.flatMap(parseAccess), browser: typeof browser === "string" ? browser : null });
}

/** What was done about the document's people, newest first. */
export async function listDeeds(link: DocumentLink): Promise<Result<readonly Deed[], string>> {
  const answer = await ask(link, "GET", "/audit");
  if (!answer.ok) return answer;
  const entries = field(answer.value, "entries");
  return Array.isArray(entries) ? ok(entries.flatMap(parseDeed).reverse()) : err(strangeAnswer);
}

/** Changes what a link allows, for those who have the document open through it, too. */
export async function changeLinkRole(
  link: DocumentLink,
  id: string,
  role: LinkRole,
): Promise<Result<null, string>> {
  const answer = await ask(link, "PATCH", `/tokens/${encodeURIComponent(id)}`, { role });
  return answer.ok ? ok(null) : answer;
}

/** Takes a link or a browser's right back: whoever came by it loses access within a second. */
export async function revokeAccess(link: DocumentLink, id: string): Promise<Result<null, string>> {
  const answer = await ask(link, "DELETE", `/tokens/${encodeURIComponent(id)}`);
  return answer.ok ? ok(null) : answer;
}

/** Erases what was ever deleted from the document, for everybody and for good. */
export async function eraseHistory(link: DocumentLink): Promise<Result<null, string>> {
  const answer = await ask(link, "DELETE", "/history");
  return answer.ok ? ok(null) : answer;
}

/** Deletes the document for everybody and for good: its log, its files and its links. */
export async function deleteDocument(link: DocumentLink): Promise<Result<null, string>> {
  const answer = await ask(link, "DELETE", "");
  return answer.ok ? ok(null) : answer;
}

const strangeAnswer =
  "The server gave an answer that this page does not understand. Reload the page and try again.";

async function ask(
  link: DocumentLink,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body?: Readonly<Record<string, string>>,
): Promise<Result<unknown, string>> {
  let response: Response;
  try {
    response = await fetch(`/api/documents/${link.documentId}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${link.token}`,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    return err("The server cannot be reached right now. Nothing has changed; try again once you are online.");
  }
  if (response.ok) return ok(response.status === 204 ? null : await response.json());
  return err(await refusal(response));
}

async function refusal(response: Response): Promise<string> {
  const { status } = response;
  if (status === 401 || status === 403) return "Only the owner of this document can do this.";
  if (status === 404)
    return "The server does not know this document yet. Wait until it says “Saved”, then try again.";
  if (status === 429) return "That was quick. Wait a moment and try again.";
  const said = status === 409 ? field(await response.json().catch(() => null), "error") : null;
  if (typeof said === "string") return said;
  return `The server could not do it (${status}). Nothing has changed; try again.`;
}

function parseAccess(value: unknown): Access[] {
  const id = field(value, "id");
  const role = field(value, "role");
  const kind = field(value, "kind");
  const createdAtMs = field(value, "createdAtMs");
  if (typeof id !== "string" || typeof role !== "string" || typeof createdAtMs !== "number") return [];
  return [{ id, role, kind: typeof kind === "string" ? kind : "link", createdAtMs }];
}

function parseDeed(value: unknown): Deed[] {
  const atMs = field(value, "atMs");
  const action = field(value, "action");
  const tokenId = field(value, "tokenId");
  const role = field(value, "role");
  const browser = field(value, "browser");
  if (typeof atMs !== "number" || typeof action !== "string" || typeof tokenId !== "string") return [];
  const text = (part: unknown): string | null => (typeof part === "string" ? part : null);
  return [{ atMs, action, tokenId, role: text(role), browser: text(browser) }];
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
