import type { DocumentId } from "@weft/protocol";

/** What the decoding thread is asked. */
export type DecodingRequest =
  | { readonly method: "open"; readonly documentId: DocumentId; readonly snapshot: Uint8Array | null }
  | {
      readonly method: "feed" | "take";
      readonly documentId: DocumentId;
      readonly updates: readonly Uint8Array[];
    }
  | { readonly method: "stateVector" | "save" | "forget"; readonly documentId: DocumentId }
  | { readonly method: "difference"; readonly documentId: DocumentId; readonly stateVector: Uint8Array }
  | { readonly method: "titleUpdate"; readonly documentId: DocumentId; readonly title: string };
