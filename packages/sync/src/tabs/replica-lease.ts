/**
 * Under which replica id a tab writes. Ids are leased from a pool in the store, each under a lock that lives as
 * long as its tab, so that a reload goes on with the id of before and version vectors stay short. Without locks, or
 * without a store that keeps, every tab takes a fresh random id.
 */
import type { Random } from "@weft/base";
import { type ReplicaId, randomReplicaId } from "@weft/rga";
import type { LocalStore } from "../store/local-store.ts";
import type { TabPlatform } from "./tab-platform.ts";

/** A replica id that nobody else writes under while it is held. */
export interface ReplicaLease {
  readonly replica: ReplicaId;
  /** Gives the id back to the pool. */
  release(): void;
}

/** What a lease needs. */
export interface LeaseOptions {
  readonly documentId: string;
  readonly store: LocalStore;
  readonly tabs: TabPlatform | null;
  readonly random: Random;
}

/** Leases an id of the pool; null if another tab holds it, or if tabs of this browser cannot agree on one. */
export async function leasePooled(options: LeaseOptions, replica: ReplicaId): Promise<ReplicaLease | null> {
  const { tabs, store, documentId } = options;
  const release = tabs && store.keeps ? await tabs.tryLock(lockName(documentId, replica)) : null;
  return release && { replica, release };
}

/** Leases a new id, which is in the pool before it is used. */
export async function leaseFresh(options: LeaseOptions): Promise<ReplicaLease> {
  const { store, documentId, random } = options;
  const replica = randomReplicaId(random);
  const lease = await leasePooled(options, replica);
  // An id that could not be stored is simply never leased again: nothing depends on its being there.
  if (lease) await store.addReplica(documentId, replica);
  return lease ?? { replica, release: () => undefined };
}

function lockName(documentId: string, replica: ReplicaId): string {
  return `weft-replica:${documentId}:${replica}`;
}
