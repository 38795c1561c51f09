import type { DocumentId, Role } from "@weft/protocol";
import type {
  Act,
  Append,
  EntryRange,
  Erasure,
  LogGaps,
  Snapshot,
  StoredDocument,
  StoredToken,
} from "../storage.ts";

/** What the storage thread is asked: the methods of the port as plain data. */
export type SqliteRequest =
  | { readonly method: "createDocument"; readonly document: StoredDocument; readonly owner: StoredToken }
  | { readonly method: "findDocument"; readonly documentId: DocumentId }
  | { readonly method: "listTokens"; readonly documentId: DocumentId }
  | {
      readonly method: "addToken";
      readonly documentId: DocumentId;
      readonly token: StoredToken;
      readonly act: Act;
    }
  | {
      readonly method: "revokeToken";
      readonly documentId: DocumentId;
      readonly tokenId: string;
      readonly act: Act;
    }
  | {
      readonly method: "changeRole";
      readonly documentId: DocumentId;
      readonly tokenId: string;
      readonly change: Act & { readonly role: Role };
    }
  | { readonly method: "listAudit"; readonly documentId: DocumentId }
  | { readonly method: "deleteDocument"; readonly documentId: DocumentId; readonly act: Act }
  | { readonly method: "eraseHistory"; readonly documentId: DocumentId; readonly erasure: Erasure }
  | { readonly method: "readHead"; readonly documentId: DocumentId }
  | { readonly method: "append"; readonly appends: readonly Append[] }
  | { readonly method: "readEntries"; readonly range: EntryRange }
  | {
      readonly method: "findEntry";
      readonly documentId: DocumentId;
      readonly replica: string;
      readonly counter: number;
    }
  | { readonly method: "findTail"; readonly gaps: LogGaps }
  | { readonly method: "setAside"; readonly documentId: DocumentId; readonly fromSeq: number }
  | { readonly method: "saveSnapshot"; readonly documentId: DocumentId; readonly snapshot: Snapshot }
  | { readonly method: "findSnapshot"; readonly documentId: DocumentId }
  | { readonly method: "keepSecret"; readonly name: string; readonly secret: Uint8Array }
  | { readonly method: "probe"; readonly bytes: number }
  /** The first request: opens the data folder, or fails with what is the matter with it. */
  | { readonly method: "open" }
  | { readonly method: "close" };

/** What the storage thread is started with. */
export interface SqliteThreadOptions {
  readonly folder: string;
}
