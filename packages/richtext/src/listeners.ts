import type { Origin, Patch } from "./rich-text.ts";

/** Hears of the patches of one call. */
export type PatchListener = (patches: readonly Patch[], origin: Origin) => void;

/** Those who listen to a document. What a listener changes is told after what it was called for. */
export class Listeners {
  private readonly patchListeners = new Set<PatchListener>();
  private readonly updateListeners = new Set<() => void>();
  private readonly waiting: (() => void)[] = [];
  private telling = false;

  /** Whether anybody listens to patches. */
  get wantPatches(): boolean {
    return this.patchListeners.size > 0;
  }

  onPatch(listener: PatchListener): () => void {
    const own: PatchListener = (patches, origin) => listener(patches, origin);
    this.patchListeners.add(own);
    return () => void this.patchListeners.delete(own);
  }

  onUpdate(listener: () => void): () => void {
    const own = (): void => listener();
    this.updateListeners.add(own);
    return () => void this.updateListeners.delete(own);
  }

  /** Tells the patches of one call, and whether own ops wait to be taken. */
  tell(patches: readonly Patch[], origin: Origin, ownOps: boolean): void {
    if (patches.length > 0) {
      this.waiting.push(() => {
        for (const listener of [...this.patchListeners]) listener(patches, origin);
      });
    }
    if (ownOps) {
      this.waiting.push(() => {
        for (const listener of [...this.updateListeners]) listener();
      });
    }
    this.tellWaiting();
  }

  private tellWaiting(): void {
    if (this.telling) return;
    this.telling = true;
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next();
    } finally {
      this.telling = false;
    }
  }
}
