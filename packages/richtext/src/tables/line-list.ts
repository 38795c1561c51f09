/** The rows or the columns of a table: their order, which of them show, and how much stands in each. */
import { assert } from "@weft/base";
import { type OpSpace, type Place, Sequence } from "@weft/rga";
import { WeightedList } from "../blocks/weighted-list.ts";
import { OBJECT_CHARACTER } from "../ops/object-character.ts";
import type { Line } from "./line.ts";

/** 1 for a line that ought to show. */
const WANTED = 0;
/** Places of a row that shows. */
export const PLACES = 1;
/** Blocks of a row that shows. */
export const BLOCKS = 2;

/** Which sum of a row is meant. */
export type RowMeasure = typeof PLACES | typeof BLOCKS;

/** The lines of one axis. At most `shownMax` of them show: the first ones of those that ought to. */
export class LineList {
  readonly sequence: Sequence;
  private readonly list = new WeightedList<Line>(3);
  private readonly shownMax: number;

  constructor(space: OpSpace, shownMax: number) {
    this.sequence = new Sequence(space);
    this.shownMax = shownMax;
  }

  /** How many lines show. */
  get shownCount(): number {
    return Math.min(this.list.total(WANTED), this.shownMax);
  }

  /** The lines that show, in order. */
  get shown(): Line[] {
    const lines: Line[] = [];
    for (let index = 0; index < this.shownCount; index++) lines.push(this.shownAt(index)!);
    return lines;
  }

  /** The line that shows at an index. */
  shownAt(index: number): Line | null {
    return index >= 0 && index < this.shownCount ? this.wantedAt(index) : null;
  }

  /** Adds a line, which does not show yet. */
  add(line: Line, place: Place): void {
    const { replica, counter } = line.element;
    this.sequence.insert({ replica, counter, length: 1, place, text: OBJECT_CHARACTER });
    const before = this.list.at(this.sequence.rankOf(replica, counter) - 1);
    line.handle = this.list.insertAfter(before, line, [0, 0, 0]);
  }

  /** Whether a line shows. */
  isShown(line: Line): boolean {
    return this.isCounted(line) && this.indexOf(line) < this.shownMax;
  }

  /** How many lines that ought to show stand before a line. */
  indexOf(line: Line): number {
    return this.list.sumBefore(handleOf(line), WANTED);
  }

  /** Whether a line is counted as one that ought to show. */
  isCounted(line: Line): boolean {
    return handleOf(line).weights[WANTED] === 1;
  }

  /** Counts a line as one that ought to show, or no longer. */
  setCounted(line: Line, isCounted: boolean): void {
    this.list.update(handleOf(line), isCounted ? 1 : 0, WANTED);
  }

  /** The lines that start and stop to show if a line were to be counted, or no longer. */
  swapIfCounted(line: Line, isCounted: boolean): { readonly comes: Line | null; readonly goes: Line | null } {
    if (this.indexOf(line) >= this.shownMax) return { comes: null, goes: null };
    if (isCounted) return { comes: line, goes: this.wantedAt(this.shownMax - 1) };
    return { comes: this.wantedAt(this.shownMax), goes: line };
  }

  /** Sets how much stands in a row. */
  measure(row: Line, places: number, blockCount: number): void {
    this.list.update(handleOf(row), places, PLACES);
    this.list.update(handleOf(row), blockCount, BLOCKS);
  }

  /** How much stands in a row. */
  sizeOf(row: Line, measure: RowMeasure): number {
    return handleOf(row).weights[measure]!;
  }

  /** What stands before a row. */
  sumBefore(row: Line, measure: RowMeasure): number {
    return this.list.sumBefore(handleOf(row), measure);
  }

  /** What stands in all rows. */
  sum(measure: RowMeasure): number {
    return this.list.total(measure);
  }

  /** The row that covers an offset of what shows. */
  find(offset: number, measure: RowMeasure): { readonly row: Line; readonly offset: number } | null {
    const found = this.list.find(offset, measure);
    return found && { row: found.handle.item, offset: found.offset };
  }

  private wantedAt(index: number): Line | null {
    return this.list.find(index, WANTED)?.handle.item ?? null;
  }
}

function handleOf(line: Line): NonNullable<Line["handle"]> {
  assert(line.handle !== null, "a line is in the list of its axis");
  return line.handle;
}
