import { err, ok, type Result } from "@weft/base";
import type { FileHash } from "@weft/protocol";
import type { StoreFailure, StoreResult } from "../store/local-store.ts";
import {
  copiesBytesMax,
  copiesToDrop,
  type FilePlace,
  type KeptFile,
  type LocalFiles,
} from "./local-files.ts";

const closedFailure: StoreFailure = { kind: "unavailable", sentence: "The store is closed." };

interface MemoryFile {
  readonly file: KeptFile;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Files that live as long as their object: for browsers without IndexedDB, for Node, and for tests. */
export class MemoryFiles implements LocalFiles {
  readonly keeps: boolean;
  private readonly copiesMax: number;
  private readonly fileByKey = new Map<string, MemoryFile>();
  private isClosed = false;

  /** `keeps` is true only if the caller keeps the object, as a simulation of reloads does. */
  constructor(options: { readonly keeps?: boolean; readonly copiesMax?: number } = {}) {
    this.keeps = options.keeps ?? false;
    this.copiesMax = options.copiesMax ?? copiesBytesMax;
  }

  async put(file: KeptFile, bytes: Uint8Array<ArrayBuffer>): Promise<StoreResult> {
    return this.change(() => {
      const key = keyOf(file.documentId, file.hash);
      const known = this.fileByKey.get(key)?.file;
      this.fileByKey.set(key, { file: known ? { ...file, place: known.place } : file, bytes });
      const files = [...this.fileByKey.values()].map((kept) => kept.file);
      for (const { documentId, hash } of copiesToDrop(files, this.copiesMax)) {
        this.fileByKey.delete(keyOf(documentId, hash));
      }
    });
  }

  async move(documentId: string, hash: FileHash, place: FilePlace): Promise<StoreResult> {
    return this.change(() => {
      const kept = this.fileByKey.get(keyOf(documentId, hash));
      if (kept) this.fileByKey.set(keyOf(documentId, hash), { ...kept, file: { ...kept.file, place } });
    });
  }

  async read(
    documentId: string,
    hash: FileHash,
  ): Promise<Result<Uint8Array<ArrayBuffer> | null, StoreFailure>> {
    return this.isClosed
      ? err(closedFailure)
      : ok(this.fileByKey.get(keyOf(documentId, hash))?.bytes ?? null);
  }

  async readAny(hash: FileHash): Promise<Result<Uint8Array<ArrayBuffer> | null, StoreFailure>> {
    const found = [...this.fileByKey.values()].find(({ file }) => file.hash === hash);
    return this.isClosed ? err(closedFailure) : ok(found?.bytes ?? null);
  }

  async waiting(documentId: string): Promise<Result<readonly KeptFile[], StoreFailure>> {
    if (this.isClosed) return err(closedFailure);
    const files = [...this.fileByKey.values()].map(({ file }) => file);
    return ok(files.filter((file) => file.documentId === documentId && file.place !== "server"));
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  private change(action: () => void): StoreResult {
    if (this.isClosed) return err(closedFailure);
    action();
    return ok(undefined);
  }
}

function keyOf(documentId: string, hash: FileHash): string {
  return `${documentId} ${hash}`;
}
