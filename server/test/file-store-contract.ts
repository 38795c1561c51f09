/** What every adapter of the port of files must do, in one place. */
import { createHash } from "node:crypto";
import { assert, seededRandom } from "@weft/base";
import { type DocumentId, type FileHash, fileHashOf, randomDocumentId } from "@weft/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ByteRange, FileStore } from "../src/files/file-store.ts";

const random = seededRandom(11);

/** The name that bytes have as a file. */
export function hashOf(bytes: Uint8Array): FileHash {
  const hash = fileHashOf(createHash("sha256").update(bytes).digest());
  assert(hash !== null, "SHA-256 has 32 bytes");
  return hash;
}

/** Bytes that begin as a PNG does. */
export function pngOf(size: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(random.bytes(size));
  bytes.set(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52].slice(0, size),
  );
  return bytes;
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

/** Runs the suite against what `open` opens. */
export function describeFileStore(name: string, open: () => Promise<FileStore>): void {
  describe(`contract of files: ${name}`, () => {
    let files: FileStore;
    let documentId: DocumentId;

    beforeEach(async () => {
      files = await open();
      documentId = randomDocumentId(random);
    });
    afterEach(() => files.close());

    const keep = async (bytes: Uint8Array) => {
      const incoming = await files.receive(inChunks(bytes, 1000), 1e6);
      assert(incoming !== null, "it is small enough");
      return incoming.keep(documentId);
    };
    const read = async (hash: FileHash, range: ByteRange) =>
      new Uint8Array(await new Response(await files.read(documentId, hash, range)).arrayBuffer());

    test("[SV-70] a file is named by its bytes, and given back as it was, whole and in parts", async () => {
      const bytes = pngOf(12_345);
      const hash = hashOf(bytes);
      expect(await files.find(documentId, hash)).toBeNull();
      expect(await keep(bytes)).toBe("stored");
      const found = await files.find(documentId, hash);
      expect(found).toMatchObject({ size: 12_345, type: { mediaType: "image/png", isPicture: true } });
      expect(await read(hash, { start: 0, end: 12_345 })).toEqual(bytes);
      expect(await read(hash, { start: 100, end: 4200 })).toEqual(bytes.slice(100, 4200));
      expect(await read(hash, { start: 12_344, end: 12_345 })).toEqual(bytes.slice(-1));
    });

    test("[SV-70] an empty file is a file", async () => {
      expect(await keep(new Uint8Array())).toBe("stored");
      const hash = hashOf(new Uint8Array());
      expect(await files.find(documentId, hash)).toMatchObject({ size: 0, type: { isPicture: false } });
      expect(await read(hash, { start: 0, end: 0 })).toEqual(new Uint8Array());
    });

    test("[SV-71] a file of one document is none of another's", async () => {
      const bytes = pngOf(500);
      await keep(bytes);
      expect(await files.find(randomDocumentId(random), hashOf(bytes))).toBeNull();
      expect(await files.usage(randomDocumentId(random))).toEqual({ files: 0, bytes: 0 });
    });

    test("[SV-72] what comes twice is kept once", async () => {
      const bytes = pngOf(700);
      expect(await keep(bytes)).toBe("stored");
      expect(await keep(bytes)).toBe("known");
      expect(await keep(pngOf(300))).toBe("stored");
      expect(await files.usage(documentId)).toEqual({ files: 2, bytes: 1000 });
    });

    test("[SV-73] what is too long, breaks off or is not wanted leaves nothing", async () => {
      const bytes = pngOf(5000);
      expect(await files.receive(inChunks(bytes, 1000), 4999)).toBeNull();
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield bytes.subarray(0, 1000);
        throw new Error("the sender has gone");
      }
      await expect(files.receive(broken(), 1e6)).rejects.toThrow("the sender has gone");
      const incoming = await files.receive(inChunks(bytes, 4096), 5000);
      expect(incoming).toMatchObject({ hash: hashOf(bytes), size: 5000 });
      await incoming?.drop();
      expect(await files.find(documentId, hashOf(bytes))).toBeNull();
      expect(await files.usage(documentId)).toEqual({ files: 0, bytes: 0 });
    });

    test("[SV-72] many that come at once do not mix", async () => {
      const all = Array.from({ length: 12 }, (_, index) => pngOf(2000 + index));
      await Promise.all([...all, ...all].map(keep));
      for (const bytes of all) {
        expect(await read(hashOf(bytes), { start: 0, end: bytes.length })).toEqual(bytes);
      }
      expect((await files.usage(documentId)).files).toBe(12);
    });
  });
}
