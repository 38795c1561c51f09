import type { DocumentId } from "@weft/protocol";
import type { NewBatch } from "./inspected-documents.ts";

/** Batches to look at, on top of a document that the thread has at hand. */
export interface InspectionTask {
  readonly documentId: DocumentId;
  readonly batches: readonly NewBatch[];
}

/** What the inspecting thread is asked. */
export type InspectionRequest =
  | { readonly method: "open"; readonly documentId: DocumentId; readonly snapshot: Uint8Array | null }
  | { readonly method: "feed"; readonly documentId: DocumentId; readonly batches: readonly Uint8Array[] }
  | { readonly method: "inspect"; readonly documentId: DocumentId; readonly batches: readonly NewBatch[] }
  /** Of many documents, in one message: waking a thread costs more than looking into a keystroke. */
  | { readonly method: "inspectAll"; readonly inspections: readonly InspectionTask[] }
  | { readonly method: "save"; readonly documentId: DocumentId }
  | { readonly method: "withoutDeleted"; readonly documentId: DocumentId }
  | { readonly method: "forget"; readonly documentId: DocumentId };
