/** `DocumentFiles` on a real store, server and tabs. */
import { assert, type Clock, err, ok, type Random, type Result, systemClock, systemRandom } from "@weft/base";
import {
  type FileHash,
  type FileRefusal,
  type FileType,
  fileBytesMax,
  fileHashOf,
  parseDocumentId,
  parseFileHash,
  sniffFileType,
  unknownFileType,
} from "@weft/protocol";
import type { SyncStatus } from "../sync-status.ts";
import { browserTabs } from "../tabs/browser-tabs.ts";
import type { TabPlatform } from "../tabs/tab-platform.ts";
import type {
  AddedFile,
  DocumentFiles,
  FileProblem,
  FilesStatus,
  FileView,
  UploadView,
} from "./document-files.ts";
import { FetchHost } from "./fetch-host.ts";
import { type FileRequests, serverFiles } from "./file-requests.ts";
import { openIndexedDbFiles } from "./indexed-db-files.ts";
import type { KeptFile, LocalFiles } from "./local-files.ts";
import { MemoryFiles } from "./memory-files.ts";
import { UploadHost } from "./upload-host.ts";
import type { WaitingFile } from "./upload-queue.ts";

/** Whose files. What the platform offers is left to it unless given. */
export interface DocumentFilesOptions {
  /** The address of the server, `http://host`. */
  readonly url: string;
  /** 32 hexadecimal digits. */
  readonly documentId: string;
  /** As in `openReplica`: a function is asked at every request. */
  readonly token: string | (() => string);
  /** Tells whether there is a connection: files go out while edits could. */
  readonly replica: {
    status(): Pick<SyncStatus, "connected">;
    onStatus(listener: () => void): () => void;
  };
  readonly store?: LocalFiles;
  readonly tabs?: TabPlatform | null;
  readonly requests?: FileRequests;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Opens the files of a document. Throws a `TypeError` for a document id that is none. */
export function openDocumentFiles(options: DocumentFilesOptions): DocumentFiles {
  return new LiveDocumentFiles(options);
}

interface Content {
  readonly blob: Blob;
  readonly type: FileType;
}

const notRead: FilesStatus = { isKnown: false, waiting: 0, waitingBytes: 0, refused: 0, areKept: true };
const loading: FileView = { state: "loading" };

class LiveDocumentFiles implements DocumentFiles {
  private readonly documentId: string;
  private readonly clock: Clock;
  private readonly store: Promise<LocalFiles>;
  private readonly ownsStore: boolean;
  private readonly uploads: UploadHost;
  private readonly fetches: FetchHost;
  private readonly stopStatus: () => void;
  /** Bytes that this device could not keep. */
  private readonly unkept = new Map<FileHash, Uint8Array<ArrayBuffer>>();
  private readonly contentByHash = new Map<FileHash, Content>();
  private readonly viewByHash = new Map<FileHash, FileView>();
  private readonly wanted = new Set<FileHash>();
  private readonly viewListeners = new Map<FileHash, Set<() => void>>();
  private readonly statusListeners = new Set<() => void>();
  private shownStatus: FilesStatus = notRead;
  private isClosed = false;

  constructor(options: DocumentFilesOptions) {
    const { url, replica, token } = options;
    const documentId = parseDocumentId(options.documentId);
    if (documentId === null) throw new TypeError("a document id is 32 hexadecimal digits");
    this.documentId = documentId;
    this.clock = options.clock ?? systemClock;
    this.ownsStore = options.store === undefined;
    this.store = options.store ? Promise.resolve(options.store) : platformFiles();
    const requests = options.requests ?? serverFiles({ url, documentId, token });
    this.fetches = new FetchHost({
      requests,
      clock: this.clock,
      take: (hash, bytes) => this.takeFetched(hash, bytes),
      onChange: (hash) => this.viewChanged(hash),
    });
    this.uploads = new UploadHost({
      documentId,
      requests,
      tabs: options.tabs === undefined ? this.tabsOfStore() : options.tabs,
      clock: this.clock,
      random: options.random ?? systemRandom,
      read: (hash) => this.readHere(hash),
      note: (hash, outcome) => void this.note(hash, outcome),
      onChange: (hashes) => this.uploadsChanged(hashes),
    });
    const look = (): void => {
      const { connected } = replica.status();
      this.uploads.setConnected(connected);
      if (connected) this.fetches.tryNow();
    };
    this.stopStatus = replica.onStatus(look);
    look();
    void this.findWaiting();
  }

  async add(file: Blob): Promise<Result<AddedFile, FileProblem>> {
    if (file.size > fileBytesMax) return err(tooLarge);
    const bytes = await bytesOf(file);
    if (bytes === null) return err(unreadable);
    const hash = await hashOf(bytes);
    if (hash === null) return err(insecure);
    if (this.isClosed) return err(closed);
    const content = this.hold(hash, bytes);
    await this.takeIn(hash, bytes);
    return ok({ hash, size: bytes.length, type: content.type });
  }

  async adopt(hash: FileHash): Promise<boolean> {
    const store = await this.store;
    if ((await this.readHere(hash)) !== null) return true;
    const found = await store.readAny(hash);
    if (!found.ok || found.value === null || this.isClosed) return false;
    this.hold(hash, found.value);
    await this.takeIn(hash, found.value);
    return true;
  }

  view(hash: FileHash): FileView {
    const known = this.viewByHash.get(hash);
    if (known !== undefined) return known;
    const view = this.makeView(hash);
    this.viewByHash.set(hash, view);
    return view;
  }

  want(hash: FileHash): void {
    if (this.wanted.has(hash) || this.contentByHash.has(hash)) return;
    this.wanted.add(hash);
    void this.findOrFetch(hash);
  }

  onView(hash: FileHash, listener: () => void): () => void {
    const listeners = this.viewListeners.get(hash) ?? new Set();
    this.viewListeners.set(hash, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  status(): FilesStatus {
    return this.shownStatus;
  }

  onStatus(listener: () => void): () => void {
    this.statusListeners.add(listener);
    return () => this.statusListeners.delete(listener);
  }

  retry(hash: FileHash): void {
    this.uploads.retry(hash);
  }

  async whenSent(): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        const { isKnown, waiting, refused } = this.shownStatus;
        if (!this.isClosed && !(isKnown && waiting === refused)) return;
        stop();
        resolve();
      };
      const stop = this.onStatus(look);
      look();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.stopStatus();
    this.uploads.close();
    this.fetches.close();
    for (const listener of [...this.statusListeners]) listener();
    this.statusListeners.clear();
    this.viewListeners.clear();
    if (this.ownsStore) await (await this.store).close();
  }

  /** Tabs act as one client only if they share the store. */
  private tabsOfStore(): TabPlatform | null {
    return this.ownsStore ? browserTabs() : null;
  }

  private async findWaiting(): Promise<void> {
    const waiting = await (await this.store).waiting(this.documentId);
    if (this.isClosed) return;
    if (waiting.ok) this.uploads.add(waiting.value.flatMap(toWaiting));
    this.shownStatus = { ...this.shownStatus, isKnown: true };
    this.statusChanged();
  }

  /** Keeps a file here first, and then lets it go. */
  private async takeIn(hash: FileHash, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const store = await this.store;
    const kept = await store.put(this.keptFile(hash, bytes.length, "only-here"), bytes);
    const isKept = kept.ok && store.keeps;
    if (!kept.ok) this.unkept.set(hash, bytes);
    this.uploads.add([{ hash, size: bytes.length, isKept, sentBytes: 0, refusal: null }]);
  }

  private async takeFetched(hash: FileHash, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    if ((await hashOf(bytes)) !== hash) return false;
    this.hold(hash, bytes);
    // A copy: if there is no room for it, it is fetched again next time.
    await (await this.store).put(this.keptFile(hash, bytes.length, "server"), bytes);
    return true;
  }

  private async findOrFetch(hash: FileHash): Promise<void> {
    const bytes = await this.readHere(hash);
    if (this.isClosed) return;
    if (bytes !== null) {
      this.hold(hash, bytes);
      this.viewChanged(hash);
    } else this.fetches.want(hash);
  }

  private async readHere(hash: FileHash): Promise<Uint8Array<ArrayBuffer> | null> {
    const unkept = this.unkept.get(hash);
    if (unkept !== undefined) return unkept;
    const found = await (await this.store).read(this.documentId, hash);
    return found.ok ? found.value : null;
  }

  private hold(hash: FileHash, bytes: Uint8Array<ArrayBuffer>): Content {
    const type = sniffFileType(bytes);
    // A blob's address belongs to this origin: what it holds must be nothing that could run here.
    const { mediaType } = type.isPicture ? type : unknownFileType;
    const content = { blob: new Blob([bytes], { type: mediaType }), type };
    this.contentByHash.set(hash, content);
    return content;
  }

  private async note(hash: FileHash, outcome: "saved" | FileRefusal): Promise<void> {
    if (outcome === "saved") this.unkept.delete(hash);
    await (await this.store).move(this.documentId, hash, outcome === "saved" ? "server" : outcome);
  }

  private keptFile(hash: FileHash, size: number, place: KeptFile["place"]): KeptFile {
    return { documentId: this.documentId, hash, size, place, usedAtMs: this.clock.now() };
  }

  private uploadsChanged(hashes: readonly FileHash[]): void {
    for (const hash of hashes) this.viewChanged(hash);
    this.statusChanged();
  }

  private viewChanged(hash: FileHash): void {
    this.viewByHash.delete(hash);
    for (const listener of [...(this.viewListeners.get(hash) ?? [])]) listener();
  }

  private statusChanged(): void {
    const { files } = this.uploads.state;
    const status: FilesStatus = {
      isKnown: this.shownStatus.isKnown,
      waiting: files.length,
      waitingBytes: files.reduce((sum, { size }) => sum + size, 0),
      refused: files.filter(({ refusal }) => refusal !== null).length,
      areKept: files.every(({ isKept }) => isKept),
    };
    this.shownStatus = status;
    for (const listener of [...this.statusListeners]) listener();
  }

  private makeView(hash: FileHash): FileView {
    const content = this.contentByHash.get(hash);
    if (content === undefined) return this.fetches.stateOf(hash) ?? loading;
    return { state: "here", ...content, upload: this.uploadView(hash) };
  }

  private uploadView(hash: FileHash): UploadView | null {
    const { files, sending } = this.uploads.state;
    const file = files.find((waiting) => waiting.hash === hash);
    if (file === undefined) return null;
    const { isKept, refusal, sentBytes } = file;
    if (refusal !== null) return { state: "refused", isKept, reason: refusal };
    if (sending === hash || sentBytes > 0) return { state: "sending", isKept, sentBytes };
    return { state: "waiting", isKept };
  }
}

const tooLarge: FileProblem = { kind: "too-large", sentence: "A file can have 25 MB at most." };
const unreadable: FileProblem = { kind: "unreadable", sentence: "The file could not be read." };
const closed: FileProblem = { kind: "closed", sentence: "The document was closed meanwhile." };
const insecure: FileProblem = {
  kind: "insecure",
  sentence: "Files can be put in only on a page with https://, or on this computer’s own server.",
};

/** What waits as the machine takes it. What was refused for good stays so until somebody tries it again. */
function toWaiting({ hash, size, place }: KeptFile): WaitingFile[] {
  const known = parseFileHash(hash);
  if (known === null || place === "server") return [];
  return [{ hash: known, size, isKept: true, sentBytes: 0, refusal: place === "only-here" ? null : place }];
}

async function platformFiles(): Promise<LocalFiles> {
  const opened = await openIndexedDbFiles();
  return opened.ok ? opened.value : new MemoryFiles();
}

/** Null for a file that was moved or forbidden meanwhile. */
async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return null;
  }
}

/** Null where a page may not use cryptography. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<FileHash | null> {
  if (globalThis.crypto?.subtle === undefined) return null;
  const hash = fileHashOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  assert(hash !== null, "SHA-256 has 32 bytes");
  return hash;
}
