/** What goes out: batches while the session is open, pieces that must not go out at all. */
import { batchAgeMsMax, type RefusalReason, type SentBatch } from "@weft/protocol";
import type { ReplicaId } from "@weft/rga";
import type { Moment } from "./connection.ts";
import type { Effect } from "./effect.ts";
import { markRefused, markSent, nextToSend, numberOfNext, type PendingBatch, remove } from "./outbox.ts";
import { type BatchKey, batchKey, type OutboxBatch } from "./outbox-batch.ts";
import type { SyncState } from "./sync-state.ts";

/** Sends what may be sent: first what the server has lost, then the queue. */
export function sendWaiting(state: SyncState, out: Effect[], moment: Moment): SyncState {
  if (state.connection.phase.name !== "open" || state.findingLost || state.serverStorage === "full")
    return state;
  const reofferKeys = new Set(state.reoffers.map(batchKey));
  const reoffers = state.reoffers.map((batch) => ({ batch, storage: "stored" as const }));
  const all = reoffers.length === 0 ? state.queue : [...reoffers, ...state.queue];
  let session = state.session;
  for (;;) {
    const batches = nextToSend(all, session);
    if (batches.length === 0) return { ...state, session };
    const sent = batches.map((batch): SentBatch => {
      const origin = reofferKeys.has(batchKey(batch)) ? "reoffered" : "written";
      return { origin, ageMs: ageMs(batch, moment), bytes: batch.bytes };
    });
    out.push({ type: "send", frame: { type: "batches", firstNumber: numberOfNext(session), batches: sent } });
    session = markSent(session, batches);
  }
}

/** Takes batches out of the queue for good, into a kept piece. The document is reopened without them. */
export function keepAside(
  state: SyncState,
  out: Effect[],
  kept: {
    readonly pending: readonly PendingBatch[];
    readonly reason: RefusalReason;
    readonly sentence: string;
    /** Replicas whose refused batches another tab has kept already. */
    readonly alsoReplicas?: readonly ReplicaId[];
  },
): SyncState {
  const batches = kept.pending.map((pending) => pending.batch);
  const keys: ReadonlySet<BatchKey> = new Set(batches.map(batchKey));
  const replicas = new Set([...batches.map((batch) => batch.replica), ...(kept.alsoReplicas ?? [])]);
  out.push({ type: "keep", batches, replicas, reason: kept.reason, sentence: kept.sentence });
  const session = markRefused(state.session, keys);
  return { ...state, queue: remove(state.queue, keys), session, replacing: true };
}

function ageMs(batch: OutboxBatch, moment: Moment): number {
  return Math.min(batchAgeMsMax, Math.max(0, Math.round(moment.nowMs - batch.madeAtMs)));
}
