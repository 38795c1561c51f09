/** Which marks show where: of the marks of one type that cover a character, the newest active one decides. */
import type { OpSpace, Sequence } from "@weft/rga";
import { compareWrites } from "../registers/register.ts";
import type { Mark } from "../rich-text.ts";
import { readMarkKey } from "./mark-key.ts";
import type { MarkTree, RangeMark } from "./mark-tree.ts";

/** A stretch of visible content with equal marks. */
export interface MarkedStretch {
  readonly from: number;
  readonly to: number;
  /** The deciding marks by type, those that take away included. */
  readonly deciding: readonly RangeMark[];
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly mark: RangeMark;
}

/** Reads the marks of a sequence. */
export class MarkReader {
  private readonly space: OpSpace;
  private readonly sequence: Sequence;
  private readonly tree: MarkTree;

  constructor(options: { space: OpSpace; sequence: Sequence; tree: MarkTree }) {
    this.space = options.space;
    this.sequence = options.sequence;
    this.tree = options.tree;
  }

  /** The stretches of the visible positions from ≤ position < `to`, without gaps, in order. */
  stretches(from: number, to: number): MarkedStretch[] {
    if (from >= to) return [];
    const spans = this.spans(from, to);
    if (spans.length === 0) return [{ from, to, deciding: [] }];
    const edges = new Set([from, to]);
    for (const span of spans) edges.add(Math.max(from, span.from)).add(Math.min(to, span.to));
    const sorted = [...edges].sort((a, b) => a - b);
    const starting = [...spans].sort((a, b) => a.from - b.from);
    const stretches: MarkedStretch[] = [];
    const open = new Map<string, Span[]>();
    let next = 0;
    for (let index = 0; index + 1 < sorted.length; index++) {
      const at = sorted[index]!;
      while (next < starting.length && starting[next]!.from <= at) this.open(open, starting[next++]!);
      stretches.push({ from: at, to: sorted[index + 1]!, deciding: deciding(open, at) });
    }
    return stretches;
  }

  /** The marks that decide at one visible position. */
  at(position: number): readonly RangeMark[] {
    return this.stretches(position, position + 1)[0]?.deciding ?? [];
  }

  private spans(from: number, to: number): Span[] {
    const spans: Span[] = [];
    const first = this.rankAt(from);
    this.tree.visitOverlapping(first, this.rankAt(to - 1) + 1, (mark) => {
      const span = { from: this.tree.positionOf(mark.from), to: this.tree.positionOf(mark.to), mark };
      if (span.from < to && span.to > from) spans.push(span);
    });
    return spans;
  }

  private rankAt(position: number): number {
    const { replica, counter } = this.sequence.elementAt(position);
    return this.sequence.rankOf(replica, counter);
  }

  /** Keeps the open spans of each type oldest first. */
  private open(open: Map<string, Span[]>, span: Span): void {
    const spans = open.get(span.mark.markType) ?? [];
    open.set(span.mark.markType, spans);
    let index = spans.length;
    while (index > 0 && compareWrites(this.space, spans[index - 1]!.mark, span.mark) > 0) index--;
    spans.splice(index, 0, span);
  }
}

/** The marks that are shown by those that decide, sorted by type and id. */
export function shownMarks(deciding: readonly RangeMark[]): Mark[] {
  const marks: Mark[] = [];
  for (const { markType, attributes } of [...deciding].sort((a, b) => (a.markType < b.markType ? -1 : 1))) {
    if (attributes) marks.push({ ...readMarkKey(markType), attributes });
  }
  return marks;
}

/** The newest open span of each type; spans that have ended are dropped as they come up. */
function deciding(open: Map<string, Span[]>, at: number): RangeMark[] {
  const newest: RangeMark[] = [];
  for (const spans of open.values()) {
    while (spans.length > 0 && spans.at(-1)!.to <= at) spans.pop();
    const last = spans.at(-1);
    if (last) newest.push(last.mark);
  }
  return newest;
}
