/**
 * Tables: rows of cells, and blocks in the cells. A cell has no spans, and a row is as long as the others: what comes in
 * with spans becomes plain cells, and what an edit leaves ragged is filled up by the model.
 */
import { Node } from "@tiptap/core";
import type { Transaction } from "@tiptap/pm/state";
import { keepSelectionInCell } from "../tables/cell-selection.ts";
import {
  addColumn,
  addRow,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToCell,
  insertTable,
  type TableSize,
  toggleHeaderRow,
} from "../tables/table-commands.ts";

type TransactionCommand = (props: { readonly tr: Transaction }) => boolean;

const DEFAULT_SIZE: TableSize = { rows: 3, columns: 3, hasHeaderRow: true };

/** A command without arguments. */
function command(run: (transaction: Transaction) => boolean): () => TransactionCommand {
  return () =>
    ({ tr }) =>
      run(tr);
}

/** What the parts of a table are called by those who ask a schema for tables, such as importers. */
const roles: Readonly<Record<string, string>> = {
  table: "table",
  tableRow: "row",
  tableCell: "cell",
  tableHeader: "header_cell",
};

/** A table. Its first row may be a header. */
export const Table = Node.create({
  name: "table",
  group: "block itemHead",
  content: "tableRow+",
  extendNodeSchema: ({ name }) => (Object.hasOwn(roles, name) ? { tableRole: roles[name] } : {}),
  isolating: true,
  parseHTML: () => [{ tag: "table" }],
  renderHTML: ({ HTMLAttributes }) => [
    "div",
    { class: "weft-table" },
    ["table", HTMLAttributes, ["tbody", 0]],
  ],
  addCommands: () => ({
    insertTable:
      (size) =>
      ({ tr }) =>
        insertTable(tr, { ...DEFAULT_SIZE, ...size }),
    addRowBefore: command((tr) => addRow(tr, "before")),
    addRowAfter: command((tr) => addRow(tr, "after")),
    addColumnBefore: command((tr) => addColumn(tr, "before")),
    addColumnAfter: command((tr) => addColumn(tr, "after")),
    deleteRow: command(deleteRow),
    deleteColumn: command(deleteColumn),
    deleteTable: command(deleteTable),
    toggleHeaderRow: command(toggleHeaderRow),
    goToNextCell: command((tr) => goToCell(tr, "next")),
    goToPreviousCell: command((tr) => goToCell(tr, "previous")),
  }),
  addKeyboardShortcuts() {
    return {
      Tab: () => this.editor.commands.goToNextCell(),
      "Shift-Tab": () => this.editor.commands.goToPreviousCell(),
    };
  },
  addProseMirrorPlugins: () => [keepSelectionInCell()],
});

/** A row of a table. */
export const TableRow = Node.create({
  name: "tableRow",
  content: "(tableCell | tableHeader)+",
  parseHTML: () => [{ tag: "tr" }],
  renderHTML: ({ HTMLAttributes }) => ["tr", HTMLAttributes, 0],
});

/** A cell. */
export const TableCell = Node.create({
  name: "tableCell",
  content: "block+",
  isolating: true,
  parseHTML: () => [{ tag: "td" }],
  renderHTML: ({ HTMLAttributes }) => ["td", HTMLAttributes, 0],
});

/** A cell of a header row. */
export const TableHeader = Node.create({
  name: "tableHeader",
  content: "block+",
  isolating: true,
  parseHTML: () => [{ tag: "th" }],
  renderHTML: ({ HTMLAttributes }) => ["th", HTMLAttributes, 0],
});
