/**
 * The own edits that the server has not on its disk: a queue in causal order, and what is on its way in the
 * present session. Plain functions over values; the server's watermark counts batches of one session, so the
 * session's part is thrown away with its socket and the queue stays.
 */
import { assert } from "@weft/base";
import { batchesPerFrameMax, frameBytesMax, unsettledBatchesMax, unsettledBytesMax } from "@weft/protocol";
import type { ReplicaId } from "@weft/rga";
import { type BatchKey, batchKey, type OutboxBatch } from "./outbox-batch.ts";

/** A batch that is not known to be on the server's disk. */
export interface PendingBatch {
  readonly batch: OutboxBatch;
  /**
   * How it stands with this device's disk: not answered yet; on it; or there was no room, and its replica id will
   * never be leased again, so that it may leave unstored.
   */
  readonly storage: "waiting" | "stored" | "failed";
}

/** A batch that was sent in this session. */
interface SentBatch {
  readonly key: BatchKey;
  readonly byteCount: number;
  /** Set when the server refused it, or it went into a kept piece: the watermark passes over it. */
  readonly refused: boolean;
}

/** What one session has under way. */
export interface SessionOutbox {
  /** Number, in the session, of the first batch in `unsettled`. */
  readonly settled: number;
  readonly unsettled: readonly SentBatch[];
  /** How many refusals were heard. */
  readonly refusals: number;
  /** The number of the last batch that was refused, -1 for none. */
  readonly lastRefused: number;
}

export const emptySession: SessionOutbox = { settled: 0, unsettled: [], refusals: 0, lastRefused: -1 };

/** The number of the batch that is sent next. */
export function numberOfNext(session: SessionOutbox): number {
  return session.settled + session.unsettled.length;
}

/** The queue with `added` in it, in causal order; what is in it already is left out. */
export function enqueue(
  queue: readonly PendingBatch[],
  added: readonly PendingBatch[],
): readonly PendingBatch[] {
  // The usual case, one keystroke behind many that wait: newer than all, so it cannot be in the queue.
  const newest = queue.at(-1)?.batch.lamport ?? -1;
  const isNewer = added.every(({ batch }) => batch.lamport > newest);
  if (isNewer && (added.length < 2 || isInOrder(added))) return [...queue, ...added];
  const keys = new Set(queue.map((pending) => batchKey(pending.batch)));
  const fresh = added.filter((pending) => !keys.has(batchKey(pending.batch)));
  if (fresh.length === 0) return queue;
  const all = [...queue, ...fresh];
  // Another tab's batch may arrive before one that it builds on: Lamport timestamps put causes first.
  return isInOrder(all) ? all : all.sort((a, b) => a.batch.lamport - b.batch.lamport);
}

function isInOrder(queue: readonly PendingBatch[]): boolean {
  return queue.every(
    ({ batch }, index) => index === 0 || (queue[index - 1]?.batch.lamport ?? 0) <= batch.lamport,
  );
}

/** The queue with this device's answer for the batches with `keys`; what is stored stays stored. */
export function markStorage(
  queue: readonly PendingBatch[],
  keys: ReadonlySet<BatchKey>,
  storage: "stored" | "failed",
): readonly PendingBatch[] {
  return queue.map((pending) =>
    pending.storage !== "stored" && keys.has(batchKey(pending.batch)) ? { ...pending, storage } : pending,
  );
}

/** The queue without the batches with `keys`. */
export function remove(queue: readonly PendingBatch[], keys: ReadonlySet<BatchKey>): readonly PendingBatch[] {
  return queue.filter((pending) => !keys.has(batchKey(pending.batch)));
}

/**
 * The batches that may be sent now, cut to one frame and to what may be unsettled. Nothing is sent before it is
 * stored, unless this device could not store it; a batch that waits holds back all behind it.
 */
export function nextToSend(queue: readonly PendingBatch[], session: SessionOutbox): readonly OutboxBatch[] {
  const onTheWay = new Set(session.unsettled.map((sent) => sent.key));
  let bytesUnsettled = session.unsettled.reduce((sum, sent) => sum + sent.byteCount, 0);
  let bytesInFrame = 0;
  const next: OutboxBatch[] = [];
  for (const { batch, storage } of queue) {
    if (onTheWay.has(batchKey(batch))) continue;
    if (storage === "waiting") break;
    bytesUnsettled += batch.bytes.length;
    bytesInFrame += batch.bytes.length + batchOverheadBytes;
    if (next.length === batchesPerFrameMax || bytesInFrame > frameBytesMax - batchOverheadBytes) break;
    if (session.unsettled.length + next.length >= unsettledBatchesMax || bytesUnsettled > unsettledBytesMax)
      break;
    next.push(batch);
  }
  return next;
}

/** Room for what stands around a batch in a frame. */
const batchOverheadBytes = 32;

/** The session after `batches` were sent in it, in this order. */
export function markSent(session: SessionOutbox, batches: readonly OutboxBatch[]): SessionOutbox {
  const sent = batches.map((batch) => ({
    key: batchKey(batch),
    byteCount: batch.bytes.length,
    refused: false,
  }));
  return { ...session, unsettled: [...session.unsettled, ...sent] };
}

/**
 * Moves the durable watermark up to `settled` batches of this session. `saved` are the batches that are on the
 * server's disk; null if the server counts batches that were never sent, or goes back.
 */
export function settle(
  session: SessionOutbox,
  settled: number,
): { readonly session: SessionOutbox; readonly saved: readonly BatchKey[] } | null {
  const count = settled - session.settled;
  if (count < 0 || count > session.unsettled.length) return null;
  const passed = session.unsettled.slice(0, count);
  return {
    session: { ...session, settled, unsettled: session.unsettled.slice(count) },
    saved: passed.filter((sent) => !sent.refused).map((sent) => sent.key),
  };
}

/** The key of batch number `number` of the session, or null if it is not unsettled or was refused before. */
export function sentKey(session: SessionOutbox, number: number): BatchKey | null {
  const sent = session.unsettled[number - session.settled];
  return sent === undefined || sent.refused ? null : sent.key;
}

/** Whether the server may speak of batch number `number` of the session: it was sent, and is not settled yet. */
export function isUnsettled(session: SessionOutbox, number: number): boolean {
  return number >= session.settled && number < session.settled + session.unsettled.length;
}

/** The session in which the watermark passes over the batches with `keys`. */
export function markRefused(session: SessionOutbox, keys: ReadonlySet<BatchKey>): SessionOutbox {
  return {
    ...session,
    unsettled: session.unsettled.map((sent) => (keys.has(sent.key) ? { ...sent, refused: true } : sent)),
  };
}

/**
 * The batch with `key` and all of the queue that builds on it: later batches of its replica, and whatever
 * depends on one of these, however far.
 */
export function causallyFrom(queue: readonly PendingBatch[], key: BatchKey): readonly PendingBatch[] {
  const first = queue.find((pending) => batchKey(pending.batch) === key);
  assert(first !== undefined, "the refused batch is in the queue");
  const refusedFrom = new Map<ReplicaId, number>([[first.batch.replica, first.batch.counter]]);
  const isTainted = ({ batch }: PendingBatch): boolean =>
    batch.counter >= (refusedFrom.get(batch.replica) ?? Number.POSITIVE_INFINITY) ||
    batch.dependencies.some(
      (dependency) => dependency.counter >= (refusedFrom.get(dependency.replica) ?? Number.POSITIVE_INFINITY),
    );
  // The queue is in causal order but for what came through another tab out of turn: repeat until it is stable.
  for (;;) {
    const before = refusedFrom.size;
    for (const pending of queue) {
      const { replica, counter } = pending.batch;
      if (isTainted(pending) && counter < (refusedFrom.get(replica) ?? Number.POSITIVE_INFINITY)) {
        refusedFrom.set(replica, counter);
      }
    }
    if (refusedFrom.size === before) return queue.filter(isTainted);
  }
}
