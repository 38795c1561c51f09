/** Edits that make and change tables, as ops. */
import { assert } from "@weft/base";
import type { Element } from "@weft/rga";
import type { Axis } from "../ops/table-ops.ts";
import { gridOf, lineNamed } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { HEADER_ROW } from "../reading/table-reader.ts";
import type { BlockShape, Edit, LineId } from "../rich-text.ts";
import type { Grid } from "../tables/grid.ts";
import type { Line } from "../tables/line.ts";
import { setBlock } from "./register-edits.ts";
import { clearCell } from "./structure/block-deletions.ts";
import { insertAt, showBefore } from "./structure/block-splits.ts";
import { keep } from "./structure/revival.ts";
import type { Transaction } from "./transaction.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

const DEFAULT_TABLE: BlockShape = { type: "table", attributes: {}, container: null };

/** A table with its rows and columns. */
export function insertTable(transaction: Transaction, edit: EditOf<"insertTable">): void {
  const next = transaction.parts.blocks.blockAtPlace(edit.at)?.block ?? null;
  const table = insertAt(transaction, edit.at, { ...(edit.table ?? DEFAULT_TABLE), isTable: true });
  const grid = gridOf(transaction.parts, table);
  assert(grid !== null, "a table that was inserted has a grid");
  for (let row = 0; row < edit.rows; row++) addLine(transaction, { grid, axis: "row", before: null });
  for (let column = 0; column < edit.columns; column++) {
    addLine(transaction, { grid, axis: "column", before: null });
  }
  showBefore(transaction, table, next);
}

/** A row or a column before another one or as the last one. */
export function insertLine(
  transaction: Transaction,
  axis: Axis,
  { table, before }: { readonly table: string; readonly before: LineId | null },
): void {
  const { block } = transaction.shownBlock(table);
  const grid = gridOf(transaction.parts, block);
  if (!grid) throw new RangeError(`the block ${table} is no table`);
  addLine(transaction, { grid, axis, before: before === null ? null : lineOf(transaction.parts, before) });
}

/** Removes a row or a column with what its cells show. Nothing else of the table goes with it. */
export function deleteLine(transaction: Transaction, id: LineId): void {
  const line = lineOf(transaction.parts, id);
  const grid = transaction.parts.tables.gridOf(line);
  if (!grid) throw new RangeError(`no line ${id} is shown`);
  const cells = grid.openedIn(line);
  for (const { row, column, hasText } of cells) {
    const other = line.axis === "row" ? column : row;
    if (hasText && other.textCells === 1) keep(transaction, other.element, other.deletions);
  }
  const table = transaction.parts.segments.get(grid.marker.replica, grid.marker.counter);
  const textCells = cells.filter(({ hasText }) => hasText).length;
  if (table && textCells > 0 && textCells === grid.textCells) {
    keep(transaction, table.marker, table.deletions);
  }
  for (const cell of cells) clearCell(transaction, cell);
  transaction.perform({ type: "removeBlocks", markers: [line.element] });
}

/** Says whether the first row of a table is a header. */
export function setHeaderRow(transaction: Transaction, edit: EditOf<"setHeaderRow">): void {
  setBlock(transaction, { type: "setBlock", block: edit.table, attributes: { [HEADER_ROW]: edit.isHeader } });
}

function addLine(
  transaction: Transaction,
  {
    grid,
    axis,
    before,
  }: { readonly grid: Grid<DocumentParts>; readonly axis: Axis; readonly before: Line | null },
): void {
  const { sequence } = grid.lines(axis);
  const rank = before
    ? sequence.rankOf(before.element.replica, before.element.counter)
    : sequence.totalLength;
  const left: Element = rank > 0 ? sequence.elementAtRank(rank - 1) : { replica: -1, counter: 0 };
  const place = sequence.placeAfter(left.replica, left.counter);
  const first = place.parentReplica < 0 ? { table: grid.marker, axis } : null;
  transaction.perform({ type: "line", first, place, back: transaction.back });
}

function lineOf(parts: DocumentParts, id: LineId): Line {
  const line = lineNamed(parts, id);
  if (!line) throw new RangeError(`there is no line ${id}`);
  return line;
}
