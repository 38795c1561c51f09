/**
 * The storage port in memory: for tests and simulations, and the plainest statement of what the port means.
 * Nothing survives the process.
 */
import { assert } from "@weft/base";
import type { DocumentId } from "@weft/protocol";
import type {
  Append,
  Entry,
  EntryPage,
  EntryRange,
  LogGaps,
  LogHead,
  Snapshot,
  Storage,
  StoredDocument,
  StoredToken,
  Tail,
  Writer,
} from "./storage.ts";
import { StorageError } from "./storage-error.ts";

interface MemoryDocument {
  readonly document: StoredDocument;
  tokens: readonly StoredToken[];
  entries: readonly Entry[];
  writers: ReadonlyMap<string, Writer>;
  snapshot: Snapshot | null;
}

/** An empty storage in memory. */
export function createMemoryStorage(): Storage {
  return new MemoryStorage();
}

class MemoryStorage implements Storage {
  private readonly documentsById = new Map<DocumentId, MemoryDocument>();

  async createDocument(document: StoredDocument, owner: StoredToken): Promise<"created" | "exists"> {
    if (this.documentsById.has(document.id)) return "exists";
    this.documentsById.set(document.id, {
      document,
      tokens: [owner],
      entries: [],
      writers: new Map(),
      snapshot: null,
    });
    return "created";
  }

  async findDocument(documentId: DocumentId): Promise<StoredDocument | null> {
    return this.documentsById.get(documentId)?.document ?? null;
  }

  async listTokens(documentId: DocumentId): Promise<readonly StoredToken[]> {
    return this.documentsById.get(documentId)?.tokens ?? [];
  }

  async addToken(documentId: DocumentId, token: StoredToken): Promise<void> {
    const document = this.existing(documentId);
    document.tokens = [...document.tokens, token];
  }

  async revokeToken(documentId: DocumentId, tokenId: string, atMs: number): Promise<boolean> {
    const document = this.documentsById.get(documentId);
    const isOpen = ({ id, revokedAtMs }: StoredToken) => id === tokenId && revokedAtMs === null;
    if (!document?.tokens.some(isOpen)) return false;
    document.tokens = document.tokens.map((token) =>
      isOpen(token) ? { ...token, revokedAtMs: atMs } : token,
    );
    return true;
  }

  async readHead(documentId: DocumentId): Promise<LogHead | null> {
    const document = this.documentsById.get(documentId);
    if (document === undefined) return null;
    let nextLamport = 0;
    let totalBytes = 0;
    for (const { lamport, count, bytes } of document.entries) {
      nextLamport = Math.max(nextLamport, lamport + count);
      totalBytes += bytes.length;
    }
    const { incarnation } = document.document;
    const lastSeq = document.entries.length;
    const { snapshot: saved } = document;
    const snapshot = saved && { seq: saved.seq, logBytes: saved.logBytes, size: saved.bytes.length };
    const writers = [...document.writers.values()];
    return { incarnation, lastSeq, nextLamport, totalBytes, snapshot, writers };
  }

  async append(appends: readonly Append[]): Promise<void> {
    const lastSeqs = new Map<DocumentId, number>();
    for (const { documentId, firstSeq, entries } of appends) {
      const lastSeq = lastSeqs.get(documentId) ?? this.existing(documentId).entries.length;
      if (firstSeq !== lastSeq + 1) {
        throw new StorageError("broken", `An append to ${documentId} does not continue its log.`);
      }
      lastSeqs.set(documentId, lastSeq + entries.length);
    }
    for (const append of appends) this.appendOne(append);
  }

  async readEntries({ documentId, afterSeq, lastSeq, bytesMax }: EntryRange): Promise<EntryPage> {
    const page: Entry[] = [];
    let bytes = 0;
    for (const entry of this.existing(documentId).entries.slice(afterSeq, lastSeq)) {
      if (page.length > 0 && bytes + entry.bytes.length > bytesMax) break;
      page.push(entry);
      bytes += entry.bytes.length;
    }
    return { entries: page, damagedSeq: null };
  }

  async findEntry(documentId: DocumentId, replica: string, counter: number): Promise<Entry | null> {
    const { entries } = this.existing(documentId);
    return entries.find((entry) => entry.replica === replica && entry.counter === counter) ?? null;
  }

  async findTail({ documentId, gaps }: LogGaps): Promise<Tail | null> {
    const fromByReplica = new Map(gaps.map(({ replica, fromCounter }) => [replica, fromCounter]));
    const { entries } = this.existing(documentId);
    const start = entries.findIndex(
      ({ replica, counter, count }) => counter + count > (fromByReplica.get(replica) ?? Infinity),
    );
    if (start < 0) return null;
    return { afterSeq: start, bytes: entries.slice(start).reduce((sum, { bytes }) => sum + bytes.length, 0) };
  }

  async setAside(documentId: DocumentId, fromSeq: number): Promise<void> {
    const document = this.existing(documentId);
    document.entries = document.entries.slice(0, fromSeq - 1);
    if ((document.snapshot?.seq ?? 0) >= fromSeq) document.snapshot = null;
    const writers = new Map(
      [...document.writers].map(([replica, writer]) => [replica, { ...writer, known: 0 }]),
    );
    for (const { replica, counter, count } of document.entries) {
      const identity = writers.get(replica)?.identity ?? "";
      writers.set(replica, { replica, known: counter + count, identity });
    }
    document.writers = writers;
  }

  async saveSnapshot(documentId: DocumentId, snapshot: Snapshot): Promise<void> {
    this.existing(documentId).snapshot = snapshot;
  }

  async findSnapshot(documentId: DocumentId): Promise<Snapshot | null> {
    return this.documentsById.get(documentId)?.snapshot ?? null;
  }

  async probe(): Promise<void> {}

  async close(): Promise<void> {}

  private appendOne({ documentId, firstSeq, entries }: Append): void {
    const document = this.existing(documentId);
    const placed: Entry[] = [];
    const writers = new Map(document.writers);
    for (const { binds, ...entry } of entries) {
      const { replica, counter, count } = entry;
      placed.push({ ...entry, seq: firstSeq + placed.length });
      const identity = binds ?? writers.get(replica)?.identity ?? "";
      writers.set(replica, { replica, known: counter + count, identity });
    }
    document.entries = [...document.entries, ...placed];
    document.writers = writers;
  }

  private existing(documentId: DocumentId): MemoryDocument {
    const document = this.documentsById.get(documentId);
    assert(document !== undefined, "the log of a document that exists");
    return document;
  }
}
