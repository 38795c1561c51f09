/** The relay's HTTP interface as Yjs documents use it: to be made, and to hear what a link allows. */
import type { DocumentLink } from "../../share/document-link.ts";

/** What was answered. `away`: nobody; it may be asked again. */
export type YjsAnswer =
  | { readonly kind: "known"; readonly role: string }
  | { readonly kind: "refused" }
  | { readonly kind: "away" };

/** Makes a document that this browser thought of. May be repeated. */
export async function registerYjsDocument({ documentId, token }: DocumentLink): Promise<YjsAnswer> {
  const body = JSON.stringify({ documentId, token, engine: "yjs" });
  const answer = await ask("/api/documents", { method: "POST", body });
  return answer === null
    ? { kind: "away" }
    : answer.ok
      ? { kind: "known", role: "owner" }
      : refusalOf(answer);
}

/** What a link allows. */
export async function askYjsRole({ documentId, token }: DocumentLink): Promise<YjsAnswer> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await ask(`/api/documents/${documentId}`, { headers });
  if (answer === null) return { kind: "away" };
  if (!answer.ok) return refusalOf(answer);
  const body: unknown = await answer.json();
  const role = typeof body === "object" && body !== null ? Reflect.get(body, "role") : null;
  return typeof role === "string" ? { kind: "known", role } : { kind: "away" };
}

async function ask(path: string, init: RequestInit): Promise<Response | null> {
  try {
    return await fetch(path, init);
  } catch {
    return null;
  }
}

/** Only a clear no is one: a server that is busy or full may be asked again. */
function refusalOf({ status }: Response): YjsAnswer {
  return { kind: status === 401 || status === 403 || status === 409 ? "refused" : "away" };
}
