/**
 * The port to kept files: pictures and attachments, each belonging to a document and named by its SHA-256. One
 * contract suite (`test/file-store-contract.ts`) holds for every adapter.
 *
 * A file of one document is none of another's, even if the bytes are the same: neither the hash nor the time that an
 * upload takes tells anybody what other documents hold.
 *
 * Every call may reject with a `StorageError`; then nothing of that call has happened.
 */
import type { DocumentId, FileHash, FileType } from "@weft/protocol";

/** What is known of a kept file without reading all of it. */
export interface StoredFile {
  /** In bytes. */
  readonly size: number;
  /** What its first bytes prove. */
  readonly type: FileType;
}

/** The bytes from `start` up to and without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How much a document keeps. */
export interface FileUsage {
  readonly files: number;
  readonly bytes: number;
}

/** Bytes that have come in whole and belong nowhere yet. One of the two calls must be made, once. */
export interface IncomingFile {
  readonly hash: FileHash;
  /** In bytes. */
  readonly size: number;
  /** Makes it a file of the document. It is on the disk when this resolves; `known`: it was there before. */
  keep(documentId: DocumentId): Promise<"stored" | "known">;
  /** Throws it away. */
  drop(): Promise<void>;
}

/** Durable storage of files. */
export interface FileStore {
  /**
   * Takes bytes in as they come and works out their hash; null if there are more than `bytesMax`. Rejects with what
   * `bytes` throws. In both cases nothing is left of them.
   */
  receive(bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<IncomingFile | null>;
  /** Null if the document has no such file. */
  find(documentId: DocumentId, hash: FileHash): Promise<StoredFile | null>;
  /** A part of a file that was found, or all of it. */
  read(
    documentId: DocumentId,
    hash: FileHash,
    range: ByteRange,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  usage(documentId: DocumentId): Promise<FileUsage>;
  /** Removes every file of a document. */
  removeAll(documentId: DocumentId): Promise<void>;
  /** Lets go of the files. What is still coming in is lost. */
  close(): Promise<void>;
}
