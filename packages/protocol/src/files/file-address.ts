import type { DocumentId } from "../words/document-id.ts";
import type { FileHash } from "./file-hash.ts";

/** The path of a file of a document on its server. */
export function filePath(documentId: DocumentId, hash: FileHash): string {
  return `/api/documents/${documentId}/files/${hash}`;
}
