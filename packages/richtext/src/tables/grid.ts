/** The rows, columns and cells of one table, and where in it each of them shows: row by row, always rectangular. */
import type { Element, OpSpace } from "@weft/rga";
import { MAX_SHOWN_COLUMNS, MAX_SHOWN_ROWS } from "../limits.ts";
import type { Axis } from "../ops/table-ops.ts";
import { Cell } from "./cell.ts";
import type { Line } from "./line.ts";
import { BLOCKS, LineList, PLACES, type RowMeasure } from "./line-list.ts";

/** A cell, and what is left of an offset in it. */
export interface FoundCell<Content> {
  readonly cell: Cell<Content>;
  readonly offset: number;
}

/** One table. */
export class Grid<Content> {
  /** The marker of the table. */
  readonly marker: Element;
  readonly rows: LineList;
  readonly columns: LineList;
  /** Cells that show text. */
  textCells = 0;
  private readonly cellsByRow = new Map<Line, Map<Line, Cell<Content>>>();

  constructor(space: OpSpace, marker: Element) {
    this.marker = marker;
    this.rows = new LineList(space, MAX_SHOWN_ROWS);
    this.columns = new LineList(space, MAX_SHOWN_COLUMNS);
  }

  /** The lines of an axis. */
  lines(axis: Axis): LineList {
    return axis === "row" ? this.rows : this.columns;
  }

  /** Whether it shows no cell. */
  get isEmpty(): boolean {
    return this.rows.shownCount === 0 || this.columns.shownCount === 0;
  }

  /** Places that all cells show. */
  get places(): number {
    return this.rows.sum(PLACES);
  }

  /** Blocks that all cells show. */
  get blockCount(): number {
    return this.rows.sum(BLOCKS);
  }

  /** Where two lines cross. A cell that nobody opened is made anew for each that asks. */
  cell(row: Line, column: Line): Cell<Content> {
    return this.cellsByRow.get(row)?.get(column) ?? new Cell<Content>(row, column);
  }

  /** Keeps a cell that was opened. */
  keep(cell: Cell<Content>): void {
    const cells = this.cellsByRow.get(cell.row) ?? new Map<Line, Cell<Content>>();
    this.cellsByRow.set(cell.row, cells.set(cell.column, cell));
  }

  /** The cells of a line that were opened. */
  openedIn(line: Line): Cell<Content>[] {
    if (line.axis === "row") return [...(this.cellsByRow.get(line)?.values() ?? [])];
    return [...this.cellsByRow.values()].flatMap((cells) => cells.get(line) ?? []);
  }

  /** All cells that were opened. */
  get opened(): Cell<Content>[] {
    return [...this.cellsByRow.values()].flatMap((cells) => [...cells.values()]);
  }

  /** The cells that a row shows, in order. */
  shownIn(row: Line): Cell<Content>[] {
    return this.columns.shown.map((column) => this.cell(row, column));
  }

  /** Whether a cell shows. */
  isShown({ row, column }: Cell<Content>): boolean {
    return this.rows.isShown(row) && this.columns.isShown(column);
  }

  /** What the table shows before a cell of it that shows. */
  sumBefore(cell: Cell<Content>, measure: RowMeasure): number {
    return this.rows.sumBefore(cell.row, measure) + this.sumInRowBefore(cell, measure);
  }

  /** What the row of a cell shows before that. O(columns). */
  sumInRowBefore({ row, column }: Cell<Content>, measure: RowMeasure): number {
    const cells = this.cellsByRow.get(row);
    let sum = this.columns.indexOf(column);
    for (const cell of cells?.values() ?? []) {
      const isBefore =
        this.columns.isShown(cell.column) && this.columns.indexOf(cell.column) < this.columns.indexOf(column);
      if (isBefore) sum += sizeOf(cell, measure) - 1;
    }
    return sum;
  }

  /** The cell that covers an offset of what shows. O(columns). */
  find(offset: number, measure: RowMeasure): FoundCell<Content> | null {
    const found = this.rows.find(offset, measure);
    if (!found) return null;
    let rest = found.offset;
    for (const cell of this.shownIn(found.row)) {
      const size = sizeOf(cell, measure);
      if (rest < size) return { cell, offset: rest };
      rest -= size;
    }
    return null;
  }
}

/** How much a cell shows. */
function sizeOf(cell: Cell<unknown>, measure: RowMeasure): number {
  return measure === PLACES ? cell.places : cell.blockCount;
}
