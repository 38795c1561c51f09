import type { DocumentId } from "@weft/protocol";

/** What the inspecting thread is asked. */
export type InspectionRequest =
  | { readonly method: "open"; readonly documentId: DocumentId; readonly snapshot: Uint8Array | null }
  | { readonly method: "feed"; readonly documentId: DocumentId; readonly batches: readonly Uint8Array[] }
  | { readonly method: "inspect"; readonly documentId: DocumentId; readonly batches: readonly Uint8Array[] }
  | { readonly method: "save"; readonly documentId: DocumentId }
  | { readonly method: "forget"; readonly documentId: DocumentId };
