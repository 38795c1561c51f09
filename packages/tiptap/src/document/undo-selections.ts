/**
 * Where the selection was before and after each thing that can be undone, by anchors, so that it is there again when
 * that is undone or redone, whatever others wrote meanwhile and after a reload. A thing is named by its first own
 * counter (`RichText.undoCounter`).
 */
import type { AnchoredCaret } from "./anchored-caret.ts";

/** How many are kept: the newest. */
const KEPT_MAX = 200;

type Sides = { readonly before: AnchoredCaret | null; readonly after: AnchoredCaret | null };

/** The selections of one replica. */
export class UndoSelections {
  private readonly sidesByCounter = new Map<number, Sides>();
  private wanted: AnchoredCaret | null = null;

  /** Notes what a local edit, now part of the thing with this name, did to the selection. */
  note(counter: number, before: AnchoredCaret | null, after: AnchoredCaret | null): void {
    const known = this.sidesByCounter.get(counter);
    this.sidesByCounter.delete(counter);
    this.sidesByCounter.set(counter, { before: known ? known.before : before, after });
    const [oldest] = this.sidesByCounter.keys();
    if (this.sidesByCounter.size > KEPT_MAX && oldest !== undefined) this.sidesByCounter.delete(oldest);
  }

  /** The thing with this name is about to be undone (`before` is wanted) or redone (`after`). */
  want(side: keyof Sides, counter: number | null): void {
    this.wanted = (counter === null ? null : this.sidesByCounter.get(counter)?.[side]) ?? null;
  }

  /** The selection to show with the undo that is under way, once. */
  takeWanted(): AnchoredCaret | null {
    const { wanted } = this;
    this.wanted = null;
    return wanted;
  }

  /** All of it as plain data. */
  toJSON(): unknown {
    return [...this.sidesByCounter];
  }

  /** Takes in what `toJSON` gave. What is none is passed over. */
  load(value: unknown): void {
    if (!Array.isArray(value)) return;
    for (const entry of value.slice(-KEPT_MAX)) {
      const [counter, sides]: readonly unknown[] = Array.isArray(entry) ? entry : [];
      if (!Number.isSafeInteger(counter) || typeof sides !== "object" || sides === null) continue;
      const { before, after }: { before?: unknown; after?: unknown } = sides;
      this.sidesByCounter.set(Number(counter), {
        before: readSelection(before),
        after: readSelection(after),
      });
    }
  }
}

const anchorForm = /^[0-9a-f]{16}:\d{1,15}:[ab]$/;

function readSelection(value: unknown): AnchoredCaret | null {
  if (typeof value !== "object" || value === null) return null;
  const { anchor, head }: { anchor?: unknown; head?: unknown } = value;
  if (typeof anchor !== "string" || typeof head !== "string") return null;
  return anchorForm.test(anchor) && anchorForm.test(head) ? { anchor, head } : null;
}
