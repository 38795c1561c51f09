/** A server for files that a test can take away and make unwilling, and what a document's files stand on. */
import { createHash } from "node:crypto";
import { type Clock, type Random, seededRandom, systemRandom } from "@weft/base";
import { type FileHash, type FileRefusal, parseFileHash } from "@weft/protocol";
import type { DocumentFiles } from "../src/files/document-files.ts";
import type { FetchedFile, FileRequests, SentFile } from "../src/files/file-requests.ts";
import { type DocumentFilesOptions, openDocumentFiles } from "../src/files/live-document-files.ts";
import type { UploadOutcome } from "../src/files/upload-queue.ts";
import { documentId } from "./stage.ts";

const random = seededRandom(21);

/** Fresh bytes that begin as a PNG does. */
export function png(size = 100): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(random.bytes(size));
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  return bytes;
}

/** The name of bytes. */
export function nameOf(bytes: Uint8Array): FileHash {
  const hash = parseFileHash(createHash("sha256").update(bytes).digest("hex"));
  if (hash === null) throw new Error("SHA-256 has 32 bytes");
  return hash;
}

/** Plays the server. */
export class FakeFileServer implements FileRequests {
  readonly files = new Map<FileHash, Uint8Array<ArrayBuffer>>();
  /** The hashes of all that was sent, refused or not, in order. */
  readonly sent: FileHash[] = [];
  readonly asked: FileHash[] = [];
  isUp = true;
  refusal: FileRefusal | null = null;
  /** Files are sent half, and then wait for `release`. */
  isSlow = false;
  release: () => void = () => {};

  async send({ hash, bytes, onProgress, signal }: SentFile): Promise<UploadOutcome> {
    this.sent.push(hash);
    if (!this.isUp) return "unreachable";
    onProgress(Math.floor(bytes.length / 2));
    if (this.isSlow) {
      await new Promise<void>((resolve) => {
        this.release = resolve;
        signal.addEventListener("abort", () => resolve());
      });
    }
    if (signal.aborted || !this.isUp) return "unreachable";
    if (this.refusal !== null) return this.refusal;
    this.files.set(hash, bytes);
    return "saved";
  }

  async fetch(hash: FileHash): Promise<FetchedFile> {
    this.asked.push(hash);
    if (!this.isUp) return "unreachable";
    return this.files.get(hash) ?? "missing";
  }
}

/** A replica of which only the connection counts. */
export class FakeConnection {
  private connected: boolean;
  private readonly listeners = new Set<() => void>();

  constructor(connected = true) {
    this.connected = connected;
  }

  status(): { readonly connected: boolean } {
    return { connected: this.connected };
  }

  onStatus(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(connected: boolean): void {
    this.connected = connected;
    for (const listener of [...this.listeners]) listener();
  }
}

/** Opens a document's files on fakes. */
export function openFiles(
  given: Pick<DocumentFilesOptions, "store" | "requests" | "replica"> &
    Partial<DocumentFilesOptions> & { readonly clock: Clock },
): DocumentFiles {
  const chance: Random = systemRandom;
  return openDocumentFiles({
    url: "http://weft.test",
    documentId,
    token: "t",
    tabs: null,
    random: chance,
    ...given,
  });
}

/** Lets some time pass in which nothing is to be expected. */
export async function pass(): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Lets everything that is due happen; hashing takes a thread of the platform. */
export async function settle(isSo: () => boolean): Promise<void> {
  // Hashes are worked out by other threads, which get their turn late on a busy machine.
  const deadline = performance.now() + 20_000;
  while (!isSo() && performance.now() < deadline) await new Promise<void>((resolve) => setImmediate(resolve));
}
