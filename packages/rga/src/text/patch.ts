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

/** A patch to be told, and to whom: to those who listened when it was made. */
interface PendingPatch {
  readonly patch: Patch;
  readonly listeners: readonly PatchListener[];
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
  readonly #listeners = new Set<PatchListener>();
  #pending: PendingPatch[] = [];
  #telling = false;
  /** Whether patches are wanted at all. */
  wanted = false;

  /** Calls `listener` with every later patch, until the function that is returned is called. */
  subscribe(listener: PatchListener): () => void {
    // One function may listen twice.
    const own: PatchListener = (patch) => listener(patch);
    this.#listeners.add(own);
    this.wanted = true;
    return () => {
      this.#listeners.delete(own);
      this.wanted = this.#listeners.size > 0;
    };
  }

  add(patch: Patch): void {
    this.#pending.push({ patch, listeners: [...this.#listeners] });
  }

  /**
   * Tells what was gathered. Edits that a listener makes are told after it, in order. What listeners throw comes
   * out when all have heard all; of several errors the first.
   */
  tell(): void {
    if (this.#telling) return;
    const errors: unknown[] = [];
    this.#telling = true;
    // It may grow while it is told.
    for (const { patch, listeners } of this.#pending) {
      for (const listener of listeners) {
        if (!this.#listeners.has(listener)) continue;
        try {
          listener(patch);
        } catch (error) {
          errors.push(error);
        }
      }
    }
    this.#pending = [];
    this.#telling = false;
    if (errors.length > 0) throw errors[0];
  }
}
