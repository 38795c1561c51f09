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

/**
 * Gathers patches while something is applied and tells them afterwards, so that a listener never meets a
 * half-applied document, and may itself edit. Nobody listening costs nothing.
 */
export class PatchFeed {
  private readonly listeners = new Set<PatchListener>();
  private pending: Patch[] = [];
  private telling = false;

  /** Whether patches are wanted at all. */
  get wanted(): boolean {
    return this.listeners.size > 0;
  }

  /** Calls `listener` with every later patch, until the function that is returned is called. */
  subscribe(listener: PatchListener): () => void {
    const own: PatchListener = (patch) => listener(patch);
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  add(patch: Patch): void {
    if (this.wanted) this.pending.push(patch);
  }

  /** Tells what was gathered. Edits that a listener makes are told after it, in order. */
  tell(): void {
    if (this.telling) return;
    this.telling = true;
    try {
      while (this.pending.length > 0) {
        const patches = this.pending;
        this.pending = [];
        for (const patch of patches) for (const listener of this.listeners) listener(patch);
      }
    } finally {
      this.telling = false;
    }
  }
}
