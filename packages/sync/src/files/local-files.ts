/**
 * The port to the files on this device's own disk: those that the server may lack, which are never thrown away, and copies of
 * those that it has, of which only so many are kept. One contract suite (`test/local-files-contract.ts`) holds for every adapter.
 */
import type { Result } from "@weft/base";
import type { FileHash, FileRefusal } from "@weft/protocol";
import type { StoreFailure, StoreResult } from "../store/local-store.ts";

/** Where a file is besides here: on the server's disk, or nowhere, and then perhaps with a reason. */
export type FilePlace = "server" | "only-here" | FileRefusal;

/** What is noted of a file beside its bytes. */
export interface KeptFile {
  readonly documentId: string;
  readonly hash: FileHash;
  /** In bytes. */
  readonly size: number;
  readonly place: FilePlace;
  /** When it was kept or last read, in milliseconds since 1970. */
  readonly usedAtMs: number;
}

/** Bytes of copies of what the server has that a device keeps. */
export const copiesBytesMax = 256 * 1024 * 1024;

/** This device's files. */
export interface LocalFiles {
  /** Whether they outlive the tab. */
  readonly keeps: boolean;
  /** Keeps a file; what only this device has is on its disk when this resolves. One that is there keeps its place. */
  put(file: KeptFile, bytes: Uint8Array<ArrayBuffer>): Promise<StoreResult>;
  /** Notes where a file is now; nothing happens if it is not here. */
  move(documentId: string, hash: FileHash, place: FilePlace): Promise<StoreResult>;
  /** The bytes of a file, null if it is not here. */
  read(documentId: string, hash: FileHash): Promise<Result<Uint8Array<ArrayBuffer> | null, StoreFailure>>;
  /** The bytes of a file of whichever document, null if it is not here. */
  readAny(hash: FileHash): Promise<Result<Uint8Array<ArrayBuffer> | null, StoreFailure>>;
  /** Files of a document that are not known to be on the server, in the order in which they were kept. */
  waiting(documentId: string): Promise<Result<readonly KeptFile[], StoreFailure>>;
  /** Lets go of the disk. Calls after it fail. */
  close(): Promise<void>;
}

/** The copies to throw away so that no more than `bytesMax` are left: those that were not used for longest. */
export function copiesToDrop(files: readonly KeptFile[], bytesMax: number): readonly KeptFile[] {
  const copies = files.filter(({ place }) => place === "server").sort((a, b) => b.usedAtMs - a.usedAtMs);
  let bytes = 0;
  return copies.filter(({ size }) => {
    bytes += size;
    return bytes > bytesMax;
  });
}
