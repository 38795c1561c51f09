/**
 * The document of one tab: loading it from the store, draining it, merging into it, replacing it by one without
 * refused edits. It knows the store and the replica lease, not the network.
 */
import { assert, type Clock } from "@weft/base";
import { DecodeError } from "@weft/codec";
import {
  decodeVersion,
  encodeVersion,
  type ReplicaId,
  randomReplicaId,
  readBatchHeader,
  splitBatches,
  type Version,
} from "@weft/rga";
import type { OutboxBatch } from "../machine/outbox-batch.ts";
import type { FreshCopy } from "../machine/sync-state.ts";
import type { StoredDocument } from "../store/local-store.ts";
import { type LeaseOptions, leaseFresh, leasePooled, type ReplicaLease } from "../tabs/replica-lease.ts";
import { type MergeOutcome, merge } from "./merge.ts";
import { inReofferOrder } from "./reoffer-order.ts";
import type { DocumentFactory, SyncedDocument } from "./synced-document.ts";

/** What a keeper needs. */
export interface KeeperOptions<Document extends SyncedDocument> extends LeaseOptions {
  /** The replica id that this tab had before, if it is known: the first that is tried. Or one that nobody had. */
  readonly preferred?: ReplicaId | "fresh" | null;
  readonly factory: DocumentFactory<Document>;
  readonly clock: Clock;
  /** The document has own ops to take. */
  readonly onEdited: () => void;
}

/** What `DocumentKeeper.open` gives. */
export interface KeeperOpening<Document extends SyncedDocument> {
  readonly keeper: DocumentKeeper<Document>;
  readonly outcome: MergeOutcome;
  readonly base: StoredDocument;
}

const unreadableCopy = {
  merged: false,
  problem: "malformed",
  sentence: "The server's copy of this document cannot be read. What is here is untouched.",
  replica: null,
} as const;

/** Updates in the tail that make a new snapshot worth its while when the document is opened. */
const compactFromUpdates = 200;

/** Holds the one document that a tab shows. */
export class DocumentKeeper<Document extends SyncedDocument> {
  private readonly options: KeeperOptions<Document>;
  private lease: ReplicaLease;
  private current: Document;
  private stopListening: () => void;

  private constructor(options: KeeperOptions<Document>, lease: ReplicaLease, document: Document) {
    this.options = options;
    this.lease = lease;
    this.current = document;
    this.stopListening = document.onUpdate(options.onEdited);
  }

  /**
   * The document as the store has it, under a leased replica id; how its own unsaved batches went in; and what of the
   * store is sound. A damaged copy of what the server has is dropped: the server sends it again.
   */
  static async open<Document extends SyncedDocument>(
    options: KeeperOptions<Document>,
    known: StoredDocument,
  ): Promise<KeeperOpening<Document>> {
    const { store, documentId, preferred } = options;
    const leased = preferred === "fresh" ? [] : known.replicas;
    const pool = leased.toSorted((a, b) => Number(b === preferred) - Number(a === preferred));
    for (const replica of pool) {
      const lease = await leasePooled(options, replica);
      if (lease === null) continue;
      // Whoever held the id before may have stored its last batches, or retired the id, after `known` was read.
      const loaded = await store.load(documentId);
      if (loaded.ok && loaded.value.replicas.includes(replica)) {
        const opening = await DocumentKeeper.openUnder(options, lease, loaded.value);
        if (goesOn(opening)) return opening;
        opening.keeper.close();
        await store.retireReplica(documentId, replica);
      } else lease.release();
    }
    return DocumentKeeper.openUnder(options, await leaseFresh(options), known);
  }

  private static async openUnder<Document extends SyncedDocument>(
    options: KeeperOptions<Document>,
    lease: ReplicaLease,
    stored: StoredDocument,
  ): Promise<KeeperOpening<Document>> {
    const { document, sound } = await loadBase(options, lease.replica, stored);
    const base: StoredDocument = sound ? stored : { ...stored, snapshot: null, tail: [], place: null };
    // Own batches of an earlier life come first: the next counter goes on from them.
    const outcome = merge(document, bytesOf(stored.outbox));
    return { keeper: new DocumentKeeper(options, lease, document), outcome, base };
  }

  get document(): Document {
    return this.current;
  }

  get replica(): ReplicaId {
    return this.lease.replica;
  }

  /** The first own counter that the document has not used. */
  get nextCounter(): number {
    return this.current.version().get(this.lease.replica) ?? 0;
  }

  /** The document's own ops since the last call, in final bytes. */
  take(): readonly OutboxBatch[] {
    return this.cut(this.current.takeUpdate());
  }

  /** Merges updates; see `MergeOutcome`. */
  merge(updates: readonly Uint8Array[]): MergeOutcome {
    return merge(this.current, updates);
  }

  /** Whether an update holds ops of this tab's replica id that this tab has not written. */
  holdsForeignOwn(updates: readonly Uint8Array[]): boolean {
    const known = this.nextCounter;
    return updates.some((update) => {
      const batches = splitBatches(update);
      return (
        batches.ok &&
        batches.value.some((batch) => {
          const header = readBatchHeader(batch);
          if (!header.ok || header.value.replica !== this.replica) return false;
          return header.value.counter + header.value.count > known;
        })
      );
    });
  }

  /** What a document made of `stored` alone knows. */
  async storedVersion(stored: StoredDocument): Promise<Version> {
    if (stored.snapshot === null && stored.tail.length === 0) return new Map();
    return (await loadBase(this.options, this.scratchReplica(), stored)).document.version();
  }

  /** Merges what a whole saved document has beyond `known`; gives all that it has as an update. */
  mergeSnapshot(
    bytes: Uint8Array,
    known: Version,
  ): { readonly outcome: MergeOutcome; readonly update: Uint8Array } {
    const { documentId, factory } = this.options;
    const whole = load(() => factory({ documentId, replica: this.scratchReplica(), saved: bytes }));
    if (whole === null) return { outcome: unreadableCopy, update: new Uint8Array() };
    const news = whole.updateSince(known);
    const outcome = this.merge(news.length > 0 ? [news] : []);
    return { outcome, update: whole.updateSince(new Map()) };
  }

  /** What was on the server's disk once, and `version` lacks, as batches in an order in which a log takes them. */
  async findLost(stored: StoredDocument, version: Uint8Array): Promise<readonly OutboxBatch[]> {
    const known = decodeVersion(version);
    if (!known.ok) return [];
    const { document } = await loadBase(this.options, this.scratchReplica(), stored);
    return inReofferOrder(this.cut(document.updateSince(known.value)), known.value);
  }

  /**
   * What the log says now as a saved document, together with what it lacks of what `stored` had from it, and that as batches too;
   * or why it cannot be read. Nothing is replaced yet.
   */
  async copyOf(
    stored: StoredDocument,
    { base, updates }: FreshCopy,
  ): Promise<
    | { readonly outcome: MergeOutcome & { readonly merged: false } }
    | { readonly outcome: null; readonly snapshot: Uint8Array; readonly lost: readonly OutboxBatch[] }
  > {
    const { documentId, factory } = this.options;
    const replica = this.scratchReplica();
    const copy = load(() => factory({ documentId, replica, ...(base ? { saved: base } : {}) }));
    const outcome = copy && merge(copy, updates);
    if (copy === null || outcome === null || !outcome.merged) {
      return { outcome: outcome?.merged === false ? outcome : unreadableCopy };
    }
    const lost = await this.findLost(stored, encodeVersion(copy.version()));
    merge(copy, bytesOf(lost));
    return { outcome: null, snapshot: copy.save(), lost };
  }

  /**
   * Replaces the document by the stored one with `pending` on top, under another replica id. What was typed into the
   * old one and not taken until this moment is given back.
   */
  async reopen(
    stored: StoredDocument,
    pending: () => readonly OutboxBatch[],
  ): Promise<readonly OutboxBatch[]> {
    const old = this.lease;
    await this.options.store.retireReplica(this.options.documentId, old.replica);
    // A fresh id: one from the pool may be another tab's that was refused at the same time.
    const lease = await leaseFresh(this.options);
    const { document } = await loadBase(this.options, lease.replica, stored);
    // From here to the end nothing is awaited: nothing can be typed in between.
    merge(document, bytesOf(pending()));
    const leftOver = this.take();
    this.stopListening();
    this.lease = lease;
    this.current = document;
    this.stopListening = document.onUpdate(this.options.onEdited);
    old.release();
    return leftOver;
  }

  /** Lets go of the document and of its replica id. */
  close(): void {
    this.stopListening();
    this.lease.release();
  }

  private cut(update: Uint8Array | null): readonly OutboxBatch[] {
    if (update === null || update.length === 0) return [];
    const batches = splitBatches(update);
    assert(batches.ok, "a document gives whole batches");
    const madeAtMs = this.options.clock.now();
    return batches.value.map((view) => {
      const bytes = view.slice();
      const header = readBatchHeader(bytes);
      assert(header.ok, "a document gives sound batches");
      const { replica, counter, count, lamport, dependencies } = header.value;
      return { replica, counter, count, lamport, dependencies, edits: 0, madeAtMs, bytes };
    });
  }

  /** An id for a document that nobody writes in. */
  private scratchReplica(): ReplicaId {
    return randomReplicaId(this.options.random);
  }
}

function bytesOf(batches: readonly OutboxBatch[]): readonly Uint8Array[] {
  return batches.map((batch) => batch.bytes);
}

/**
 * Whether the document knows every counter that was used under its id, so that its next one is new. It does not if a
 * stored batch waits for its causes, or could not be read, as the disk was full for what comes before; nor if a kept
 * piece has one, as the tab that wrote it died before the id was retired.
 */
function goesOn<Document extends SyncedDocument>(opening: KeeperOpening<Document>): boolean {
  const { keeper, base } = opening;
  const used = [...base.outbox, ...base.kept.flatMap((piece) => piece.batches)];
  const own = used.filter((batch) => batch.replica === keeper.replica);
  return own.every((batch) => batch.counter + batch.count <= keeper.nextCounter);
}

/** What the server had on its disk, as far as this device has it. */
async function loadBase<Document extends SyncedDocument>(
  options: KeeperOptions<Document>,
  replica: ReplicaId,
  stored: StoredDocument,
): Promise<{ readonly document: Document; readonly sound: boolean }> {
  const { documentId, factory, store } = options;
  const saved = stored.snapshot;
  const loaded = load(() => factory({ documentId, replica, ...(saved ? { saved } : {}) }));
  const document = loaded ?? factory({ documentId, replica });
  const sound = loaded !== null && merge(document, stored.tail).merged;
  const isLong = stored.tail.length >= compactFromUpdates && document.missing().length === 0;
  if (isLong || !sound) await store.compact(documentId, stored.mark, document.save());
  return { document, sound };
}

/** What `make` makes of bytes that were kept or sent, or null if they cannot be read. */
function load<Document>(make: () => Document): Document | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
