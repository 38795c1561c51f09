/** What changed in the visible text, in positions of the text as it was just before this patch. */
export interface Patch {
  readonly index: number;
  /** Code units that vanished from `index` on. */
  readonly removed: number;
  /** What appeared in their place. */
  readonly inserted: string;
  readonly origin: "local" | "remote";
}

/** Hears of every change, in order, once the call that caused it has done all its work. */
export type PatchListener = (patch: Patch) => void;

/** Somebody who listens, and how many patches there had been when they began. */
interface Subscription {
  readonly listener: PatchListener;
  readonly since: number;
}

/**
 * Gathers patches while something is applied and tells them afterwards, so that a listener never meets a
 * half-applied document, and may itself edit, subscribe and unsubscribe. Nobody listening costs nothing.
 *
 * Law: whoever copies the text when it subscribes and follows every patch has the text after every call, whatever
 * other listeners do: one that begins while patches are told hears only of later ones, and one that throws
 * keeps no other from hearing.
 */
export class PatchFeed {
  private readonly subscriptions = new Set<Subscription>();
  private pending: Patch[] = [];
  private added = 0;
  private telling = false;
  /** Whether patches are wanted at all. */
  wanted = false;

  /** Calls `listener` with every later patch, until the function that is returned is called. */
  subscribe(listener: PatchListener): () => void {
    const subscription = { listener, since: this.added };
    this.subscriptions.add(subscription);
    this.wanted = true;
    return () => {
      this.subscriptions.delete(subscription);
      this.wanted = this.subscriptions.size > 0;
    };
  }

  add(patch: Patch): void {
    if (!this.wanted) return;
    this.pending.push(patch);
    this.added++;
  }

  /**
   * Tells what was gathered. Edits that a listener makes are told after it, in order. What listeners throw comes
   * out when all have heard all; of several errors the first.
   */
  tell(): void {
    if (this.telling || this.pending.length === 0) return;
    const errors: unknown[] = [];
    this.telling = true;
    while (this.pending.length > 0) {
      const patches = this.pending;
      const first = this.added - patches.length;
      this.pending = [];
      for (const [place, patch] of patches.entries()) this.tellOne(patch, first + place, errors);
    }
    this.telling = false;
    if (errors.length > 0) throw errors[0];
  }

  private tellOne(patch: Patch, number: number, errors: unknown[]): void {
    for (const { listener, since } of this.subscriptions) {
      if (number < since) continue;
      try {
        listener(patch);
      } catch (error) {
        errors.push(error);
      }
    }
  }
}
