/**
 * Which own edits an undo takes back together. It holds ranges of own counters only: cancelling and restoring
 * them is the document's business. It lives as long as the session; a reloaded document starts with nothing to
 * undo.
 */
import type { Clock } from "@weft/base";
import type { Edit } from "../rich-text.ts";

/** Typing goes on in its group if the pause is shorter. */
export const TYPING_PAUSE_MS = 500;

/** Own counters from ≤ counter < `to`. */
export interface CounterRange {
  readonly from: number;
  readonly to: number;
}

/** Single edits that run on from one another: characters typed one after another, or deleted one by one. */
interface Stroke {
  readonly kind: "typing" | "deleting";
  /** Where the next stroke has to be to run on. */
  readonly next: number;
  /** Whether the stroke ended in white space. */
  readonly endsWord: boolean;
  readonly at: number;
}

/** Groups of own edits, newest last. */
export class UndoHistory {
  private readonly clock: Clock;
  private readonly done: CounterRange[][] = [];
  private readonly undone: CounterRange[][] = [];
  private stroke: Stroke | null = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Notes what one call of `edit` wrote. What was undone cannot be redone any more. */
  add(range: CounterRange, edits: readonly Edit[]): void {
    if (range.from === range.to) return;
    this.undone.length = 0;
    const stroke = strokeOf(edits, this.clock.now());
    const group = this.done.at(-1);
    if (group && stroke && this.stroke && runsOn(this.stroke, stroke, edits[0]!)) {
      const last = group.at(-1)!;
      if (last.to === range.from) group[group.length - 1] = { from: last.from, to: range.to };
      else group.push(range);
    } else {
      this.done.push([range]);
    }
    this.stroke = stroke;
  }

  /** The next edit starts a new group. */
  endGroup(): void {
    this.stroke = null;
  }

  /** The newest group, newest range first; from now on it counts as undone. */
  undo(): readonly CounterRange[] | null {
    return this.move(this.done, this.undone)?.toReversed() ?? null;
  }

  /** The group that was undone last, oldest range first; from now on it counts as done. */
  redo(): readonly CounterRange[] | null {
    return this.move(this.undone, this.done);
  }

  private move(from: CounterRange[][], to: CounterRange[][]): CounterRange[] | null {
    this.stroke = null;
    const group = from.pop();
    if (!group) return null;
    to.push(group);
    return group;
  }
}

/** What a call of `edit` was, if it was a single stroke. */
function strokeOf(edits: readonly Edit[], at: number): Stroke | null {
  const [edit] = edits;
  if (!edit || edits.length > 1) return null;
  if (edit.type === "insertText") {
    return { kind: "typing", next: edit.at + edit.text.length, endsWord: /\s$/.test(edit.text), at };
  }
  if (edit.type !== "deleteRange" || edit.to - edit.from > 2) return null;
  return { kind: "deleting", next: edit.from, endsWord: false, at };
}

/** Whether `next` belongs to the group of `last`: no pause, at the place where it ended, no new word. */
function runsOn(last: Stroke, next: Stroke, edit: Edit): boolean {
  if (next.at - last.at >= TYPING_PAUSE_MS) return false;
  if (edit.type === "insertText") {
    const startsWord = last.endsWord && !/^\s/.test(edit.text);
    return last.kind === "typing" && edit.at === last.next && !startsWord;
  }
  if (edit.type !== "deleteRange" || last.kind !== "deleting") return false;
  return edit.to === last.next || edit.from === last.next;
}
