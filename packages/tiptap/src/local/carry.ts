/**
 * Which tokens of a document survive a transaction, and where: the step maps of all its steps, composed. A
 * token is what stands between a position and the next one: an opening, a closing, a leaf or a code unit.
 * The documents in between are never looked at, and the two ends are never compared.
 */
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  type Step,
  type StepMap,
  type Transform,
} from "@tiptap/pm/transform";
import type { MovedStretch } from "./block-move.ts";

/** Tokens that survive side by side. */
interface Kept {
  /** Position of the first of them in the new document. */
  start: number;
  length: number;
  /** Position of the first of them in the old document. */
  oldStart: number;
}

/** A stretch that the transaction touched, in the new and in the old document; all around it is as it was. */
export interface Touched {
  readonly from: number;
  readonly to: number;
  readonly oldFrom: number;
  readonly oldTo: number;
}

/** The survivors of a transaction, in the order of the new document; only a move changes their order. */
export class Carry {
  private kept: Kept[];
  private readonly oldSize: number;
  private readonly newSize: number;
  /** Whether marks or attributes of surviving tokens may have changed. */
  readonly changesMarks: boolean;
  private readonly restyled: { readonly from: number; readonly to: number }[] = [];

  /** What stood behind the place to which blocks were moved: the position of its first token in the old document. */
  landedBefore = Number.POSITIVE_INFINITY;

  /** `moved`: what the second step puts in again of what the first took out. */
  constructor(transform: Transform, moved: readonly MovedStretch[] = []) {
    this.oldSize = transform.before.content.size;
    this.newSize = transform.doc.content.size;
    this.kept = this.oldSize === 0 ? [] : [{ start: 0, length: this.oldSize, oldStart: 0 }];
    for (const [index, map] of transform.mapping.maps.entries()) {
      this.compose(map);
      if (index === 1 && moved.length > 0) this.land(moved);
    }
    this.changesMarks = transform.steps.some(isMarkStep);
    for (const [index, step] of transform.steps.entries()) {
      const range = restyledRange(step);
      if (!range) continue;
      const later = transform.mapping.slice(index + 1);
      this.restyled.push({ from: later.map(range.from, 1), to: later.map(range.to, -1) });
    }
  }

  /** Where the token at `position` of the new document stood in the old one, or -1 if the transaction made it. */
  oldPosition(position: number): number {
    const kept = this.kept[this.indexAt(position)];
    return kept && position >= kept.start ? kept.oldStart + position - kept.start : -1;
  }

  /** The first position after `position` at which a surviving stretch begins or ends. */
  nextEdge(position: number): number {
    const kept = this.kept[this.indexAt(position)];
    if (!kept) return Number.POSITIVE_INFINITY;
    return position < kept.start ? kept.start : kept.start + kept.length;
  }

  /** The hull of everything touched, or null if nothing was. */
  touched(): Touched | null {
    let from = Number.POSITIVE_INFINITY;
    let fromEnd = Number.POSITIVE_INFINITY;
    const first = this.kept[0];
    const last = this.kept.at(-1);
    const isWhole = first !== undefined && first.length === this.oldSize && this.oldSize === this.newSize;
    if (!isWhole) {
      from = first && first.start === 0 && first.oldStart === 0 ? first.length : 0;
      const reachesEnd =
        last && last.start + last.length === this.newSize && last.oldStart + last.length === this.oldSize;
      fromEnd = reachesEnd ? last.length : 0;
    }
    for (const range of this.restyled) {
      if (range.to <= range.from) continue;
      from = Math.min(from, range.from);
      fromEnd = Math.min(fromEnd, this.newSize - range.to);
    }
    if (from === Number.POSITIVE_INFINITY) return null;
    // A prefix and a suffix that claim the same tokens cannot both be whole: the suffix gives way.
    const shorter = Math.min(this.oldSize, this.newSize);
    const suffix = Math.max(0, Math.min(fromEnd, shorter - from));
    return { from, to: this.newSize - suffix, oldFrom: from, oldTo: this.oldSize - suffix };
  }

  /** Index of the first surviving stretch that ends after `position`. */
  private indexAt(position: number): number {
    let low = 0;
    let high = this.kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const kept = this.kept[middle]!;
      if (kept.start + kept.length > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Counts what was put in again among the survivors. */
  private land(moved: readonly MovedStretch[]): void {
    const last = moved.at(-1)!;
    const following = this.kept[this.indexAt(last.to + last.size)];
    if (following) this.landedBefore = following.oldStart;
    const landed = moved.map(({ from, to, size }) => ({ start: to, length: size, oldStart: from }));
    const kept: Kept[] = [];
    for (const stretch of [...this.kept, ...landed].sort((a, b) => a.start - b.start)) append(kept, stretch);
    this.kept = kept;
  }

  private compose(map: StepMap): void {
    const survivors = survivorsOf(map);
    const kept: Kept[] = [];
    let index = 0;
    for (const stretch of this.kept) {
      const end = stretch.start + stretch.length;
      while (survivors[index]!.to <= stretch.start) index++;
      for (let here = index; survivors[here] && survivors[here]!.from < end; here++) {
        const { from, to, shift } = survivors[here]!;
        const start = Math.max(from, stretch.start);
        append(kept, {
          start: start + shift,
          length: Math.min(to, end) - start,
          oldStart: stretch.oldStart + start - stretch.start,
        });
      }
    }
    this.kept = kept;
  }
}

/** The stretches of the document before a step that survive it, and how far they move. */
function survivorsOf(map: StepMap): { readonly from: number; readonly to: number; readonly shift: number }[] {
  const survivors: { from: number; to: number; shift: number }[] = [];
  let from = 0;
  let shift = 0;
  map.forEach((oldStart, oldEnd, newStart, newEnd) => {
    if (oldStart > from) survivors.push({ from, to: oldStart, shift });
    from = oldEnd;
    shift += newEnd - newStart - (oldEnd - oldStart);
  });
  survivors.push({ from, to: Number.POSITIVE_INFINITY, shift });
  return survivors;
}

/** Appends a stretch, to the one before if the two were and are side by side. */
function append(kept: Kept[], next: Kept): void {
  const last = kept.at(-1);
  const continues =
    last !== undefined &&
    last.start + last.length === next.start &&
    last.oldStart + last.length === next.oldStart;
  if (continues) last.length += next.length;
  else kept.push(next);
}

function isMarkStep(step: Step): boolean {
  return (
    step instanceof AddMarkStep ||
    step instanceof RemoveMarkStep ||
    step instanceof AddNodeMarkStep ||
    step instanceof RemoveNodeMarkStep
  );
}

/** What a step changes without moving a token: marks on a range, or marks and attributes of one node. */
function restyledRange(step: Step): { readonly from: number; readonly to: number } | null {
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) return step;
  if (step instanceof AddNodeMarkStep || step instanceof RemoveNodeMarkStep || step instanceof AttrStep) {
    return { from: step.pos, to: step.pos + 1 };
  }
  return null;
}
