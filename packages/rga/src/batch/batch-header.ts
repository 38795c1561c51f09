import type { ReplicaId } from "../space/replica.ts";

/** What a relay or an outbox has to know of a batch, readable without knowing any kind of op: consecutive ops of one replica. */
export interface BatchHeader {
  readonly replica: ReplicaId;
  /** The first counter. */
  readonly counter: number;
  /** How many counters it takes, at least 1. */
  readonly count: number;
  /** The Lamport timestamp of the first counter; the others run on with the counter. */
  readonly lamport: number;
  /** The highest counter of each other replica that its ops refer to. Its own earlier counters come on top. */
  readonly dependencies: readonly { readonly replica: ReplicaId; readonly counter: number }[];
}
