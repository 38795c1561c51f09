import type { DocumentLink } from "../share/document-link.ts";

/** The parameter of a document's address that names the one to hold it against. */
export const withParameter = "with";

/** The path of a comparison of a document with another one, both of which this browser has the keys of. */
export function comparePath(
  { documentId }: Pick<DocumentLink, "documentId">,
  other: Pick<DocumentLink, "documentId">,
): string {
  return `/d/${documentId}?${withParameter}=${other.documentId}`;
}
