/** Where in a table a position is. */
import type { Node, ResolvedPos } from "@tiptap/pm/model";
import { containerRole } from "../show/vocabulary.ts";

/** A cell, and the table that it is in. */
export interface TablePlace {
  readonly table: Node;
  /** Position of the table's own node. */
  readonly position: number;
  readonly row: number;
  readonly column: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** Position of the cell's own node. */
  readonly cell: number;
}

/** The cell around a position, null outside of tables. */
export function tablePlace($at: ResolvedPos): TablePlace | null {
  for (let depth = 1; depth + 2 <= $at.depth; depth++) {
    if (containerRole($at.node(depth).type) !== "table") continue;
    const table = $at.node(depth);
    return {
      table,
      position: $at.before(depth),
      row: $at.index(depth),
      column: $at.index(depth + 1),
      rowCount: table.childCount,
      columnCount: $at.node(depth + 1).childCount,
      cell: $at.before(depth + 2),
    };
  }
  return null;
}

/** The position of a row's own node. */
export function rowPosition({ table, position }: TablePlace, row: number): number {
  let at = position + 1;
  for (let index = 0; index < row; index++) at += table.child(index).nodeSize;
  return at;
}

/** The position of a cell's own node; of one past the row's last, where it would come. */
export function cellPosition(place: TablePlace, row: number, column: number): number {
  const node = place.table.child(row);
  let at = rowPosition(place, row) + 1;
  for (let index = 0; index < Math.min(column, node.childCount); index++) at += node.child(index).nodeSize;
  return at;
}
