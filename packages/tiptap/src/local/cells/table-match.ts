/**
 * Which rows, columns and cells of a table are which after a transaction. A table of the model is always full: where
 * the editor's is ragged, what is missing counts as an empty cell, and what is too much goes into the last one.
 */
import type { Node } from "@tiptap/pm/model";
import type { LineId, Table } from "@weft/richtext";
import type { ShownBlocks } from "../../show/shown-blocks.ts";
import { isCellId } from "../../show/shown-path.ts";
import type { Carry } from "../carry.ts";
import { cellOf, type NewContent } from "./scope.ts";

/** Most rows that the model makes. */
export const ROWS_MAX = 1000;

/** Most columns. */
export const COLUMNS_MAX = 100;

/** What is to be in a cell. `column`: the column that it was in before, if it stayed. */
interface FoundCell {
  readonly node: Node;
  readonly position: number;
  readonly column: LineId | null;
}

/** A row of the new table: `was` if it stayed. */
export interface MatchedRow {
  readonly was: LineId | null;
  /** The contents of each column's cell; none: the cell is empty. */
  readonly cells: readonly (readonly NewContent[])[];
}

/** The new table in the order in which it is shown; null stands for a new column. */
export interface MatchedTable {
  readonly rows: readonly MatchedRow[];
  readonly columns: readonly (LineId | null)[];
  /** Whether its first row is to be a header. */
  readonly isHeader: boolean;
  /** Whether the editor shows just that. */
  readonly isExact: boolean;
}

/** What a table is matched with. */
export interface MatchSource {
  readonly blocks: ShownBlocks;
  readonly carry: Carry;
  /** The table before; null for a new one. */
  readonly table: Table | null;
}

/** Matches the table whose node stands at a position after the transaction. */
export function matchTable(source: MatchSource, node: Node, position: number): MatchedTable {
  const found = findRows(source, node, position);
  const columns = findColumns(source.table, found);
  const rows = found
    .slice(0, ROWS_MAX)
    .map((row) => ({ was: row.was, cells: placeCells(row.cells, columns) }));
  for (const row of found.slice(ROWS_MAX)) {
    for (const [index, contents] of placeCells(row.cells, columns).entries()) {
      rows.at(-1)!.cells[index]!.push(...contents);
    }
  }
  const isHeader = isHeaderNow(source.table, found);
  const isExact =
    found.length === rows.length &&
    found.every(({ cells }) => cells.length === columns.length) &&
    rows.every(({ cells }) =>
      cells.every(([first, ...rest]) => first?.parent.childCount && rest.length === 0),
    ) &&
    found.every(({ cells }, index) =>
      cells.every((cell) => isHeaderCell(cell.node) === (isHeader && index === 0)),
    );
  return { rows, columns, isHeader, isExact };
}

interface FoundRow {
  readonly was: LineId | null;
  readonly cells: readonly FoundCell[];
}

function findRows({ blocks, carry, table }: MatchSource, node: Node, position: number): FoundRow[] {
  const rows: FoundRow[] = [];
  let lastRow = -1;
  let rowStart = position + 1;
  node.forEach((rowNode) => {
    const cellIds = cellIdsIn({ blocks, carry }, rowNode, rowStart);
    const names = cellIds.map((id) => id?.split("/") ?? []);
    const was =
      names.find(([row]) => row !== undefined && (table?.rows.indexOf(row) ?? -1) > lastRow)?.[0] ?? null;
    if (was !== null) lastRow = table!.rows.indexOf(was);
    const cells: FoundCell[] = [];
    let lastColumn = -1;
    let cellStart = rowStart + 1;
    rowNode.forEach((cell, _offset, index) => {
      const [row, name = ""] = names[index] ?? [];
      const columnIndex = was !== null && row === was ? table!.columns.indexOf(name) : -1;
      const column = columnIndex > lastColumn ? name : null;
      if (column !== null) lastColumn = columnIndex;
      cells.push({ node: cell, position: cellStart, column });
      cellStart += cell.nodeSize;
    });
    rows.push({ was, cells });
    rowStart += rowNode.nodeSize;
  });
  return rows;
}

/** For each cell of a row the one that it was: by its own token, or else by the first one in it that stayed. */
function cellIdsIn(
  { blocks, carry }: Pick<MatchSource, "blocks" | "carry">,
  row: Node,
  rowStart: number,
): (string | null)[] {
  const ids: (string | null)[] = [];
  const positions: number[] = [];
  let position = rowStart + 1;
  row.forEach((cell) => {
    const old = carry.oldPosition(position);
    const owner = old < 0 ? null : blocks.ownerOfToken(old);
    const id = owner?.kind === "container" ? owner.handle.item.path[owner.depth]?.container.id : undefined;
    ids.push(id !== undefined && isCellId(id) ? id : null);
    positions.push(position);
    position += cell.nodeSize;
  });
  for (const [index, start] of positions.entries()) {
    if (ids[index]) continue;
    const old = carry.oldPosition(start + 1);
    const found = old < 0 ? null : blocks.list.find(old);
    const id = found && cellOf(found.handle);
    if (id !== null && !ids.includes(id)) ids[index] = id;
  }
  return ids;
}

/** The columns that stay, and new ones where the longest of the rows that stay has cells that are new. */
function findColumns(table: Table | null, rows: readonly FoundRow[]): (LineId | null)[] {
  const width = Math.min(COLUMNS_MAX, Math.max(...rows.map(({ cells }) => cells.length)));
  const kept = rows.filter(({ was }) => was !== null);
  const stay = new Set(kept.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const staying = (table?.columns ?? []).filter((column, index) =>
    kept.length > 0 ? stay.has(column) : index < width,
  );
  const longest = kept.reduce<FoundRow | null>(
    (best, row) => (best && best.cells.length >= row.cells.length ? best : row),
    null,
  );
  const columns: (LineId | null)[] = [];
  const named = new Set(longest?.cells.map(({ column }) => column));
  let next = 0;
  for (const { column } of longest?.cells ?? []) {
    if (column === null) {
      if (columns.length < COLUMNS_MAX) columns.push(null);
      continue;
    }
    for (; staying[next] !== column; next++) if (!named.has(staying[next]!)) columns.push(staying[next]!);
    columns.push(column);
    next++;
  }
  columns.push(...staying.slice(next));
  while (columns.length < (longest ? 1 : width)) columns.push(null);
  return columns;
}

/** The contents of a row by column. */
function placeCells(cells: readonly FoundCell[], columns: readonly (LineId | null)[]): NewContent[][] {
  const placed: NewContent[][] = columns.map(() => []);
  let next = 0;
  for (const [index, cell] of cells.entries()) {
    const following = cells.slice(index).find(({ column }) => column !== null && columns.includes(column));
    const limit = following ? columns.indexOf(following.column) : columns.length;
    let slot = next;
    if (following === cell) slot = limit;
    else {
      const fresh = columns.findIndex((column, at) => at >= next && at < limit && column === null);
      if (fresh >= 0) slot = fresh;
      if (slot >= limit) slot = Math.max(0, next - 1);
    }
    placed[slot]!.push({ parent: cell.node, contentStart: cell.position + 1 });
    next = Math.max(next, slot + 1);
  }
  return placed;
}

/** Only a row that was the first and still is says whether it is a header; else the table's own word stands. */
function isHeaderNow(table: Table | null, [first]: readonly FoundRow[]): boolean {
  const stays = !table || (first !== undefined && first.was === table.rows[0]);
  if (!stays || !first) return table?.hasHeaderRow ?? false;
  return first.cells.every(({ node }) => isHeaderCell(node));
}

function isHeaderCell({ type }: Node): boolean {
  return type.spec.tableRole === "header_cell" || type.name === "tableHeader";
}
