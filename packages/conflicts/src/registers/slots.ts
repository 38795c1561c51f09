/** Where moved blocks went: the slots in which they show. Words and distances are of the versions that are compared. */
import type { Element } from "@weft/rga";
import type { ElementHome, HistorySequence, Value } from "@weft/richtext";
import { isThereMerged, tokensBetween } from "../text/neighbourhood.ts";
import { firstStripAfter, type TouchedSequence } from "../text/strips.ts";
import { BASE_BIT, type Timeline } from "../versions/timeline.ts";
import { textOf } from "./placed-mark.ts";

/** So many elements are read after a slot for the words by which a person knows the place. */
const WORDS_ELEMENTS_MAX = 240;
const WORDS_UNITS_MAX = 40;

/** Ranks `from`..`to - 1`. */
interface RankRange {
  readonly from: number;
  readonly to: number;
}

/** Reads what stands at slots. */
export class Slots {
  private readonly timeline: Timeline;
  private readonly touchedBySequence: ReadonlyMap<HistorySequence, TouchedSequence>;

  constructor(timeline: Timeline, touched: readonly TouchedSequence[]) {
    this.timeline = timeline;
    this.touchedBySequence = new Map(touched.map((one) => [one.sequence, one]));
  }

  /** Whether two slots stand at one place: the sides together left nothing between them. */
  meet(a: Value | undefined, b: Value | undefined): boolean {
    const [homeA, homeB] = [this.homeOf(a), this.homeOf(b)];
    if (!homeA || !homeB) return homeA === homeB;
    if (homeA.sequence !== homeB.sequence) return false;
    const touched = this.touchedIn(homeA.sequence);
    const ranks = [homeA.sequence.rankOf(homeA.element), homeB.sequence.rankOf(homeB.element)];
    const ranges = this.knownRanges(touched, { from: Math.min(...ranks), to: Math.max(...ranks) });
    const elements = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    if (elements > WORDS_ELEMENTS_MAX) return false;
    const tokens = ranges.flatMap((range) => tokensBetween(this.timeline, touched, range));
    return !tokens.some((token) => isThereMerged(this.timeline, token));
  }

  /** The first words after a slot as they were at a moment: "" at the end, and for a block that was not moved. */
  wordsAfter(slot: Value | undefined, moment: number): string {
    const { timeline } = this;
    const home = this.homeOf(slot);
    if (!home) return "";
    const { sequence, element } = home;
    const touched = this.touchedIn(sequence);
    const from = sequence.rankOf(element);
    const isNow = moment === timeline.now;
    const ranges = isNow
      ? [{ from, to: Math.min(sequence.length, from + WORDS_ELEMENTS_MAX) }]
      : this.knownRanges(touched, { from, to: sequence.length });
    let words = "";
    for (const { range, beginsBlock } of ranges.flatMap((range) => this.cut(sequence, range, moment))) {
      if (beginsBlock && words !== "") break;
      const tokens = tokensBetween(timeline, touched, range);
      words += textOf(
        tokens.filter(({ kind }) => kind === "text"),
        moment,
      );
    }
    return words.slice(0, WORDS_UNITS_MAX);
  }

  /**
   * The first `WORDS_ELEMENTS_MAX + 1` ranks of some, without what only came later: so that it takes no room of what stood there.
   */
  private knownRanges({ strips }: TouchedSequence, { from, to: end }: RankRange): RankRange[] {
    const ranges: RankRange[] = [];
    const seen = BASE_BIT | this.timeline.sideBits;
    let left = WORDS_ELEMENTS_MAX + 1;
    let rank = from;
    for (let index = firstStripAfter(strips, from); rank < end && left > 0; index++) {
      const strip = strips[index];
      const isLater = strip?.steps.some(({ role, effective }) => role === "insert" && !(effective & seen));
      if (strip && strip.rank < rank + left && !isLater) continue;
      const to = Math.min(end, rank + left, strip?.rank ?? end);
      if (rank < to) ranges.push({ from: rank, to });
      left -= Math.max(0, to - rank);
      rank = strip ? strip.rank + strip.length : end;
    }
    return ranges;
  }

  /** Cuts ranks where blocks began at a moment. */
  private cut(
    sequence: HistorySequence,
    { from, to }: RankRange,
    moment: number,
  ): { readonly range: RankRange; readonly beginsBlock: boolean }[] {
    const borders: number[] = [];
    sequence.visit(from, to, (stretch) => {
      if (stretch.kind === "marker" && this.beganBlock(stretch, moment)) borders.push(stretch.rank);
    });
    return [from, ...borders].map((start, index) => ({
      range: { from: start, to: borders[index] ?? to },
      beginsBlock: index > 0,
    }));
  }

  /** Whether a marker began a block at a moment. One that was deleted whole did: it showed if it held words. */
  private beganBlock(marker: Element, moment: number): boolean {
    const { timeline } = this;
    const wasInForce = ({ replica, counter }: Element): boolean =>
      (timeline.effective(replica, counter) & (1 << moment)) !== 0;
    const deletions = timeline.history.deletionsOf(marker).filter(wasInForce);
    return wasInForce(marker) && deletions.every(({ flavour }) => flavour === "deleted");
  }

  private touchedIn(sequence: HistorySequence): TouchedSequence {
    return this.touchedBySequence.get(sequence) ?? { sequence, strips: [] };
  }

  private homeOf(slot: Value | undefined): ElementHome | null {
    const { history } = this.timeline;
    const element = typeof slot === "string" ? history.elementNamed(slot) : null;
    return element && history.homeOf(element);
  }
}
