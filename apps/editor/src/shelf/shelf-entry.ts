import type { Face } from "../people/face.ts";
import type { DocumentLink } from "../share/document-link.ts";

/** Where a document's words were when this browser last looked. */
export type Keeping =
  | { readonly state: "saved"; readonly at: number }
  | { readonly state: "kept-here"; readonly edits: number }
  | { readonly state: "refused" };

/** A document that this browser opened: what home shows of it and the key that opens it again. */
export interface ShelfEntry {
  readonly documentId: string;
  /** The strongest token that this browser was given. */
  readonly token: string;
  /** What holds the document; left out: our own engine. */
  readonly engine?: "yjs";
  /** What the token allows, as the server said last; null while it has not. */
  readonly role: string | null;
  /** The document was made here, so that the first connection may register it. */
  readonly madeHere: boolean;
  readonly title: string;
  readonly firstLine: string;
  readonly faces: readonly Face[];
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly changedAt: number;
  readonly keeping: Keeping;
  /** The document that this one is a private copy of, if it was made as one here. */
  readonly branchOf?: string;
}

/** The entry of a document that nothing is known of but its link. Times in milliseconds since 1970. */
export function newShelfEntry(link: DocumentLink, origin: "made-here" | "given", now: number): ShelfEntry {
  return {
    documentId: link.documentId,
    token: link.token,
    ...(link.engine && { engine: link.engine }),
    role: null,
    madeHere: origin === "made-here",
    title: "",
    firstLine: "",
    faces: [],
    openedAt: now,
    changedAt: now,
    keeping: { state: "kept-here", edits: 0 },
  };
}

const ranks: readonly (string | null)[] = [null, "viewer", "commenter", "editor", "owner"];

/** Whether a token with `role` may take the place of the entry's: it allows as much, or the old one nothing any more. */
export function mayReplaceToken(entry: ShelfEntry, role: string): boolean {
  return ranks.indexOf(role) >= ranks.indexOf(entry.role);
}
