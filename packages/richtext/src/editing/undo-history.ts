/**
 * Which own edits an undo takes back together. It holds ranges of own counters only: cancelling and restoring
 * them is the document's business. After a reload it goes on with what was kept of it (`undo-memory.ts`) and with what
 * the log says of the rest (`undo-log.ts`).
 */
import type { Clock } from "@weft/base";
import type { CounterRange } from "../document/counter-range.ts";
import type { Anchor, Edit } from "../rich-text.ts";
import { typedText } from "./text-edits.ts";

/** Typing goes on in its group if the pause is shorter. */
export const TYPING_PAUSE_MS = 500;

/** Places that one key inserts or deletes: a character of two code units. More at once is a command, such as a paste. */
const MAX_STROKE_PLACES = 2;

/** Single edits that run on from one another: characters typed one after another, or deleted one by one. */
interface Stroke {
  readonly kind: "typing" | "deleting";
  /** Where the next stroke has to be to run on: a place as long as nobody else wrote, an anchor from then on. */
  readonly end: number | Anchor;
  /** Whether the stroke ended in white space. */
  readonly endsWord: boolean;
  readonly atMs: number;
}

/** What the history has to know of the document. */
export interface Places {
  anchorAt(at: number, side: "before" | "after"): Anchor;
  placeOfAnchor(anchor: Anchor): number | null;
}

/** What one undo takes back: own counters, oldest first. */
export type UndoGroup = CounterRange[];

/** Groups to undo and to redo, newest last. */
export interface UndoStacks {
  readonly done: UndoGroup[];
  readonly undone: UndoGroup[];
}

/** Groups of own edits. */
export class UndoHistory {
  private readonly clock: Clock;
  private readonly places: Places;
  private readonly done: UndoGroup[] = [];
  private readonly undone: UndoGroup[] = [];
  private stroke: Stroke | null = null;

  constructor(clock: Clock, places: Places) {
    this.clock = clock;
    this.places = places;
  }

  /** The groups as they are now; whoever changes them goes on for this history. */
  get stacks(): UndoStacks {
    return { done: this.done, undone: this.undone };
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Whether edits that are about to be made belong to the group of those before: no pause, same place, same word. */
  runsOn(edits: readonly Edit[]): boolean {
    const [edit] = edits;
    const last = this.stroke;
    if (!edit || edits.length > 1 || !last || this.clock.now() - last.atMs >= TYPING_PAUSE_MS) return false;
    const place = typeof last.end === "number" ? last.end : this.places.placeOfAnchor(last.end);
    if (edit.type === "insertText") {
      if (edit.text.length > MAX_STROKE_PLACES) return false;
      const startsWord = last.endsWord && !/^\s/.test(edit.text);
      return last.kind === "typing" && edit.at === place && !startsWord;
    }
    if (edit.type !== "deleteRange" || last.kind !== "deleting") return false;
    return edit.to === place || edit.from === place;
  }

  /** Notes what one call of `edit` wrote. What was undone cannot be redone any more. */
  add(range: CounterRange, edits: readonly Edit[], runsOn: boolean): void {
    if (range.from === range.to) return;
    this.undone.length = 0;
    const group = this.done.at(-1);
    const last = group?.at(-1);
    if (runsOn && group && last) {
      if (last.to === range.from) group[group.length - 1] = { from: last.from, to: range.to };
      else group.push(range);
    } else {
      this.done.push([range]);
    }
    this.stroke = this.strokeOf(edits);
  }

  /** Notes a group of its own. What was undone cannot be redone any more. */
  addGroup(ranges: readonly CounterRange[]): void {
    this.stroke = null;
    if (ranges.length === 0) return;
    this.undone.length = 0;
    this.done.push([...ranges]);
  }

  /** Others' edits are about to come, before the place of the last stroke perhaps: an anchor, which costs more, follows that. */
  beforeOthers(): void {
    const { stroke } = this;
    if (typeof stroke?.end !== "number") return;
    this.stroke = { ...stroke, end: this.places.anchorAt(stroke.end, "after") };
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

  private move(from: UndoGroup[], to: UndoGroup[]): UndoGroup | null {
    this.stroke = null;
    const group = from.pop();
    if (!group) return null;
    to.push(group);
    return group;
  }

  /** What a call of `edit` was, if it was a single stroke. */
  private strokeOf(edits: readonly Edit[]): Stroke | null {
    const [edit] = edits;
    if (!edit || edits.length > 1) return null;
    const atMs = this.clock.now();
    if (edit.type === "insertText") {
      if (edit.text.length > MAX_STROKE_PLACES) return null;
      const end = edit.at + typedText(edit.text).length;
      return { kind: "typing", end, endsWord: /\s$/.test(edit.text), atMs };
    }
    if (edit.type !== "deleteRange" || edit.to - edit.from > MAX_STROKE_PLACES) return null;
    return { kind: "deleting", end: edit.from, endsWord: false, atMs };
  }
}
