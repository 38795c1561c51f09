/** The files of one document as a screen and a program see them. */
import type { Result } from "@weft/base";
import type { FileHash, FileRefusal, FileType } from "@weft/protocol";

/** A file that was taken in. */
export interface AddedFile {
  readonly hash: FileHash;
  /** In bytes. */
  readonly size: number;
  /** What its bytes prove. */
  readonly type: FileType;
}

/** Why a file was not taken in. Nothing has changed. */
export interface FileProblem {
  readonly kind: "too-large" | "unreadable" | "insecure" | "closed";
  /** For a person. */
  readonly sentence: string;
}

/** Where a file of this browser stands on its way to the server. */
export type UploadView =
  /** It waits for its turn, or for a connection. */
  | { readonly state: "waiting"; readonly isKept: boolean }
  | { readonly state: "sending"; readonly isKept: boolean; readonly sentBytes: number }
  /** The server does not take it. It stays here. */
  | { readonly state: "refused"; readonly isKept: boolean; readonly reason: FileRefusal };

/** What there is of a file that a document names. */
export type FileView =
  /** Nobody asked for it yet, or it is being fetched. */
  | { readonly state: "loading" }
  /** `upload` is null if the server has it, as far as is known. */
  | {
      readonly state: "here";
      /** Its media type is the proven one for pictures, and `application/octet-stream` for all else. */
      readonly blob: Blob;
      readonly type: FileType;
      readonly upload: UploadView | null;
    }
  /** Not on the server yet: somebody else's browser has it. It is asked for again by itself. */
  | { readonly state: "awaited" }
  /** There is no way to the server. It is asked for again by itself. */
  | { readonly state: "offline" }
  /** The server gives something else, or nothing for good. */
  | { readonly state: "failed"; readonly reason: FileRefusal };

/** All files of a document that are not known to be on the server. */
export interface FilesStatus {
  /** Whether this device's disk was read: before that nobody may say that nothing waits. */
  readonly isKnown: boolean;
  /** How many are not on the server, refused ones included. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** How many of them the server does not take. */
  readonly refused: number;
  /** Whether all of them are on this device's disk. */
  readonly areKept: boolean;
}

/** The files of one document: kept here, sent, fetched. */
export interface DocumentFiles {
  /**
   * Takes a file in: it is on this device's disk when this resolves, if the device keeps anything, and on its way. The
   * same bytes again are the same file.
   */
  add(file: Blob): Promise<Result<AddedFile, FileProblem>>;
  /**
   * Brings a file that this device knows from any document into this one: for what a person pastes, never for what a document
   * says by itself. False if it is not here.
   */
  adopt(hash: FileHash): Promise<boolean>;
  /** What there is of a file; the same object as long as nothing changes. Asking fetches nothing, see `want`. */
  view(hash: FileHash): FileView;
  /** Fetches a file if it is not here, and again and again while it is awaited. */
  want(hash: FileHash): void;
  /** Calls `listener` after each change of a file's view. */
  onView(hash: FileHash, listener: () => void): () => void;
  /** The same object as long as nothing changes. */
  status(): FilesStatus;
  onStatus(listener: () => void): () => void;
  /** Sends a refused file again. */
  retry(hash: FileHash): void;
  /** Resolves when no file waits that could still be taken, and when it is closed. */
  whenSent(): Promise<void>;
  /** Breaks off what is on its way. What waits is sent by the next opening. */
  close(): Promise<void>;
}
