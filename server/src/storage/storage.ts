/**
 * The port to durable storage: documents, their tokens, their logs and the snapshots that cache a log. It is all
 * that the relay knows of a disk. One contract suite (`test/storage-contract.ts`) holds for every adapter.
 *
 * Every call may reject with a `StorageError`; then nothing of that call has happened. What a resolved promise
 * reports as written is on the disk, fsync included.
 */

import type { DocumentId, Incarnation, Role } from "@weft/protocol";

/** What holds a document's content: our own replicated sequence, or Yjs. For the life of the document. */
export type Engine = "weft" | "yjs";

/** A document's row. */
export interface StoredDocument {
  readonly id: DocumentId;
  readonly engine: Engine;
  readonly title: string | null;
  readonly incarnation: Incarnation;
  readonly createdAtMs: number;
}

/**
 * What lets somebody into a document: a link; the owner's recovery link, which makes each browser that comes by it an owner
 * of its own; a device link, which does so once; or, without a link, a browser that owns the document.
 */
export type TokenKind = "link" | "recovery" | "device" | "browser";

/** A token as it is kept: never the token, only its SHA-256 (of a browser, its sealed name). */
export interface StoredToken {
  /** The first 16 hex digits of the hash: names the token in lists and as the author of entries. */
  readonly id: string;
  readonly hash: Uint8Array;
  readonly role: Role;
  readonly kind: TokenKind;
  readonly createdAtMs: number;
  /** Null: it is good until it is taken back. */
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** Who does something about a document's people, and when. `actor` is the id of their token, `browser` that of their browser. */
export interface Act {
  readonly atMs: number;
  readonly actor: string;
  /** Left out: a program did it. */
  readonly browser?: string;
}

/** What was done about a document's people. `role` is the token's from then on. Written with the deed, never changed. */
export interface AuditEntry extends Act {
  readonly action: "created" | "added" | "claimed" | "changed" | "revoked" | "deleted" | "erased";
  readonly tokenId: string;
  readonly role: Role | null;
}

/** A batch before it has its place in the log. Counters and Lamport timestamps are those of its first op. */
export interface NewEntry {
  readonly replica: string;
  readonly counter: number;
  readonly count: number;
  readonly lamport: number;
  /** When the edit was made, as far as its author's age for it can be believed. */
  readonly wallTimeMs: number;
  /** The id of the token that brought it. */
  readonly author: string;
  /** The token id that the replica is bound to from this entry on; null leaves that as it is. */
  readonly binds: string | null;
  readonly bytes: Uint8Array;
}

/** What a log is after its history was erased: the same ops without what was deleted, from the first entry on. */
export interface Erasure {
  readonly incarnation: Incarnation;
  readonly entries: readonly NewEntry[];
  readonly act: Act;
}

/** A batch with its place in the document's log. */
export interface Entry extends Omit<NewEntry, "binds"> {
  readonly seq: number;
}

/** A replica in a log: how many counters are known of it, and the token id that it is bound to (empty for none). */
export interface Writer {
  readonly replica: string;
  readonly known: number;
  readonly identity: string;
}

/** What a room needs to know of a log before it reads a single entry. */
export interface LogHead {
  readonly engine: Engine;
  readonly incarnation: Incarnation;
  /** The seq of the last entry, 0 for none. */
  readonly lastSeq: number;
  /** The lowest Lamport timestamp that no entry has reached. */
  readonly nextLamport: number;
  /** Bytes of all batches together. */
  readonly totalBytes: number;
  readonly snapshot: SnapshotPlace | null;
  readonly writers: readonly Writer[];
}

/** Consecutive entries for the end of one log. `firstSeq` is checked: a writer that has fallen behind fails. */
export interface Append {
  readonly documentId: DocumentId;
  readonly firstSeq: number;
  readonly entries: readonly NewEntry[];
}

/** Entries in order of seq. `damagedSeq` is the first one whose checksum fails; the page ends before it. */
export interface EntryPage {
  readonly entries: readonly Entry[];
  readonly damagedSeq: number | null;
}

/** The end of a log: all entries after `afterSeq`, and how many bytes their batches have. */
export interface Tail {
  readonly afterSeq: number;
  readonly bytes: number;
}

/** A whole document at a place of its log. `logBytes`: the bytes of all batches up to and including `seq`. */
export interface Snapshot {
  readonly seq: number;
  readonly logBytes: number;
  readonly bytes: Uint8Array;
}

/** A snapshot without its content: where it stands and how large it is. */
export interface SnapshotPlace {
  readonly seq: number;
  readonly logBytes: number;
  readonly size: number;
}

/** Durable storage. The one implementation for production is SQLite; a test one keeps everything in memory. */
export interface Storage {
  /** Makes a document with its owner's token, or says that the id is taken and changes nothing. */
  createDocument(document: StoredDocument, owner: StoredToken): Promise<"created" | "exists">;
  findDocument(documentId: DocumentId): Promise<StoredDocument | null>;
  /** All tokens of a document, revoked ones too, oldest first. */
  listTokens(documentId: DocumentId): Promise<readonly StoredToken[]>;
  /** A browser that was an owner before and is not now has its row again. */
  addToken(documentId: DocumentId, token: StoredToken, act: Act): Promise<void>;
  /** False if there is no such token that is not revoked yet. */
  revokeToken(documentId: DocumentId, tokenId: string, act: Act): Promise<boolean>;
  /** False if there is no such token that is not revoked, or if it has that role. */
  changeRole(
    documentId: DocumentId,
    tokenId: string,
    change: Act & { readonly role: Role },
  ): Promise<boolean>;
  /** What was done about the document's people, oldest first. */
  listAudit(documentId: DocumentId): Promise<readonly AuditEntry[]>;
  /**
   * Forgets the log, the snapshot, the tokens and the title for good, the bytes on the disk overwritten. The id stays
   * taken, so that nobody's copy makes the document again; the audit stays. False for an unknown document.
   */
  deleteDocument(documentId: DocumentId, act: Act): Promise<boolean>;
  /**
   * Puts other entries in the place of the whole log, and forgets the snapshot, what was set aside and the title that the
   * document was made with; the bytes on the disk are overwritten. Writers and the clock stay. In one transaction.
   */
  eraseHistory(documentId: DocumentId, erasure: Erasure): Promise<void>;

  /** Null for an unknown document. */
  readHead(documentId: DocumentId): Promise<LogHead | null>;
  /** Writes all appends in one transaction: all are durable, or none is there. `broken` if one does not continue its log. */
  append(appends: readonly Append[]): Promise<void>;
  /** Entries with `afterSeq` < seq ≤ `lastSeq`, which is at most the log's end; at least one, then up to `bytesMax`. */
  readEntries(range: EntryRange): Promise<EntryPage>;
  /** The entry that starts at this counter of a replica, null if none does or its checksum fails. */
  findEntry(documentId: DocumentId, replica: string, counter: number): Promise<Entry | null>;
  /** The shortest tail of the log that holds every counter from the gaps on; null if the log holds none of them. */
  findTail(gaps: LogGaps): Promise<Tail | null>;
  /**
   * Ends the log before `fromSeq`. The entries from there on are moved out of the log, not deleted: a damaged one
   * may be of use to a person, and other people's browsers hold what the log lost.
   */
  setAside(documentId: DocumentId, fromSeq: number): Promise<void>;

  /** Replaces the document's snapshot. */
  saveSnapshot(documentId: DocumentId, snapshot: Snapshot): Promise<void>;
  /** Null if there is none whose checksum holds and that does not reach past the end of the log. */
  findSnapshot(documentId: DocumentId): Promise<Snapshot | null>;

  /** Keeps a secret of the server under a name, for good, unless there is one: whichever is kept now. */
  keepSecret(name: string, secret: Uint8Array): Promise<Uint8Array>;
  /** Writes and removes `bytes` bytes durably: tells whether a full disk takes writes again. */
  probe(bytes: number): Promise<void>;
  /** Finishes what runs and lets go of the files. */
  close(): Promise<void>;
}

/** A stretch of one log. */
export interface EntryRange {
  readonly documentId: DocumentId;
  readonly afterSeq: number;
  readonly lastSeq: number;
  readonly bytesMax: number;
}

/** What a version lacks: for each replica the first counter that is not known. */
export interface LogGaps {
  readonly documentId: DocumentId;
  readonly gaps: readonly { readonly replica: string; readonly fromCounter: number }[];
}
