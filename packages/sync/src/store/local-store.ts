/**
 * The port to this device's own disk: what a browser keeps of its documents. One contract suite
 * (`test/local-store-contract.ts`) holds for every adapter.
 *
 * Laws: a call that resolves with success has happened whole, one that fails not at all. Calls take effect in the
 * order in which they were made. `append` is on the disk, not only handed over, when it resolves.
 */
import { equalBytes, type Result } from "@weft/base";
import type { LogPlace } from "@weft/protocol";
import type { ReplicaId } from "@weft/rga";
import { type BatchKey, batchKey, type OutboxBatch } from "../machine/outbox-batch.ts";
import type { KeptPiece } from "./kept-piece.ts";

/** Why the store did not do what it was asked. */
export interface StoreFailure {
  readonly kind: /** No room. */
    | "quota"
    /** There is no store, or the browser does not let us have it. */
    | "unavailable"
    /** What is there was written by another version of the program. */
    | "version"
    /** Anything else that the platform reports. */
    | "broken";
  /** For a person. */
  readonly sentence: string;
}

/** The outcome of a call without a value. */
export type StoreResult = Result<void, StoreFailure>;

/** Which snapshot and which part of the tail were loaded together. */
export interface CompactionMark {
  /** How often the snapshot has been replaced. */
  readonly generation: number;
  /** The number of the last update of the tail. */
  readonly tailEnd: number;
}

/** All that is kept of one document. */
export interface StoredDocument {
  /** A saved document, or null. With `tail` it holds only what the server had on its disk. */
  readonly snapshot: Uint8Array | null;
  /** Updates on top of the snapshot, in any order. */
  readonly tail: readonly Uint8Array[];
  readonly mark: CompactionMark;
  /** Up to here snapshot and tail hold the log. */
  readonly place: LogPlace | null;
  /** Own batches that the server may lack, in the order in which they were stored. */
  readonly outbox: readonly OutboxBatch[];
  /** Replica ids of this browser, to be leased. */
  readonly replicas: readonly ReplicaId[];
  readonly kept: readonly KeptPiece[];
}

/** A document that was never seen. */
export const nothingStored: StoredDocument = {
  snapshot: null,
  tail: [],
  mark: { generation: 0, tailEnd: 0 },
  place: null,
  outbox: [],
  replicas: [],
  kept: [],
};

/** What came from the server in one go. */
export interface ReceivedUpdates {
  readonly updates: readonly Uint8Array[];
  /** Own batches that are on the server's disk now: they go from the outbox to the tail. */
  readonly saved: readonly OutboxBatch[];
  /** What place this advances from; null: what it holds completes what the store has, wherever that stands. */
  readonly after: LogPlace | null;
  /**
   * Null: as it was. Taken only if the store stands at `after` or beyond: a commit that failed leaves the place behind
   * its gap, so that what is missing is asked for again. In one incarnation a place never goes back.
   */
  readonly place: LogPlace | null;
}

/** A saved document that holds the server's log up to a place. */
export interface ServerCopy {
  readonly snapshot: Uint8Array;
  readonly place: LogPlace;
}

/** This device's disk. */
export interface LocalStore {
  /** Whether what is stored outlives the tab. */
  readonly keeps: boolean;
  /** Everything that is kept of a document; all empty for one that was never seen. */
  load(documentId: string): Promise<Result<StoredDocument, StoreFailure>>;
  /**
   * Puts batches at the end of the outbox, strictly; what is in it already is left out. In the same commit it throws away
   * the kept pieces `repeated`, which the batches write again: so that neither a crash nor a reload writes them twice.
   */
  append(
    documentId: string,
    batches: readonly OutboxBatch[],
    repeated?: readonly string[],
  ): Promise<StoreResult>;
  /** Keeps what came from the server. */
  receive(documentId: string, received: ReceivedUpdates): Promise<StoreResult>;
  /** Puts `snapshot` in the place of what was loaded with `mark`. Nothing happens if another tab did so meanwhile. */
  compact(documentId: string, mark: CompactionMark, snapshot: Uint8Array): Promise<StoreResult>;
  /** Puts a saved document and its place in the place of all that came from the server: its log's history was erased. */
  startOver(documentId: string, copy: ServerCopy): Promise<StoreResult>;
  /** Adds a replica id to the pool, strictly. */
  addReplica(documentId: string, replica: ReplicaId): Promise<StoreResult>;
  /** Takes a replica id out of the pool: nobody may write under it again. */
  retireReplica(documentId: string, replica: ReplicaId): Promise<StoreResult>;
  /**
   * Puts a kept piece in the place of one with its id, strictly, and takes its batches out of the outbox. Those that
   * another piece has already, because two tabs put them aside, are left out; with none left it is not kept.
   */
  keep(documentId: string, piece: KeptPiece): Promise<StoreResult>;
  /** Throws a kept piece away, for good. */
  discard(documentId: string, pieceId: string): Promise<StoreResult>;
  /** Lets go of the disk. Calls after it fail. */
  close(): Promise<void>;
}

/** The batches of `outbox` whose keys are not in `keys`. */
export function withoutKeys(
  outbox: readonly OutboxBatch[],
  keys: ReadonlySet<BatchKey>,
): readonly OutboxBatch[] {
  return outbox.filter((batch) => !keys.has(batchKey(batch)));
}

/** `piece` without the batches that another one of `kept` has. */
export function withoutKept(piece: KeptPiece, kept: readonly KeptPiece[]): KeptPiece {
  const others = kept.filter((other) => other.id !== piece.id);
  const isKept = (batch: OutboxBatch) =>
    others.some((other) =>
      other.batches.some((has) => batchKey(has) === batchKey(batch) && equalBytes(has.bytes, batch.bytes)),
    );
  return { ...piece, batches: piece.batches.filter((batch) => !isKept(batch)) };
}

/** The place to keep after `received` when the store stood at `before`; see `ReceivedUpdates.place`. */
export function laterPlace(before: LogPlace | null, received: ReceivedUpdates): LogPlace | null {
  const { after, place: next } = received;
  if (next === null) return before;
  if (after !== null) {
    const isAtAfter = before !== null && before.incarnation === after.incarnation && before.seq >= after.seq;
    if (!isAtAfter) return before;
  }
  if (before === null || before.incarnation !== next.incarnation) return next;
  return next.seq > before.seq ? next : before;
}
