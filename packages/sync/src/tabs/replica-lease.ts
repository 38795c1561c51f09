/**
 * Under which replica id a tab writes. Ids are leased from a pool in the store, each under a lock that lives as
 * long as its tab, so that a reload goes on with the id of before and version vectors stay short. Without locks, or
 * without a store that keeps, every tab takes a fresh random id.
 */
import type { Random } from "@weft/base";
import { type ReplicaId, randomReplicaId } from "@weft/rga";
import type { LocalStore } from "../store/local-store.ts";
import type { Release, TabPlatform } from "./tab-platform.ts";

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

/** Leases the first free id of `pool`, or a new one, which is in the store before it is used. */
export async function leaseReplica(options: LeaseOptions, pool: readonly ReplicaId[]): Promise<ReplicaLease> {
  const { tabs, store, documentId, random } = options;
  if (tabs && store.keeps) {
    for (const replica of pool) {
      const release = await tabs.tryLock(lockName(documentId, replica));
      if (release) return { replica, release };
    }
  }
  const replica = randomReplicaId(random);
  const release: Release | null =
    tabs && store.keeps ? await tabs.tryLock(lockName(documentId, replica)) : null;
  // An id that could not be stored is simply never leased again: nothing depends on its being there.
  if (release) await store.addReplica(documentId, replica);
  return { replica, release: release ?? (() => undefined) };
}

function lockName(documentId: string, replica: ReplicaId): string {
  return `weft-replica:${documentId}:${replica}`;
}
