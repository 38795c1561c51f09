/** The port of files in memory: for tests, and the plainest statement of what the port means. */
import { createHash } from "node:crypto";
import { assert, concatBytes } from "@weft/base";
import { type DocumentId, type FileHash, fileHashOf, sniffFileType } from "@weft/protocol";
import type { ByteRange, FileStore, FileUsage, IncomingFile, StoredFile } from "./file-store.ts";

/** No files, in memory. */
export function createMemoryFiles(): FileStore {
  return new MemoryFiles();
}

class MemoryFiles implements FileStore {
  private readonly filesByDocument = new Map<DocumentId, Map<FileHash, Uint8Array<ArrayBuffer>>>();

  async receive(bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<IncomingFile | null> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > bytesMax) return null;
      chunks.push(chunk);
    }
    const whole = concatBytes(chunks);
    const hash = fileHashOf(createHash("sha256").update(whole).digest());
    assert(hash !== null, "SHA-256 has 32 bytes");
    return {
      hash,
      size,
      keep: async (documentId) => {
        const files = this.filesOf(documentId);
        const known = files.has(hash);
        files.set(hash, whole);
        this.filesByDocument.set(documentId, files);
        return known ? "known" : "stored";
      },
      drop: async () => {},
    };
  }

  async find(documentId: DocumentId, hash: FileHash): Promise<StoredFile | null> {
    const bytes = this.filesOf(documentId).get(hash);
    return bytes === undefined ? null : { size: bytes.length, type: sniffFileType(bytes) };
  }

  async read(
    documentId: DocumentId,
    hash: FileHash,
    { start, end }: ByteRange,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const bytes = this.filesOf(documentId).get(hash);
    assert(bytes !== undefined, "what is read was found before");
    return new Blob([bytes.subarray(start, end)]).stream();
  }

  async usage(documentId: DocumentId): Promise<FileUsage> {
    const files = [...this.filesOf(documentId).values()];
    return { files: files.length, bytes: files.reduce((sum, { length }) => sum + length, 0) };
  }

  async removeAll(documentId: DocumentId): Promise<void> {
    this.filesByDocument.delete(documentId);
  }

  async close(): Promise<void> {}

  private filesOf(documentId: DocumentId): Map<FileHash, Uint8Array<ArrayBuffer>> {
    return this.filesByDocument.get(documentId) ?? new Map();
  }
}
