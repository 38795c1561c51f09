/**
 * What was touched since the base in one sequence, cut into strips: consecutive elements in the order of the document that
 * were there, or not, at the same moments. All that follows works on strips and on what lies untouched between them.
 */
import { assert } from "@weft/base";
import type { Element } from "@weft/rga";
import type { ElementKind, ElementStretch, HistorySequence } from "@weft/richtext";
import type { TextStep } from "../versions/since-ops.ts";
import type { Timeline } from "../versions/timeline.ts";

/** Consecutive elements of one kind. */
export interface Strip extends Element {
  readonly kind: ElementKind;
  readonly length: number;
  readonly rank: number;
  /** The moments at which they were there. */
  readonly visible: number;
  /** The moments at which a block that they begin was deleted whole. */
  readonly removed: number;
  /** What was done to them. */
  readonly steps: readonly TextStep[];
}

/** The touched part of a sequence. */
export interface TouchedSequence {
  readonly sequence: HistorySequence;
  /** In the order of the document. */
  readonly strips: readonly Strip[];
}

/** A step on ranks `from`..`to - 1`. */
interface RankedStep {
  readonly from: number;
  readonly to: number;
  readonly step: TextStep;
  /** Its elements, if they are of one kind and equally hidden: most are. */
  readonly stretch: ElementStretch | null;
}

/** As many elements are looked through at a time to find those of a step: more as long as they stand in one row. */
const FIRST_WINDOW = 16;

/** Every sequence that was touched. Rows and columns, which stand in none, are left out. O(steps · log n + their runs). */
export function touchedSequences(timeline: Timeline, steps: readonly TextStep[]): TouchedSequence[] {
  const { history } = timeline;
  const stepsBySequence = new Map<HistorySequence, RankedStep[]>();
  for (const step of steps) {
    const { sequence, element } = history.homeOf(step.target);
    let ranked = stepsBySequence.get(sequence);
    if (ranked === undefined) {
      ranked = [];
      stepsBySequence.set(sequence, ranked);
    }
    rankStep(sequence, element === step.target ? step : { ...step, target: element }, ranked);
  }
  return [...stepsBySequence]
    .filter(([, ranked]) => ranked.length > 0)
    .map(([sequence, ranked]) => ({ sequence, strips: stripsOf(timeline, sequence, ranked) }));
}

function rankStep(sequence: HistorySequence, step: TextStep, ranked: RankedStep[]): void {
  const { replica } = step.target;
  const start = step.target.counter;
  const end = start + step.length;
  let window = Math.min(step.length, FIRST_WINDOW);
  for (let counter = start; counter < end; ) {
    const from = counter;
    const asked = Math.min(window, end - counter);
    const element = counter === start ? step.target : { replica, counter };
    const isHere = sequence.visitFrom(element, asked, (stretch) => {
      if (stretch.replica !== replica || stretch.counter !== counter) return;
      const last = ranked.at(-1);
      if (last?.step === step && last.to === stretch.rank && counter > from) {
        ranked[ranked.length - 1] = { ...last, to: stretch.rank + stretch.length, stretch: null };
      } else ranked.push({ from: stretch.rank, to: stretch.rank + stretch.length, step, stretch });
      counter += stretch.length;
    });
    if (!isHere) return;
    window = counter - from === asked ? window * 2 : FIRST_WINDOW;
  }
}

/** Up to so many steps a rank, which is below 2 ** 31, and an index are sorted as one number. */
const SORTED_AS_NUMBERS_MAX = 2 ** 22;

/** In the order of the document; those from one rank on as they came. Sorting numbers takes a tenth of sorting objects. */
function inOrder(ranked: readonly RankedStep[]): RankedStep[] {
  const count = ranked.length;
  if (count > SORTED_AS_NUMBERS_MAX) return [...ranked].sort((a, b) => a.from - b.from);
  const keys = new Float64Array(count);
  for (let index = 0; index < count; index++) keys[index] = ranked[index]!.from * count + index;
  keys.sort();
  const sorted: RankedStep[] = [];
  for (const key of keys) sorted.push(ranked[key % count]!);
  return sorted;
}

function stripsOf(timeline: Timeline, sequence: HistorySequence, steps: readonly RankedStep[]): Strip[] {
  const ranked = inOrder(steps);
  const strips: Strip[] = [];
  for (let next = 0; next < ranked.length; ) {
    const first = ranked[next]!;
    if (next + 1 === ranked.length || ranked[next + 1]!.from > first.to) {
      addStrips(timeline, sequence, first, strips);
      next++;
      continue;
    }
    const span = { from: first.from, to: first.to };
    const inSpan: RankedStep[] = [];
    while (next < ranked.length && ranked[next]!.from <= span.to) {
      span.to = Math.max(span.to, ranked[next]!.to);
      inSpan.push(ranked[next++]!);
    }
    cutSpan(timeline, sequence, { ...span, ranked: inSpan }, strips);
  }
  return strips;
}

/** The strips of a step that stands alone: most do. */
function addStrips(timeline: Timeline, sequence: HistorySequence, ranked: RankedStep, strips: Strip[]): void {
  const steps = [ranked.step];
  if (ranked.stretch) {
    if (ranked.stretch.kind !== "slot") strips.push(strip(timeline, ranked.stretch, steps));
    return;
  }
  sequence.visit(ranked.from, ranked.to, (stretch) => {
    if (stretch.kind !== "slot") strips.push(strip(timeline, stretch, steps));
  });
}

function cutSpan(
  timeline: Timeline,
  sequence: HistorySequence,
  span: { readonly from: number; readonly to: number; readonly ranked: readonly RankedStep[] },
  strips: Strip[],
): void {
  const borders = [...new Set(span.ranked.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  let border = 0;
  let next = 0;
  let active: RankedStep[] = [];
  sequence.visit(span.from, span.to, (stretch) => {
    const end = stretch.rank + stretch.length;
    for (let rank = stretch.rank; rank < end; ) {
      while (borders[border]! <= rank) border++;
      const to = Math.min(end, borders[border] ?? end);
      while (next < span.ranked.length && span.ranked[next]!.from <= rank) active.push(span.ranked[next++]!);
      active = active.filter((one) => one.to > rank);
      const counter = stretch.counter + rank - stretch.rank;
      const part = { ...stretch, counter, rank, length: to - rank };
      if (stretch.kind !== "slot") {
        strips.push(
          strip(
            timeline,
            part,
            active.map(({ step }) => step),
          ),
        );
      }
      rank = to;
    }
  });
}

function strip(timeline: Timeline, part: ElementStretch, steps: readonly TextStep[]): Strip {
  const { everBits, now } = timeline;
  let inserted = everBits;
  let deleted = 0;
  let removed = 0;
  let known = 0;
  for (const { role, effective } of steps) {
    if (role === "insert") inserted = effective;
    else deleted |= effective;
    if (role === "remove") removed |= effective;
    if (role !== "insert" && effective & (1 << now)) known++;
  }
  if (!(inserted & (1 << now))) known++;
  assert(part.kind === "marker" || part.covers >= known, "what hides an element is in the sequence");
  const isHiddenAnyway = part.kind === "marker" ? wasDeletedBefore(timeline, part) : part.covers > known;
  const visible = isHiddenAnyway ? 0 : inserted & ~deleted;
  const { kind, replica, counter, length, rank } = part;
  return { kind, replica, counter, length, rank, visible, removed, steps };
}

/** Whether a marker was taken away before the base. */
export function wasDeletedBefore(timeline: Timeline, marker: Element): boolean {
  return timeline.history
    .deletionsOf(marker)
    .some(({ replica, counter }) => timeline.effective(replica, counter) === timeline.everBits);
}

/** The index of the first strip that ends after a rank. O(log n). */
export function firstStripAfter(strips: readonly Strip[], rank: number): number {
  let low = 0;
  let high = strips.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { rank: start, length } = strips[middle]!;
    if (start + length > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}
