import type { MissingCause, ReplicaId, Version } from "@weft/rga";

/** What sync needs of a document: own ops out, others' ops in. `RichText` is one; tests bring a smaller one. */
export interface SyncedDocument {
  takeUpdate(): Uint8Array | null;
  /** Throws a `DecodeError`, `ReusedIdError` or `BufferFullError`; then nothing has changed. */
  applyUpdate(bytes: Uint8Array): unknown;
  /** Called after every local change that leaves own ops to take. */
  onUpdate(listener: () => void): () => void;
  version(): Version;
  updateSince(version: Version): Uint8Array;
  missing(): readonly MissingCause[];
  save(): Uint8Array;
}

/** Makes a document, empty or from what `save` gave, that writes under `replica`. */
export type DocumentFactory<Document extends SyncedDocument> = (options: {
  readonly documentId: string;
  readonly replica: ReplicaId;
  readonly saved?: Uint8Array;
}) => Document;
