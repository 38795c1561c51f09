/** Edits of tables, for schemas that have them: rows and columns put in and taken out as ProseMirror's own commands do it. */
import { Fragment, type Node, type ResolvedPos, type Schema } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
import type { Chance } from "./chance.ts";

type TableEdit = (transaction: Transaction, chance: Chance) => void;

/** A table of a document, and where its rows begin. */
interface FoundTable {
  readonly node: Node;
  readonly position: number;
}

/** None if the schema knows no tables. */
export function tableEdits(schema: Schema): Readonly<Record<string, TableEdit>> {
  const { table, tableRow, tableCell, paragraph } = schema.nodes;
  if (!table || !tableRow || !tableCell || !paragraph) return {};
  const cell = (text: string): Node =>
    tableCell.create(null, paragraph.create(null, text === "" ? null : schema.text(text)));
  return {
    insertTable: (transaction, chance) => {
      const $at = chance.caret(transaction.doc);
      const rows = [0, 1].map(() => tableRow.create(null, [cell(chance.word()), cell(chance.word())]));
      const made = table.create(null, rows);
      const at = $at.after(1);
      if (depthOf($at, table.name) === null) transaction.insert(at, made);
    },
    insertRow: (transaction, chance) => {
      const found = pickTable(transaction.doc, chance);
      if (!found) return;
      const columns = found.node.firstChild?.childCount ?? 0;
      const row = tableRow.create(
        null,
        Array.from({ length: columns }, () => cell("")),
      );
      transaction.insert(edgeOf(found.node, found.position, chance.below(found.node.childCount + 1)), row);
    },
    deleteRow: (transaction, chance) => {
      const found = pickTable(transaction.doc, chance);
      if (!found || found.node.childCount < 2) return;
      const index = chance.below(found.node.childCount);
      const from = edgeOf(found.node, found.position, index);
      transaction.delete(from, from + found.node.child(index).nodeSize);
    },
    insertColumn: (transaction, chance) => {
      const found = pickTable(transaction.doc, chance);
      if (!found) return;
      const index = chance.below((found.node.firstChild?.childCount ?? 0) + 1);
      forEachRowFromTheEnd(found, (row, position) =>
        transaction.insert(edgeOf(row, position, index), cell("")),
      );
    },
    deleteColumn: (transaction, chance) => {
      const found = pickTable(transaction.doc, chance);
      const columns = found?.node.firstChild?.childCount ?? 0;
      if (!found || columns < 2) return;
      const index = chance.below(columns);
      forEachRowFromTheEnd(found, (row, position) => {
        // A binding that lets tables become ragged is to be shown for what it is.
        if (index >= row.childCount || row.childCount < 2) return;
        const from = edgeOf(row, position, index);
        transaction.delete(from, from + row.child(index).nodeSize);
      });
    },
  };
}

function pickTable(doc: Node, chance: Chance): FoundTable | undefined {
  const tables: FoundTable[] = [];
  doc.descendants((node, position) => {
    if (node.type.name === "table") tables.push({ node, position });
  });
  return chance.pick(tables);
}

/** The position before the child `index`, or at the end. */
function edgeOf(parent: Node, position: number, index: number): number {
  const bounded = Math.min(index, parent.childCount);
  return position + 1 + Fragment.fromArray(parent.children.slice(0, bounded)).size;
}

function forEachRowFromTheEnd(
  { node, position }: FoundTable,
  visit: (row: Node, position: number) => void,
): void {
  for (let index = node.childCount - 1; index >= 0; index--)
    visit(node.child(index), edgeOf(node, position, index));
}

function depthOf($at: ResolvedPos, name: string): number | null {
  for (let depth = $at.depth; depth > 0; depth--) if ($at.node(depth).type.name === name) return depth;
  return null;
}
