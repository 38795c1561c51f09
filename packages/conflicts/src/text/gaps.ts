/**
 * What stands untouched between strips that are near each other: read some strips at a time, since finding each gap by itself took
 * a third of the time of a search with twenty thousand scattered edits, and let go when it was used, since all gaps together are as
 * many objects as the rest of the search.
 */
import type { ElementStretch } from "@weft/richtext";
import type { Strip, TouchedSequence } from "./strips.ts";

const NOTHING: readonly ElementStretch[] = [];

/** So many gaps are read in one go. */
const GAPS_READ = 64;

/** The gaps before each strip of a sequence, to be asked for in order. */
export class Gaps {
  private readonly touched: TouchedSequence;
  private readonly elementsMax: number;
  /** Of the strips from `first` on, up to the one before `next`, which is not read yet. */
  private stretchesByStrip: (ElementStretch[] | undefined)[] = [];
  private first = 0;
  private next = 0;

  /** Gaps of more than `elementsMax` elements are not read. */
  constructor(touched: TouchedSequence, elementsMax: number) {
    this.touched = touched;
    this.elementsMax = elementsMax;
  }

  /** What stands before the strip with an index, up to the one before; null if that was not read or is forgotten. */
  before(index: number): readonly ElementStretch[] | null {
    if (index === 0 || index < this.first || !this.isShort(index)) return null;
    while (this.next <= index) this.readRow();
    return this.stretchesByStrip[index - this.first] ?? NOTHING;
  }

  /** Nobody asks any more for what is before this strip. */
  forget(index: number): void {
    // Moving what is kept costs as much as it holds: that is done when half of it goes.
    if (index - this.first < Math.max(GAPS_READ, this.stretchesByStrip.length >> 1)) return;
    this.stretchesByStrip = this.stretchesByStrip.slice(index - this.first);
    this.first = index;
    this.next = Math.max(this.next, index);
  }

  private isShort(index: number): boolean {
    const { strips } = this.touched;
    const strip = strips[index];
    return strip !== undefined && strip.rank - endOf(strips[index - 1]!) <= this.elementsMax;
  }

  /** Reads the gaps before the next strips, as far as one is near the other. */
  private readRow(): void {
    const { sequence, strips } = this.touched;
    const first = this.next === 0 ? 0 : this.next - 1;
    let last = first;
    while (last - first < GAPS_READ && this.isShort(last + 1)) last++;
    if (last === first) {
      this.next = first + 2;
      return;
    }
    let next = first + 1;
    sequence.visit(endOf(strips[first]!), strips[last]!.rank, (stretch) => {
      const end = stretch.rank + stretch.length;
      for (let { rank } = stretch; rank < end; ) {
        while (next <= last && endOf(strips[next]!) <= rank) next++;
        const strip = strips[next];
        if (strip === undefined || next > last) return;
        if (strip.rank <= rank) rank = endOf(strip);
        else {
          const to = Math.min(end, strip.rank);
          this.add(next, stretch, { from: rank, to });
          rank = to;
        }
      }
    });
    this.next = last + 1;
  }

  private add(
    index: number,
    stretch: ElementStretch,
    { from, to }: { readonly from: number; readonly to: number },
  ) {
    const isWhole = from === stretch.rank && to === from + stretch.length;
    const part = isWhole
      ? stretch
      : { ...stretch, counter: stretch.counter + from - stretch.rank, rank: from, length: to - from };
    const at = index - this.first;
    const stretches = this.stretchesByStrip[at];
    if (stretches === undefined) this.stretchesByStrip[at] = [part];
    else stretches.push(part);
  }
}

function endOf({ rank, length }: Strip): number {
  return rank + length;
}
