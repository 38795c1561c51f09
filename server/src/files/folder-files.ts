/**
 * Files in the data folder: `files/<documentId>/<hash>`, one for each, and `files/incoming/` for what is on its way.
 *
 * A file gets its name when all its bytes are on the disk: write, fsync, rename, fsync of the folder. So a server that
 * is killed at any instant leaves whole files under their names, and perhaps nameless ones that the next start removes.
 */
import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { assert, type Random, toHex } from "@weft/base";
import { type DocumentId, type FileHash, fileHashOf, sniffedBytes, sniffFileType } from "@weft/protocol";
import { StorageError } from "../storage/storage-error.ts";
import type { ByteRange, FileStore, FileUsage, IncomingFile, StoredFile } from "./file-store.ts";

/** Where files lie, and how much of the disk they leave to the documents' logs. */
export interface FolderFilesOptions {
  /** The data folder, whose lock is held already. */
  readonly folder: string;
  readonly random: Random;
  /** Bytes of the disk that files may not take. */
  readonly reserveBytes: number;
}

/**
 * Opens or makes the folder of files, and removes what a killed server left half done. A full disk keeps nobody from
 * starting. Rejects with a `StorageError` if the folder cannot be used.
 */
export async function openFolderFiles(options: FolderFilesOptions): Promise<FileStore> {
  const folder = join(options.folder, "files");
  const incoming = join(folder, "incoming");
  try {
    await empty(incoming);
    await mkdir(incoming, { recursive: true });
    await syncFolder(options.folder);
    await syncFolder(folder);
  } catch (error) {
    if (isNoSpace(error)) return new FolderFiles(folder, incoming, options);
    throw new StorageError("broken", `The folder ${folder} cannot be used (${String(error)}).`, {
      cause: error,
    });
  }
  return new FolderFiles(folder, incoming, options);
}

class FolderFiles implements FileStore {
  private readonly folder: string;
  private readonly incoming: string;
  private readonly options: FolderFilesOptions;

  constructor(folder: string, incoming: string, options: FolderFilesOptions) {
    this.folder = folder;
    this.incoming = incoming;
    this.options = options;
  }

  async receive(bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<IncomingFile | null> {
    const path = join(this.incoming, toHex(this.options.random.bytes(16)));
    await this.leaveReserve(bytesMax);
    const file = await guarded(path, async () => {
      // It was not made if the server started on a full disk.
      await mkdir(this.incoming, { recursive: true });
      return open(path, "wx", 0o600);
    });
    try {
      const written = await write(file, path, bytes, bytesMax);
      await guarded(path, () => file.close());
      if (written === null) await rm(path, { force: true });
      return written && this.incomingFile(path, written.hash, written.size);
    } catch (error) {
      await file.close().catch(() => {});
      await rm(path, { force: true });
      throw error;
    }
  }

  find(documentId: DocumentId, hash: FileHash): Promise<StoredFile | null> {
    const path = this.pathOf(documentId, hash);
    return guarded(path, async () => {
      const file = await openIfThere(path);
      if (file === null) return null;
      try {
        const { size } = await file.stat();
        const head = new Uint8Array(sniffedBytes);
        const { bytesRead } = await file.read(head, 0, sniffedBytes, 0);
        return { size, type: sniffFileType(head.subarray(0, bytesRead)) };
      } finally {
        await file.close();
      }
    });
  }

  async read(
    documentId: DocumentId,
    hash: FileHash,
    { start, end }: ByteRange,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    if (start >= end) return new Blob([]).stream();
    const path = this.pathOf(documentId, hash);
    const file = await guarded(path, () => open(path));
    // The last place counts here.
    const web: ReadableStream = Readable.toWeb(file.createReadStream({ start, end: end - 1 }));
    return web;
  }

  usage(documentId: DocumentId): Promise<FileUsage> {
    const folder = join(this.folder, documentId);
    return guarded(folder, async () => {
      let bytes = 0;
      const names = await readdir(folder).catch(ifThere<string[]>([]));
      for (const name of names) bytes += (await stat(join(folder, name))).size;
      return { files: names.length, bytes };
    });
  }

  async removeAll(documentId: DocumentId): Promise<void> {
    const folder = join(this.folder, documentId);
    await guarded(folder, async () => {
      await rm(folder, { recursive: true, force: true });
      await syncFolder(this.folder);
    });
  }

  close(): Promise<void> {
    return empty(this.incoming);
  }

  private incomingFile(path: string, hash: FileHash, size: number): IncomingFile {
    return {
      hash,
      size,
      keep: (documentId) => guarded(path, () => this.keep(path, documentId, hash)),
      drop: () => rm(path, { force: true }),
    };
  }

  /** Takes the place of one that is there already: if that one is damaged, it is whole again. */
  private async keep(path: string, documentId: DocumentId, hash: FileHash): Promise<"stored" | "known"> {
    try {
      const folder = join(this.folder, documentId);
      const made = await mkdir(folder, { recursive: true });
      if (made !== undefined) await syncFolder(this.folder);
      const known = await stat(join(folder, hash)).then(() => true, ifThere(false));
      await rename(path, join(folder, hash));
      await syncFolder(folder);
      return known ? "known" : "stored";
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  private pathOf(documentId: DocumentId, hash: FileHash): string {
    return join(this.folder, documentId, hash);
  }

  /** The logs of all documents lie on this disk: what people type goes before what they attach. */
  private async leaveReserve(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.options.folder);
    if (bavail * bsize - bytes < this.options.reserveBytes) throw noSpace(this.folder);
  }
}

/** Writes all bytes and what they are to the disk; null if there are too many. */
async function write(
  file: FileHandle,
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<{ readonly hash: FileHash; readonly size: number } | null> {
  const digest = createHash("sha256");
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > bytesMax) return null;
    digest.update(chunk);
    await guarded(path, () => writeWhole(file, chunk));
  }
  await guarded(path, () => file.sync());
  const hash = fileHashOf(digest.digest());
  assert(hash !== null, "SHA-256 has 32 bytes");
  return { hash, size };
}

/** A disk that is getting full takes parts. */
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    offset += (await file.write(chunk, offset, chunk.length - offset)).bytesWritten;
  }
}

/** Removes what is in a folder, if it is there. */
async function empty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(ifThere<string[]>([]));
  for (const name of names) await rm(join(folder, name), { force: true });
}

/** A name is on the disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  return open(path).catch(ifThere(null));
}

/** Answers `instead` for what is not there, and throws all other errors on. */
function ifThere<Value>(instead: Value): (error: unknown) => Value {
  return (error) => {
    if (codeOf(error) === "ENOENT") return instead;
    throw error;
  };
}

/** What `action` gives. Errors of the disk become `StorageError`s. */
async function guarded<Value>(path: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    if (isNoSpace(error)) throw noSpace(path, error);
    if (codeOf(error) !== "EIO" && codeOf(error) !== "EROFS") throw error;
    throw new StorageError("input-output", `${path} cannot be used (${String(error)}).`, { cause: error });
  }
}

function isNoSpace(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
}

function noSpace(path: string, cause?: unknown): StorageError {
  return new StorageError("full", `There is no space left for ${path}.`, { cause });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
