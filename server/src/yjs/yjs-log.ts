/**
 * One Yjs document's log while it is open: updates in place of batches, each as Yjs wrote it again after it was applied.
 * The same storage, commits, checksums and snapshots as everywhere; a snapshot is all updates merged into one.
 */
import type { DocumentId } from "@weft/protocol";
import { entryOverheadBytes, snapshotTailBytesMin } from "../limits.ts";
import type { CommitQueue } from "../log/commit-queue.ts";
import { readSoundHead } from "../log/sound-head.ts";
import type {
  EntryPage,
  EntryRange,
  LogHead,
  NewEntry,
  Snapshot,
  SnapshotPlace,
  Storage,
} from "../storage/storage.ts";
import type { DecodedLog, Decoder } from "./decoding/decoder.ts";

/** All updates of a document have one writer in the log: who wrote what inside of them, Yjs knows. */
const replica = "yjs";

/** What an open Yjs log stands on. */
export interface YjsLogServices {
  readonly storage: Storage;
  readonly commits: CommitQueue;
  readonly decoder: Decoder;
}

/** An update on its way into the log. */
export interface NewUpdate {
  readonly bytes: Uint8Array;
  /** The id of the token that brought it. */
  readonly author: string;
  readonly wallTimeMs: number;
}

/** A log that is open. */
export class YjsLog implements DecodedLog {
  readonly documentId: DocumentId;
  private readonly services: YjsLogServices;
  private seq: number;
  private bytes: number;
  private snapshotPlace: SnapshotPlace | null;
  private snapshotCostMin = 0;

  private constructor(services: YjsLogServices, documentId: DocumentId, head: LogHead) {
    this.services = services;
    this.documentId = documentId;
    this.seq = head.lastSeq;
    this.bytes = head.totalBytes;
    this.snapshotPlace = head.snapshot;
  }

  /** Opens a log, null for an unknown document and for one of another engine. */
  static async open(
    services: YjsLogServices,
    documentId: DocumentId,
    onDamage: (seq: number) => void,
  ): Promise<YjsLog | null> {
    const head = await readSoundHead(services.storage, documentId, onDamage);
    return head?.engine === "yjs" ? new YjsLog(services, documentId, head) : null;
  }

  /** The seq of the last durable entry, 0 for none. */
  get lastSeq(): number {
    return this.seq;
  }

  get documentBytes(): number {
    const { size, logBytes } = this.snapshotPlace ?? { size: 0, logBytes: 0 };
    return size + this.bytes - logBytes;
  }

  findSnapshot(): Promise<Snapshot | null> {
    return this.services.storage.findSnapshot(this.documentId);
  }

  readEntries(range: EntryRange): Promise<EntryPage> {
    return this.services.storage.readEntries(range);
  }

  /** Resolves when the updates are on the disk. Rejects with a `StorageError`, and then none of them is in the log. */
  async append(updates: readonly NewUpdate[]): Promise<void> {
    const { documentId, seq } = this;
    const entries = updates.map(({ bytes, author, wallTimeMs }, index): NewEntry => {
      const counter = seq + index;
      return { replica, counter, count: 1, lamport: counter, wallTimeMs, author, binds: null, bytes };
    });
    await this.services.commits.append({ documentId, firstSeq: seq + 1, entries });
    this.seq += entries.length;
    for (const { bytes } of entries) this.bytes += bytes.length;
  }

  /** Makes a snapshot if the tail after the last one has outgrown it. Only between two groups. */
  async refreshSnapshot(): Promise<void> {
    const place = this.snapshotPlace ?? { seq: 0, logBytes: 0, size: 0 };
    const cost = this.bytes - place.logBytes + (this.seq - place.seq) * entryOverheadBytes;
    if (cost < Math.max(snapshotTailBytesMin, place.size, this.snapshotCostMin)) return;
    // If this one cannot be kept the next is not tried with every update, but when the tail has doubled.
    this.snapshotCostMin = 2 * cost;
    await this.saveSnapshot();
    this.snapshotCostMin = 0;
  }

  /** Makes a snapshot whatever came after the last: what is deleted weighs nothing in it. */
  async merge(): Promise<void> {
    if (this.seq > (this.snapshotPlace?.seq ?? 0)) await this.saveSnapshot();
  }

  private async saveSnapshot(): Promise<void> {
    const { seq, bytes: logBytes } = this;
    const bytes = await this.services.decoder.save(this);
    await this.services.storage.saveSnapshot(this.documentId, { seq, logBytes, bytes });
    this.snapshotPlace = { seq, logBytes, size: bytes.length };
  }
}
