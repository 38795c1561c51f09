/** What people do with tables. Each changes a transaction, at its selection; false, nothing changed, if it does not apply. */
import { Fragment, type Node, type NodeType, type Schema } from "@tiptap/pm/model";
import { TextSelection, type Transaction } from "@tiptap/pm/state";
import { COLUMNS_MAX, ROWS_MAX } from "../local/cells/table-match.ts";
import { cellPosition, rowPosition, type TablePlace, tablePlace } from "./table-place.ts";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    table: {
      /** Puts in a table, the caret into its first cell; three by three with a header row if nothing else is said. */
      insertTable: (size?: Partial<TableSize>) => ReturnType;
      addRowBefore: () => ReturnType;
      addRowAfter: () => ReturnType;
      addColumnBefore: () => ReturnType;
      addColumnAfter: () => ReturnType;
      /** Deletes the row with the caret; of the last one the table. */
      deleteRow: () => ReturnType;
      deleteColumn: () => ReturnType;
      deleteTable: () => ReturnType;
      toggleHeaderRow: () => ReturnType;
      goToNextCell: () => ReturnType;
      goToPreviousCell: () => ReturnType;
    };
  }
}

/** How large a new table is. */
export interface TableSize {
  readonly rows: number;
  readonly columns: number;
  readonly hasHeaderRow: boolean;
}

/** Puts a table before the empty paragraph with the caret, or after the block with it, and the caret into its first cell. */
export function insertTable(transaction: Transaction, size: TableSize): boolean {
  const { $from } = transaction.selection;
  const { table, paragraph } = transaction.doc.type.schema.nodes;
  if (tablePlace($from) || !$from.parent.isTextblock || !table || !paragraph) return false;
  const isEmpty = $from.parent.type === paragraph && $from.parent.content.size === 0;
  const outer = $from.node(-1);
  const index = isEmpty ? $from.index(-1) : $from.indexAfter(-1);
  const isLast = index === outer.childCount;
  const made = makeTable(transaction.doc.type.schema, size);
  const content = Fragment.from(isLast ? [made, paragraph.create()] : made);
  if (!outer.canReplace(index, index, content)) return false;
  const at = isEmpty ? $from.before() : $from.after();
  transaction.insert(at, content);
  selectCell(transaction, at + 2);
  return true;
}

/** Adds a row above or below the one with the caret. */
export function addRow(transaction: Transaction, side: "before" | "after"): boolean {
  const place = tablePlace(transaction.selection.$from);
  if (!place || place.rowCount >= ROWS_MAX) return false;
  const row = side === "before" ? place.row : place.row + 1;
  const becomesHeader = row === 0 && hasHeaderRow(place.table);
  const { schema } = transaction.doc.type;
  if (becomesHeader) setCells(transaction, place, { row: 0, type: cellType(schema, false) });
  transaction.insert(rowPosition(place, row), makeRow(schema, place.columnCount, becomesHeader));
  return true;
}

/** Adds a column at the left or at the right of the one with the caret. */
export function addColumn(transaction: Transaction, side: "before" | "after"): boolean {
  const place = tablePlace(transaction.selection.$from);
  if (!place || place.columnCount >= COLUMNS_MAX) return false;
  const column = side === "before" ? place.column : place.column + 1;
  const { schema } = transaction.doc.type;
  for (let row = place.rowCount - 1; row >= 0; row--) {
    const isHeader = row === 0 && hasHeaderRow(place.table);
    transaction.insert(cellPosition(place, row, column), makeCell(schema, isHeader));
  }
  return true;
}

/** Deletes the row with the caret; of the last one the table. */
export function deleteRow(transaction: Transaction): boolean {
  const place = tablePlace(transaction.selection.$from);
  if (!place) return false;
  if (place.rowCount === 1) return deleteTable(transaction);
  const start = rowPosition(place, place.row);
  if (place.row === 0 && hasHeaderRow(place.table)) {
    setCells(transaction, place, { row: 1, type: cellType(transaction.doc.type.schema, true) });
  }
  transaction.delete(start, start + place.table.child(place.row).nodeSize);
  const row = Math.min(place.row, place.rowCount - 2);
  selectCellOf(transaction, place.position, { row, column: place.column });
  return true;
}

/** Deletes the column with the caret; of the last one the table. */
export function deleteColumn(transaction: Transaction): boolean {
  const place = tablePlace(transaction.selection.$from);
  if (!place) return false;
  if (place.columnCount === 1) return deleteTable(transaction);
  for (let row = place.rowCount - 1; row >= 0; row--) {
    const start = cellPosition(place, row, place.column);
    transaction.delete(start, start + place.table.child(row).child(place.column).nodeSize);
  }
  const column = Math.min(place.column, place.columnCount - 2);
  selectCellOf(transaction, place.position, { row: place.row, column });
  return true;
}

/** Deletes the table around the caret. */
export function deleteTable(transaction: Transaction): boolean {
  const place = tablePlace(transaction.selection.$from);
  const { paragraph } = transaction.doc.type.schema.nodes;
  if (!place || !paragraph) return false;
  const { position, table } = place;
  const $table = transaction.doc.resolve(position);
  const end = position + table.nodeSize;
  if ($table.parent.canReplace($table.index(), $table.index() + 1)) transaction.delete(position, end);
  else transaction.replaceWith(position, end, paragraph.create());
  const $near = transaction.doc.resolve(Math.min(position, transaction.doc.content.size));
  transaction.setSelection(TextSelection.near($near));
  return true;
}

/** Makes the first row a header, or an ordinary row again. */
export function toggleHeaderRow(transaction: Transaction): boolean {
  const place = tablePlace(transaction.selection.$from);
  if (!place) return false;
  const type = cellType(transaction.doc.type.schema, !hasHeaderRow(place.table));
  setCells(transaction, place, { row: 0, type });
  return true;
}

/** Puts the caret into the next or the previous cell. After the last cell comes a new row; before the first one nothing. */
export function goToCell(transaction: Transaction, direction: "next" | "previous"): boolean {
  const { selection } = transaction;
  const place = tablePlace(selection.$from);
  if (!place) return false;
  const { rowCount, columnCount } = place;
  const index = place.row * columnCount + place.column + (direction === "next" ? 1 : -1);
  if (index < 0) return false;
  const [row, column] = [Math.floor(index / columnCount), index % columnCount];
  if (row >= rowCount && !addRow(transaction, "after")) return false;
  selectCellOf(transaction, place.position, { row, column });
  return true;
}

/** Whether the first row of a table is a header. */
export function hasHeaderRow(table: Node): boolean {
  const { tableHeader } = table.type.schema.nodes;
  return table.child(0).content.content.every(({ type }) => type === tableHeader);
}

function setCells(
  transaction: Transaction,
  place: TablePlace,
  { row, type }: { readonly row: number; readonly type: NodeType },
): void {
  for (let column = 0; column < place.table.child(row).childCount; column++) {
    transaction.setNodeMarkup(cellPosition(place, row, column), type);
  }
}

function makeTable(schema: Schema, { rows, columns, hasHeaderRow }: TableSize): Node {
  const [rowCount, columnCount] = [Math.min(rows, ROWS_MAX), Math.min(columns, COLUMNS_MAX)];
  const made = Array.from({ length: Math.max(1, rowCount) }, (_, row) =>
    makeRow(schema, Math.max(1, columnCount), hasHeaderRow && row === 0),
  );
  return schema.nodes.table!.create(null, made);
}

function makeRow(schema: Schema, columns: number, isHeader: boolean): Node {
  const cells = Array.from({ length: columns }, () => makeCell(schema, isHeader));
  return schema.nodes.tableRow!.create(null, cells);
}

function makeCell(schema: Schema, isHeader: boolean): Node {
  return cellType(schema, isHeader).create(null, schema.nodes.paragraph!.create());
}

function cellType({ nodes }: Schema, isHeader: boolean): NodeType {
  return isHeader ? nodes.tableHeader! : nodes.tableCell!;
}

function selectCellOf(
  transaction: Transaction,
  table: number,
  { row, column }: { readonly row: number; readonly column: number },
): void {
  const inside = tablePlace(transaction.doc.resolve(table + 4));
  if (inside) selectCell(transaction, cellPosition(inside, row, column));
}

function selectCell(transaction: Transaction, cell: number): void {
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(cell + 1))).scrollIntoView();
}
