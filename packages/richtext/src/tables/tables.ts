import type { Element } from "@weft/rga";
import { ElementTable } from "../registers/element-table.ts";
import type { Cell } from "./cell.ts";
import type { Grid } from "./grid.ts";
import { HomeTable } from "./home-table.ts";
import type { Line } from "./line.ts";

/** In which cell an element is; an opener is no element of its own but stands for the marker of the first block. */
export interface CellHome<Content> {
  readonly cell: Cell<Content>;
  readonly isOpener: boolean;
}

/** All tables of a document. */
export class Tables<Content> {
  readonly grids = new ElementTable<Grid<Content>>();
  private readonly lines = new ElementTable<Line>();
  /** How many rows and columns there are, shown or not. */
  lineCount = 0;
  /** Where the elements are that are not in the document's own sequence. */
  readonly homes = new HomeTable<CellHome<Content>>();
  /** Cells that somebody opened, by the names of their lines: also those whose lines are not of one table. */
  readonly cellsById = new Map<string, Cell<Content>>();

  /** The table that a line is of. */
  gridOf(line: Line): Grid<Content> | null {
    return this.grids.get(line.table.replica, line.table.counter) ?? null;
  }

  /** The table in which a cell is; null if its lines are not of one table. */
  gridAround({ row, column }: Cell<Content>): Grid<Content> | null {
    const grid = this.gridOf(row);
    const fits = row.axis === "row" && column.axis === "column" && this.gridOf(column) === grid;
    return fits ? grid : null;
  }

  /** Whether there was never a row or a column, and so no cell. */
  get isEmpty(): boolean {
    return this.lineCount === 0;
  }

  /** Notes a new line. */
  addLine(line: Line): void {
    this.lines.add(line.element, line);
    this.lineCount++;
  }

  /** The line with an id. */
  line({ replica, counter }: Element): Line | null {
    return this.lines.get(replica, counter) ?? null;
  }
}
