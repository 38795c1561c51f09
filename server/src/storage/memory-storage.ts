/**
 * The storage port in memory: for tests and simulations, and the plainest statement of what the port means.
 * Nothing survives the process.
 */
import { assert } from "@weft/base";
import type { DocumentId, Role } from "@weft/protocol";
import type {
  Act,
  Append,
  AuditEntry,
  Entry,
  EntryPage,
  EntryRange,
  Erasure,
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
  document: StoredDocument;
  audit: readonly AuditEntry[];
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
  private readonly secretsByName = new Map<string, Uint8Array>();

  async createDocument(document: StoredDocument, owner: StoredToken): Promise<"created" | "exists"> {
    if (this.documentsById.has(document.id)) return "exists";
    this.documentsById.set(document.id, {
      document,
      audit: [
        { atMs: owner.createdAtMs, actor: owner.id, action: "created", tokenId: owner.id, role: owner.role },
      ],
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

  async addToken(documentId: DocumentId, token: StoredToken, act: Act): Promise<void> {
    const document = this.existing(documentId);
    const { id, kind, role } = token;
    document.tokens = [...document.tokens.filter((other) => other.id !== id), token];
    const action = kind === "browser" ? "claimed" : "added";
    document.audit = [...document.audit, { ...act, action, tokenId: id, role }];
  }

  async revokeToken(documentId: DocumentId, tokenId: string, act: Act): Promise<boolean> {
    return this.changeToken(documentId, tokenId, (token) => {
      const { role } = token;
      const entry = { ...act, action: "revoked", tokenId, role } as const;
      return { token: { ...token, revokedAtMs: act.atMs }, entry };
    });
  }

  async changeRole(
    documentId: DocumentId,
    tokenId: string,
    { role, ...act }: Act & { readonly role: Role },
  ): Promise<boolean> {
    return this.changeToken(documentId, tokenId, (token) =>
      token.role === role
        ? null
        : { token: { ...token, role }, entry: { ...act, action: "changed", tokenId, role } },
    );
  }

  async listAudit(documentId: DocumentId): Promise<readonly AuditEntry[]> {
    return this.documentsById.get(documentId)?.audit ?? [];
  }

  async deleteDocument(documentId: DocumentId, act: Act): Promise<boolean> {
    const existing = this.documentsById.get(documentId);
    if (existing === undefined) return false;
    this.documentsById.set(documentId, {
      document: { ...existing.document, title: null },
      audit: [...existing.audit, { ...act, action: "deleted", tokenId: "", role: null }],
      tokens: [],
      entries: [],
      writers: new Map(),
      snapshot: null,
    });
    return true;
  }

  async eraseHistory(documentId: DocumentId, { incarnation, entries, act }: Erasure): Promise<void> {
    const before = this.existing(documentId);
    this.documentsById.set(documentId, {
      ...before,
      document: { ...before.document, title: null, incarnation },
      audit: [...before.audit, { ...act, action: "erased", tokenId: "", role: null }],
      entries: [],
      snapshot: null,
    });
    this.appendOne({ documentId, firstSeq: 1, entries });
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
    const { engine, incarnation } = document.document;
    const lastSeq = document.entries.length;
    const { snapshot: saved } = document;
    const snapshot = saved && { seq: saved.seq, logBytes: saved.logBytes, size: saved.bytes.length };
    const writers = [...document.writers.values()];
    return { engine, incarnation, lastSeq, nextLamport, totalBytes, snapshot, writers };
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

  async keepSecret(name: string, secret: Uint8Array): Promise<Uint8Array> {
    const kept = this.secretsByName.get(name) ?? secret;
    this.secretsByName.set(name, kept);
    return kept;
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

  /** Puts another token in the place of one that is good. */
  private changeToken(
    documentId: DocumentId,
    tokenId: string,
    change: (token: StoredToken) => { readonly token: StoredToken; readonly entry: AuditEntry } | null,
  ): boolean {
    const document = this.documentsById.get(documentId);
    const token = document?.tokens.find(({ id, revokedAtMs }) => id === tokenId && revokedAtMs === null);
    const changed = token === undefined ? null : change(token);
    if (document === undefined || changed === null) return false;
    document.tokens = document.tokens.map((other) => (other === token ? changed.token : other));
    document.audit = [...document.audit, changed.entry];
    return true;
  }

  private existing(documentId: DocumentId): MemoryDocument {
    const document = this.documentsById.get(documentId);
    assert(document !== undefined, "the log of a document that exists");
    return document;
  }
}
