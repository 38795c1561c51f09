import type { ReplicaId } from "@weft/rga";
import { type BatchKey, batchKey } from "../machine/outbox-batch.ts";
import type { SyncState } from "../machine/sync-state.ts";

/** Some of the edits that were waited for were refused; they are kept aside on this device. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** The replica was closed before the edits that were waited for were saved. They are stored if the store keeps. */
export class ClosedError extends Error {
  override readonly name = "ClosedError";
}

interface Waiter {
  readonly replica: ReplicaId;
  /** Own counters below this one have to be saved. */
  readonly counterEnd: number;
  keys: ReadonlySet<BatchKey>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Who waits until edits are on the server's disk. */
export class SavedWaiters {
  private waiters: Waiter[] = [];
  private closed = false;
  private isHeld = false;

  /** Resolves when all own counters below `counterEnd`, and all that is queued in `state`, are saved. */
  wait(state: SyncState, counterEnd: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const keys = new Set(state.queue.map((pending) => batchKey(pending.batch)));
      this.waiters.push({ replica: state.replica, counterEnd, keys, resolve, reject });
      this.look(state);
      if (this.closed) this.close();
    });
  }

  /**
   * Whether edits that were waited for are being written again under other ids: nobody is let go meanwhile, and those
   * who waited then wait for all that is queued in `state`, what was written again included.
   */
  hold(isHeld: boolean, state: SyncState): void {
    if (this.isHeld && !isHeld) {
      const queued = state.queue.map((pending) => batchKey(pending.batch));
      for (const waiter of this.waiters) waiter.keys = new Set([...waiter.keys, ...queued]);
    }
    this.isHeld = isHeld;
  }

  /** Lets go of those whose edits are saved in `state`. */
  look(state: SyncState): void {
    if (this.waiters.length === 0 || this.isHeld || state.replacing) return;
    const keys = new Set(state.queue.map((pending) => batchKey(pending.batch)));
    const done = this.waiters.filter((waiter) => {
      if (waiter.replica === state.replica && state.nextCounter < waiter.counterEnd) return false;
      const ownWaits = state.queue.some(
        ({ batch }) => batch.replica === waiter.replica && batch.counter < waiter.counterEnd,
      );
      return !ownWaits && ![...waiter.keys].some((key) => keys.has(key));
    });
    this.waiters = this.waiters.filter((waiter) => !done.includes(waiter));
    for (const waiter of done) waiter.resolve();
  }

  /** Edits of these replicas were put aside: nobody waits for them any longer. */
  refuse(sentence: string): void {
    this.rejectAll(new RefusedError(sentence));
  }

  /** Nobody will tell any more: who waits from now on is rejected unless everything is saved already. */
  close(): void {
    this.closed = true;
    this.rejectAll(new ClosedError("the replica was closed before the edits were saved"));
  }

  private rejectAll(error: Error): void {
    for (const waiter of this.waiters.splice(0)) waiter.reject(error);
  }
}
