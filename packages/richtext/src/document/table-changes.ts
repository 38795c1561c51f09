/**
 * What ops on tables do: rows and columns come, go and come back, and cells are opened. Keeps the grids in step with what
 * their cells hold and tells the patches, row by row, so that each patch fits what the ones before it left.
 */
import { assert } from "@weft/base";
import type { Element } from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { CellOp, LineOp } from "../ops/table-ops.ts";
import { blockIdsIn } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { nameOf } from "../reading/element-name.ts";
import { cellParts } from "../reading/sequence-parts.ts";
import { hasHeaderRow } from "../reading/table-reader.ts";
import { Cell } from "../tables/cell.ts";
import { Grid } from "../tables/grid.ts";
import { Line } from "../tables/line.ts";
import { BLOCKS, PLACES } from "../tables/line-list.ts";
import type { CellHome } from "../tables/tables.ts";
import type { PatchRecorder } from "./patch-recorder.ts";

type DocumentCell = Cell<DocumentParts>;
type DocumentGrid = Grid<DocumentParts>;

/** Cells of a row that come or go, with the column before them and the last one that the rows above have by now. */
interface Replaced {
  readonly row: Line;
  readonly columns: readonly Line[];
  readonly before: Line | null;
  readonly last: Line | null;
}

/** Applies ops on tables. */
export class TableChanges {
  private readonly root: DocumentParts;
  private readonly patches: PatchRecorder;
  private readonly restate: (segment: Segment) => void;

  /** `restate` takes note that the state of a segment of the document's own sequence may have changed. */
  constructor(root: DocumentParts, patches: PatchRecorder, restate: (segment: Segment) => void) {
    this.root = root;
    this.patches = patches;
    this.restate = restate;
  }

  /** A table comes, without lines yet. */
  addGrid(marker: Element): void {
    this.root.tables.grids.add(marker, new Grid<DocumentParts>(this.root.space, marker));
  }

  /** A row or a column comes. One of a table that is in a cell is kept and never shown. */
  addLine(op: LineOp, id: Element): void {
    const { space, tables } = this.root;
    const beside = op.first
      ? null
      : tables.line({ replica: op.place.parentReplica, counter: op.place.parentCounter });
    const table = op.first?.table ?? beside?.table;
    const axis = op.first?.axis ?? beside?.axis;
    assert(table !== undefined && axis !== undefined, "a line was checked to be one of a table");
    const line = new Line(space, { element: id, name: nameOf(space.replicas, id), axis, table });
    tables.addLine(line);
    tables.gridOf(line)?.lines(axis).add(line, op.place);
    this.settle(line);
  }

  /** Somebody opens a cell; returns it. */
  openCell(op: CellOp, id: Element): { readonly home: CellHome<DocumentParts>; readonly isNew: boolean } {
    const { tables } = this.root;
    const [row, column] = [tables.line(op.row), tables.line(op.column)];
    assert(row !== null && column !== null, "the lines of a cell were checked");
    const fresh = new Cell<DocumentParts>(row, column);
    const cell = tables.cellsById.get(fresh.id) ?? fresh;
    tables.homes.add(id, 1, { cell, isOpener: true });
    cell.opener ??= id;
    const isNew = cell.content === null;
    if (isNew) {
      cell.content = cellParts(this.root, cell);
      tables.cellsById.set(cell.id, cell);
      tables.gridAround(cell)?.keep(cell);
      const first = cell.content.blocks.blockAt(0);
      if (first) this.root.cellsBySegment.set(first, cell);
    }
    return { home: { cell, isOpener: false }, isNew };
  }

  /** Deletes a line by the op counter `by`, or takes that back. */
  setDeleted(line: Line, by: Element, active: boolean): void {
    line.deletions.set(by, "deleted", active);
    this.settle(line);
  }

  /** Overrules deletions of a line, or no longer. */
  setKept(line: Line, deletions: readonly Element[], delta: 1 | -1): void {
    line.deletions.keep(deletions, line.element, delta);
    this.settle(line);
  }

  /** Undoes the insertion of a line, or redoes it. */
  setUndone(line: Line, undone: boolean): void {
    line.deletions.insertionUndone = undone;
    this.settle(line);
  }

  /** What is in a cell has changed. */
  noteCell(cell: DocumentCell): void {
    const { content } = cell;
    assert(content !== null, "only what is in a cell changes there");
    const grid = this.root.tables.gridAround(cell);
    if (!grid) return;
    const [places, blockCount] = [content.blocks.length, content.blocks.blockCount];
    const hasText = places > blockCount;
    const grows = places !== cell.places || blockCount !== cell.blockCount;
    const changesText = hasText !== cell.hasText;
    if (grows && grid.rows.isShown(cell.row) && grid.columns.isShown(cell.column)) {
      this.resize(grid, cell.row, places - cell.places, blockCount - cell.blockCount);
    }
    cell.places = places;
    cell.blockCount = blockCount;
    cell.hasText = hasText;
    if (!changesText) return;
    const step = hasText ? 1 : -1;
    cell.row.textCells += step;
    cell.column.textCells += step;
    grid.textCells += step;
    this.settle(cell.row);
    this.settle(cell.column);
  }

  /** Shows or hides a line, and the table, as they ought to. */
  private settle(line: Line): void {
    const grid = this.root.tables.gridOf(line);
    if (!grid) return;
    const lines = grid.lines(line.axis);
    if (lines.isCounted(line) !== line.isWanted) {
      const { comes, goes } = lines.swapIfCounted(line, line.isWanted);
      const first = grid.rows.shownAt(0);
      if (goes) this.replace(grid, goes, -1);
      lines.setCounted(line, line.isWanted);
      if (comes) this.replace(grid, comes, 1);
      this.tellHeader(grid, first);
    }
    this.settleTable(grid);
  }

  private settleTable(grid: DocumentGrid): void {
    const table = this.tableOf(grid);
    const [hasCells, hasText] = [!grid.isEmpty, grid.textCells > 0];
    if (table.hasCells === hasCells && table.hasText === hasText) return;
    table.hasCells = hasCells;
    table.hasText = hasText;
    this.restate(table);
  }

  /** Puts the cells of a line in (1) or takes them out (-1). While one comes it is counted already, while one goes still. */
  private replace(grid: DocumentGrid, line: Line, step: 1 | -1): void {
    const { shown } = grid.columns;
    if (line.axis === "row") {
      this.replaceCells(grid, { row: line, columns: shown, before: null, last: shown.at(-1) ?? null }, step);
      return;
    }
    const left = step === -1 ? shown.filter((one) => one !== line) : shown;
    const columns = {
      columns: [line],
      before: shown[shown.indexOf(line) - 1] ?? null,
      last: left.at(-1) ?? null,
    };
    for (const row of grid.rows.shown) this.replaceCells(grid, { row, ...columns }, step);
  }

  private replaceCells(grid: DocumentGrid, replaced: Replaced, step: 1 | -1): void {
    const { row, columns } = replaced;
    const cells = columns.map((column) => grid.cell(row, column));
    const [first] = cells;
    if (!first) return;
    const table = this.tableOf(grid);
    if (isShown(table)) {
      const index = this.root.blocks.allBlocksBefore(table) + 1 + grid.sumBefore(first, BLOCKS);
      const ids = cells.flatMap(blockIdsIn);
      const previous = this.previousBlockId(grid, replaced);
      if (step === 1) this.patches.blocksCame({ index, ids, previous });
      else this.patches.blocksWent({ index, ids, previous });
    }
    const places = cells.reduce((sum, cell) => sum + cell.places, 0);
    const blockCount = cells.reduce((sum, cell) => sum + cell.blockCount, 0);
    this.resize(grid, row, step * places, step * blockCount);
  }

  private resize(grid: DocumentGrid, row: Line, places: number, blockCount: number): void {
    const { rows } = grid;
    rows.measure(row, rows.sizeOf(row, PLACES) + places, rows.sizeOf(row, BLOCKS) + blockCount);
    this.root.blocks.setInner(this.tableOf(grid), grid.places, grid.blockCount);
  }

  /** The block that shows before cells that come or go. */
  private previousBlockId(grid: DocumentGrid, { row, before, last }: Replaced): string {
    const above = before ? null : grid.rows.shownAt(grid.rows.indexOf(row) - 1);
    let neighbour: DocumentCell | null = null;
    if (before) neighbour = grid.cell(row, before);
    else if (above && last) neighbour = grid.cell(above, last);
    return (neighbour && blockIdsIn(neighbour).at(-1)) ?? this.tableOf(grid).id;
  }

  /** Tells the blocks whose cells have become those of a header row, or are none any more. */
  private tellHeader(grid: DocumentGrid, firstBefore: Line | null): void {
    const first = grid.rows.shownAt(0);
    const table = this.tableOf(grid);
    if (first === firstBefore || !hasHeaderRow(table) || !isShown(table)) return;
    for (const row of [firstBefore, first]) if (row) this.tellRow(grid, row);
  }

  /** Tells that the cells around the blocks of a row look different. */
  private tellRow(grid: DocumentGrid, row: Line): void {
    if (!grid.rows.isShown(row)) return;
    for (const cell of grid.shownIn(row)) {
      for (const id of blockIdsIn(cell)) this.patches.shapeOf(id);
    }
  }

  private tableOf({ marker }: DocumentGrid): Segment {
    const table = this.root.segments.get(marker.replica, marker.counter);
    assert(table !== undefined, "a table has its marker in the document's own sequence");
    return table;
  }
}

/** Whether a table shows, and its cells with it. */
function isShown(table: Segment): boolean {
  return table.shown !== null && table.notedState === "living";
}
