/**
 * The relay's HTTP interface for links. Every function answers with a Result whose failure is a sentence for the
 * person.
 */
import { err, ok, type Result } from "@weft/base";
import type { DocumentLink } from "./document-link.ts";

/** What somebody with a link may do. */
export type LinkRole = "editor" | "viewer";

/** A link that was given out. Its token is known only to whoever has it. */
export interface GivenLink {
  readonly id: string;
  readonly role: string;
  readonly createdAtMs: number;
}

/** Makes a token for others. Only the owner's token may. */
export async function createToken(link: DocumentLink, role: LinkRole): Promise<Result<string, string>> {
  const answer = await ask(link, "POST", "", { role });
  if (!answer.ok) return answer;
  const token = field(answer.value, "token");
  return typeof token === "string" ? ok(token) : err(strangeAnswer);
}

/** The links given out so far, the owner's own token among them. */
export async function listLinks(link: DocumentLink): Promise<Result<readonly GivenLink[], string>> {
  const answer = await ask(link, "GET", "");
  if (!answer.ok) return answer;
  const tokens = field(answer.value, "tokens");
  if (!Array.isArray(tokens)) return err(strangeAnswer);
  return ok(tokens.flatMap(parseGivenLink));
}

/** Changes what a link allows, for those who have the document open through it, too. */
export async function changeLinkRole(
  link: DocumentLink,
  id: string,
  role: LinkRole,
): Promise<Result<null, string>> {
  const answer = await ask(link, "PATCH", `/${encodeURIComponent(id)}`, { role });
  return answer.ok ? ok(null) : answer;
}

/** Takes a link back: whoever has it loses access within a second. */
export async function revokeLink(link: DocumentLink, id: string): Promise<Result<null, string>> {
  const answer = await ask(link, "DELETE", `/${encodeURIComponent(id)}`);
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
    response = await fetch(`/api/documents/${link.documentId}/tokens${path}`, {
      method,
      headers: {
        authorization: `Bearer ${link.token}`,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    return err("The server cannot be reached right now. Links can be made once you are online again.");
  }
  if (response.ok) return ok(response.status === 204 ? null : await response.json());
  return err(refusal(response.status));
}

function refusal(status: number): string {
  if (status === 401 || status === 403)
    return "Only the owner of this document can make and take back links.";
  if (status === 404)
    return "The server does not know this document yet. Wait until it says “Saved”, then try again.";
  if (status === 429) return "That was quick. Wait a moment and try again.";
  return `The server could not do it (${status}). Nothing has changed; try again.`;
}

function parseGivenLink(value: unknown): GivenLink[] {
  const id = field(value, "id");
  const role = field(value, "role");
  const createdAtMs = field(value, "createdAtMs");
  if (typeof id !== "string" || typeof role !== "string" || typeof createdAtMs !== "number") return [];
  return [{ id, role, createdAtMs }];
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
