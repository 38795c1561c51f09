import type { ReplicaId } from "@weft/rga";

/** The last counter of another replica that a batch builds on. */
export interface Dependency {
  readonly replica: ReplicaId;
  readonly counter: number;
}

/** Ops of one replica in final bytes on their way to the server: whatever happens, a retry sends these bytes. */
export interface OutboxBatch {
  readonly replica: ReplicaId;
  /** Its first counter. */
  readonly counter: number;
  /** How many counters it covers. */
  readonly count: number;
  /** The Lamport timestamp of its first counter: causes always have lower ones. */
  readonly lamport: number;
  readonly dependencies: readonly Dependency[];
  /** How many edits of a person it ends: a keystroke that waited for another's commit shares its batch. */
  readonly edits: number;
  /** When it was made, by this machine's clock. */
  readonly madeAtMs: number;
  readonly bytes: Uint8Array;
}

/** Names a batch within its document: two batches with one key are the same batch. */
export type BatchKey = string;

/** The key of a batch. */
export function batchKey(batch: { readonly replica: ReplicaId; readonly counter: number }): BatchKey {
  return `${batch.replica}:${batch.counter}`;
}
