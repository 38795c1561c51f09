/**
 * Tables without spans and holes. A merged cell becomes a plain one with all its content; the places that it
 * covered become empty cells, and short rows are filled up, so that nothing moves to another column.
 */
import { Fragment, type Node, type NodeType } from "@tiptap/pm/model";
import { cellsMax, columnSpanMax } from "../limits.ts";

/** A cell as a source has it, with the node that holds its content. */
export interface SpanningCell {
  readonly node: Node;
  readonly columns: number;
  readonly rows: number;
}

/**
 * Rows of equal length, null where a cell is to be made. Spans end with the last row; one that would make the table
 * larger than `cellsMax` does not count. Null instead of a table that would be much larger than what is written.
 */
export function toRectangle(
  rows: readonly (readonly SpanningCell[])[],
): readonly (readonly (Node | null)[])[] | null {
  const grid: (Node | null | undefined)[][] = rows.map(() => []);
  const written = rows.reduce((sum, row) => sum + row.length, 0);
  for (const [index, row] of rows.entries()) {
    let column = 0;
    for (const cell of row) {
      const line = grid[index] ?? [];
      while (line[column] !== undefined) column++;
      const columns = clamp(cell.columns, columnSpanMax);
      const height = clamp(cell.rows, rows.length - index);
      const fits = rows.length * (column + columns) <= cellsMax;
      for (let down = 0; down < (fits ? height : 1); down++) {
        for (let right = 0; right < (fits ? columns : 1); right++) {
          const target = grid[index + down] ?? [];
          if (target[column + right] === undefined)
            target[column + right] = down + right === 0 ? cell.node : null;
        }
      }
    }
  }
  const width = grid.reduce((widest, line) => Math.max(widest, line.length), 1);
  if (grid.length * width > Math.max(cellsMax, 2 * written)) return null;
  return grid.map((line) => Array.from({ length: width }, (_, at) => line[at] ?? null));
}

/** A row's cells where some are to be made: as headers if the row has nothing else. */
export function fillRow(cells: readonly (Node | null)[], plain: NodeType): Fragment {
  const present = cells.filter((cell) => cell !== null);
  const type =
    present.length > 0 && present.every((cell) => cell.type.spec.tableRole === "header_cell")
      ? present[0]?.type
      : plain;
  return Fragment.from(
    cells.map((cell) => cell ?? (type ?? plain).createAndFill()).filter((cell) => cell !== null),
  );
}

function clamp(span: number, spanMax: number): number {
  return Math.max(1, Math.min(spanMax, Math.floor(span) || 1));
}
