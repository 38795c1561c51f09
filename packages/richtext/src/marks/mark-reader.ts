/** Which marks show where: of the marks of one type that cover a character, the newest active one decides. */
import type { OpSpace, Sequence } from "@weft/rga";
import { compareWrites } from "../registers/register.ts";
import type { Mark } from "../rich-text.ts";
import { readMarkKey } from "./mark-key.ts";
import type { MarkBoundary, MarkTree } from "./mark-tree.ts";
import type { RangeMark } from "./range-mark.ts";

/** A stretch of visible content with equal marks. */
export interface MarkedStretch {
  readonly from: number;
  readonly to: number;
  /** The deciding marks by type, those that take away included. */
  readonly deciding: readonly RangeMark[];
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

  /**
   * The stretches of the visible positions from ≤ position < `to`, without gaps, in order. Costs O(log n) for each edge of
   * a mark among them and for each type that covers the first, not for the other marks that do.
   */
  stretches(from: number, to: number): MarkedStretch[] {
    if (from >= to) return [];
    if (this.tree.isEmpty) return [{ from, to, deciding: [] }];
    const first = this.rankAt(from);
    const deciding = this.tree.newestAt(first);
    const stretches: MarkedStretch[] = [];
    let start = from;
    let shown = [...deciding.values()];
    for (const edge of to - from > 1 ? this.tree.edgesBetween(first, this.rankAt(to - 1)) : []) {
      const position = this.tree.positionOf(edge.edge);
      if (!this.cross(edge, position, deciding)) continue;
      if (position > start) stretches.push({ from: start, to: position, deciding: shown });
      start = position;
      shown = [...deciding.values()];
    }
    stretches.push({ from: start, to, deciding: shown });
    return stretches;
  }

  /** The marks that decide at one visible position. */
  at(position: number): readonly RangeMark[] {
    return this.stretches(position, position + 1)[0]?.deciding ?? [];
  }

  /** Goes over an edge that stands before a visible position; tells whether another mark decides now. */
  private cross(
    { mark, isStart }: MarkBoundary,
    position: number,
    deciding: Map<string, RangeMark>,
  ): boolean {
    if (!mark.active) return false;
    const { markType } = mark;
    const current = deciding.get(markType);
    if (isStart) {
      if (current && compareWrites(this.space, current, mark) > 0) return false;
      deciding.set(markType, mark);
      return true;
    }
    if (current !== mark) return false;
    const next = this.tree.newestOfType(markType, this.rankAt(position));
    if (next) deciding.set(markType, next);
    else deciding.delete(markType);
    return true;
  }

  private rankAt(position: number): number {
    const { replica, counter } = this.sequence.elementAt(position);
    return this.sequence.rankOf(replica, counter);
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
