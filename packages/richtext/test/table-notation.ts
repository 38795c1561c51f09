/**
 * A small language for documents with tables, so that a case is a line: blocks between `|`, a table as
 * `[a b / c d]`, rows between `/`, cells between spaces, `-` for an empty cell, `a+b` for two blocks in a cell.
 */
import type { Container, RichText } from "../src/index.ts";
import type { Act } from "./two-people.ts";

/** The document in the language above. Header cells are in capitals. */
export function showTables(document: RichText): string {
  const parts: string[] = [];
  for (let index = 0; index < document.blockCount; index++) {
    const block = document.blockAt(index);
    const table = document.table(block.id);
    const text = textOf(document, block.id);
    if (!table) {
      parts.push(text || "(empty)");
      continue;
    }
    const rows = table.rows.map((row) =>
      table.columns.map((column) => {
        const blocks: string[] = [];
        let isHeader = false;
        for (let next = document.blockAt(index + 1); ; next = document.blockAt(++index + 1)) {
          const cell = cellOf(next.containers, block.id);
          if (cell?.id !== `${row}/${column}`) break;
          blocks.push(textOf(document, next.id) || "-");
          isHeader = cell.type === "tableHeader";
          if (index + 2 >= document.blockCount) {
            index++;
            break;
          }
        }
        const shown = blocks.join("+");
        return isHeader ? shown.toUpperCase() : shown;
      }),
    );
    parts.push(`${text}[${rows.map((cells) => cells.join(" ")).join(" / ")}]`);
  }
  return parts.join(" | ");
}

function textOf(document: RichText, id: string): string {
  return document
    .inline(id)
    .map((run) => (run.kind === "text" ? run.text : `<${run.type}>`))
    .join("");
}

/** The cell of a table among the containers of a block. */
export function cellOf(containers: readonly Container[], table: string): Container | null {
  const index = containers.findIndex(({ id }) => id === table);
  return containers[index + 2] ?? null;
}

/** The first table of a document. */
export function tableOf(document: RichText) {
  for (let index = 0; index < document.blockCount; index++) {
    const table = document.table(document.blockAt(index).id);
    if (table) return table;
  }
  throw new Error("there is no table in the document");
}

/** A table after the paragraph `before`, with these texts in its cells. */
export const table =
  (...rows: readonly (readonly string[])[]): Act =>
  (document) => {
    const at = document.length;
    const columns = rows[0]!.length;
    document.edit([{ type: "insertTable", at, rows: rows.length, columns }]);
    for (const [row, cells] of rows.entries()) {
      for (const [column, text] of cells.entries()) if (text) typeIn(row, column, text)(document);
    }
  };

/** The place of the first block of a cell, by the indexes of its row and column. */
export function placeOfCell(document: RichText, row: number, column: number): number {
  const { rows, columns } = tableOf(document);
  const id = `${rows[row]}/${columns[column]}`;
  for (let index = 0; index < document.blockCount; index++) {
    const block = document.blockAt(index);
    if (block.containers.some((container) => container.id === id)) return document.placeOfBlock(block.id);
  }
  throw new Error(`there is no cell ${id}`);
}

/** Types at the start of a cell. */
export const typeIn =
  (row: number, column: number, text: string): Act =>
  (document) =>
    document.edit([{ type: "insertText", at: placeOfCell(document, row, column) + 1, text }]);

/** A new row before the one at an index, or as the last one. */
export const addRow =
  (index: number): Act =>
  (document) => {
    const { id, rows } = tableOf(document);
    document.edit([{ type: "insertRow", table: id, before: rows[index] ?? null }]);
  };

/** A new column before the one at an index, or as the last one. */
export const addColumn =
  (index: number): Act =>
  (document) => {
    const { id, columns } = tableOf(document);
    document.edit([{ type: "insertColumn", table: id, before: columns[index] ?? null }]);
  };

/** Deletes the row at an index. */
export const removeRow =
  (index: number): Act =>
  (document) =>
    document.edit([{ type: "deleteRow", row: tableOf(document).rows[index]! }]);

/** Deletes the column at an index. */
export const removeColumn =
  (index: number): Act =>
  (document) =>
    document.edit([{ type: "deleteColumn", column: tableOf(document).columns[index]! }]);

/** Deletes the table. */
export const removeTable: Act = (document) =>
  document.edit([{ type: "deleteBlock", block: tableOf(document).id }]);
