/**
 * One document's log while it is open: judges what is offered, has it inspected, commits it, and reads it back.
 * There is one `DocumentLog` for a document at a time, and it is the only one that writes.
 */
import { assert, equalBytes } from "@weft/base";
import { type DocumentId, type Incarnation, mayEdit } from "@weft/protocol";
import { readBatchHeader, type Version } from "@weft/rga";
import type { Inspection, NewBatch } from "../admission/inspected-documents.ts";
import type { InspectedLog, LogInspector } from "../admission/inspector.ts";
import { entryOverheadBytes, pageBytesMax, snapshotTailBytesMin } from "../limits.ts";
import type {
  Act,
  EntryPage,
  LogHead,
  NewEntry,
  Snapshot,
  SnapshotPlace,
  Storage,
  Tail,
} from "../storage/storage.ts";
import type { CommitQueue } from "./commit-queue.ts";
import { LogState } from "./log-state.ts";
import { decideGroup, type Judged, judgeGroup, type OfferedBatch, type Outcome } from "./offered-group.ts";
import { readSoundHead } from "./sound-head.ts";

/** What an open log stands on. */
export interface LogServices {
  readonly storage: Storage;
  readonly commits: CommitQueue;
  readonly inspector: LogInspector;
}

/** A log that is open. */
export class DocumentLog {
  readonly documentId: DocumentId;
  readonly incarnation: Incarnation;
  private readonly services: LogServices;
  private readonly state: LogState;
  private seq: number;
  private bytes: number;
  private snapshotPlace: SnapshotPlace | null;
  private snapshotCostMin = 0;
  private snapshotInMemory: Promise<Snapshot | null> | null = null;

  private constructor(services: LogServices, documentId: DocumentId, head: LogHead) {
    this.services = services;
    this.documentId = documentId;
    this.incarnation = head.incarnation;
    this.state = LogState.at(head);
    this.seq = head.lastSeq;
    this.bytes = head.totalBytes;
    this.snapshotPlace = head.snapshot;
  }

  /**
   * Opens a log, null for an unknown document and for one of another engine. Reads what no snapshot covers; at a damaged entry the log ends, what
   * follows is set aside, and `onDamage` is told where.
   */
  static async open(
    services: LogServices,
    documentId: DocumentId,
    onDamage: (seq: number) => void,
  ): Promise<DocumentLog | null> {
    const { storage } = services;
    const head = await readSoundHead(storage, documentId, onDamage);
    return head?.engine === "weft" ? new DocumentLog(services, documentId, head) : null;
  }

  /** The seq of the last durable entry, 0 for none. */
  get lastSeq(): number {
    return this.seq;
  }

  /** How many counters of each replica are durable. */
  version(): Version {
    return this.state.version();
  }

  /**
   * Takes a group of batches in order. When this resolves, everything that is `committed` is on the disk. Rejects
   * with a `StorageError` if the group did not get there, and then none of it is in the log.
   */
  async offer(group: readonly OfferedBatch[]): Promise<readonly Outcome[]> {
    const judged = judgeGroup(this.state, group);
    const found = await this.inspect(judged);
    const { outcomes, entries, isAsInspected } = decideGroup(this.state, this.seq, found);
    try {
      if (entries.length > 0) await this.commit(entries);
    } catch (error) {
      await this.services.inspector.forget(this.documentId);
      throw error;
    }
    if (isAsInspected) this.services.inspector.confirm(this.documentId, this.seq, this.bytes);
    else await this.services.inspector.forget(this.documentId);
    return outcomes;
  }

  /** The shortest tail that holds what `version` lacks; an empty one at the log's end if it lacks nothing. */
  async findTail(version: Version): Promise<Tail> {
    const gaps: { replica: string; fromCounter: number }[] = [];
    for (const [replica, known] of this.state.version()) {
      const fromCounter = version.get(replica) ?? 0;
      if (fromCounter < known) gaps.push({ replica, fromCounter });
    }
    const nothing: Tail = { afterSeq: this.seq, bytes: 0 };
    if (gaps.length === 0) return nothing;
    return (await this.services.storage.findTail({ documentId: this.documentId, gaps })) ?? nothing;
  }

  /** A page of entries after `afterSeq`, up to the log's end as it is now. */
  readPage(afterSeq: number): Promise<EntryPage> {
    const { documentId, seq: lastSeq } = this;
    return this.services.storage.readEntries({ documentId, afterSeq, lastSeq, bytesMax: pageBytesMax });
  }

  /** The newest snapshot, shared by all who ask for it while it is the newest. */
  findSnapshot(): Promise<Snapshot | null> {
    if (this.snapshotPlace === null) return Promise.resolve(null);
    this.snapshotInMemory ??= this.services.storage.findSnapshot(this.documentId);
    return this.snapshotInMemory;
  }

  /** Whether a snapshot and the tail after it are fewer bytes to send than `tail`. */
  isSnapshotCheaper(tail: Tail): boolean {
    const place = this.snapshotPlace;
    return place !== null && place.size + this.tailCost(place) < this.costOf(tail);
  }

  /** Whether the newest snapshot stands in for the entry at `seq`. */
  isInSnapshot(seq: number): boolean {
    return this.snapshotPlace !== null && seq <= this.snapshotPlace.seq;
  }

  private costOf({ afterSeq, bytes }: Tail): number {
    return bytes + (this.seq - afterSeq) * entryOverheadBytes;
  }

  /** Makes a snapshot if the tail after the last one has outgrown it. Only between two groups. */
  async refreshSnapshot(): Promise<void> {
    const place = this.snapshotPlace;
    const before = place ?? { seq: 0, logBytes: 0, size: 0 };
    const cost = this.tailCost(before);
    if (cost < Math.max(snapshotTailBytesMin, before.size, this.snapshotCostMin)) return;
    // If this one cannot be kept the next is not tried with every batch, but when the tail has doubled.
    this.snapshotCostMin = 2 * cost;
    const { seq, bytes: logBytes } = this;
    const bytes = await this.services.inspector.save(this.inspectedLog());
    const snapshot = { seq, logBytes, bytes };
    await this.services.storage.saveSnapshot(this.documentId, snapshot);
    this.snapshotPlace = { seq, logBytes, size: bytes.length };
    this.snapshotInMemory = Promise.resolve(snapshot);
    this.snapshotCostMin = 0;
  }

  /**
   * Writes the log anew under the next incarnation: the same ops, and nothing of what was deleted. Only between two groups, and
   * it is the last that this log does: whoever goes on opens it again. Rejects with a `StorageError`, and then it is as it was.
   */
  async eraseHistory(incarnation: Incarnation, act: Act): Promise<void> {
    const { documentId, state } = this;
    const { inspector, storage } = this.services;
    const batches = await inspector.withoutDeleted(this.inspectedLog());
    const entries = batches.map((bytes): NewEntry => {
      const header = readBatchHeader(bytes);
      assert(header.ok, "a document gives sound batches");
      const { replica, counter, count, lamport } = header.value;
      const author = state.identityOf(replica) || act.actor;
      return { replica, counter, count, lamport, wallTimeMs: act.atMs, author, binds: null, bytes };
    });
    assert(isSameVersion(versionOf(entries), state.version()), "what is erased loses its characters only");
    await storage.eraseHistory(documentId, { incarnation, entries, act });
    await inspector.forget(documentId);
  }

  private tailCost({ seq, logBytes }: SnapshotPlace): number {
    return this.costOf({ afterSeq: seq, bytes: this.bytes - logBytes });
  }

  private async commit(entries: readonly NewEntry[]): Promise<void> {
    await this.services.commits.append({ documentId: this.documentId, firstSeq: this.seq + 1, entries });
    for (const entry of entries) {
      this.state.accept(entry);
      this.bytes += entry.bytes.length;
    }
    this.seq += entries.length;
  }

  /** Looks into the batches that are worth it. One that the log has byte for byte needs no second look. */
  private async inspect(
    judged: readonly Judged[],
  ): Promise<{ readonly judged: Judged; readonly inspection: Inspection | null }[]> {
    const isRepeat = await Promise.all(judged.map((one) => this.isRepeat(one)));
    const batches: NewBatch[] = [];
    judged.forEach((one, index) => {
      if (one.kind === "refused" || isRepeat[index]) return;
      const { batch, identity } = one.offered;
      const mayChange = mayEdit(identity.role) || this.state.holds(one.offer.header) ? "all" : "comments";
      batches.push({ bytes: batch.bytes, mayChange });
    });
    const inspections =
      batches.length === 0 ? [] : [...(await this.services.inspector.inspect(this.inspectedLog(), batches))];
    return judged.map((one, index) => {
      const isInspected = one.kind !== "refused" && !isRepeat[index];
      return { judged: one, inspection: isInspected ? (inspections.shift() ?? null) : null };
    });
  }

  private async isRepeat(judged: Judged): Promise<boolean> {
    if (judged.kind !== "known") return false;
    const { replica, counter } = judged.offer.header;
    const { bytes } = judged.offered.batch;
    const entry = await this.services.storage.findEntry(this.documentId, replica, counter);
    return entry !== null && equalBytes(entry.bytes, bytes);
  }

  private inspectedLog(): InspectedLog {
    return {
      documentId: this.documentId,
      lastSeq: this.seq,
      totalBytes: this.bytes,
      findSnapshot: () => this.findSnapshot(),
      readEntries: (range) => this.services.storage.readEntries(range),
    };
  }
}

/** How far entries go that have each replica's counters in order, without gaps. */
function versionOf(entries: readonly NewEntry[]): ReadonlyMap<string, number> {
  const version = new Map<string, number>();
  for (const { replica, counter, count } of entries) {
    if (counter === (version.get(replica) ?? 0)) version.set(replica, counter + count);
  }
  return version;
}

function isSameVersion(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([replica, known]) => b.get(replica) === known);
}
