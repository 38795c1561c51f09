/**
 * Keeps text selections within one cell, or outside of tables: text of two cells is never one, so nothing could be done
 * with it as one. A selection that reaches past a table holds all of it.
 */
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, type Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { type TablePlace, tablePlace } from "./table-place.ts";

/** The plugin. */
export function keepSelectionInCell(): Plugin {
  return new Plugin({ appendTransaction: (_made, _before, state) => narrowSelection(state) });
}

/** The transaction that narrows a selection to where it began: a cell, or what is outside of tables. Null if none is needed. */
export function narrowSelection({ selection, tr }: EditorState): Transaction | null {
  if (!(selection instanceof TextSelection)) return null;
  const head = headWithin(tr.doc, selection);
  return head === null ? null : tr.setSelection(TextSelection.create(tr.doc, selection.anchor, head));
}

/** Where a selection has to end, null if it ends well. */
export function headWithin(
  doc: Node,
  { $anchor, $head }: Pick<Selection, "$anchor" | "$head">,
): number | null {
  const here = tablePlace($anchor);
  const there = tablePlace($head);
  if (here?.cell === there?.cell) return null;
  const runsOn = $head.pos > $anchor.pos;
  const edge = here ? edgeOf(doc, here.cell, runsOn ? 1 : -1) : outside(there!, runsOn ? -1 : 1);
  return TextSelection.near(doc.resolve(edge), runsOn ? -1 : 1).head;
}

/** The last position in a cell on the way on (1) or back (-1). */
function edgeOf(doc: Node, cell: number, way: 1 | -1): number {
  return way === 1 ? cell + (doc.nodeAt(cell)?.nodeSize ?? 2) - 1 : cell + 1;
}

/** The position behind a table (1) or before it (-1). */
function outside({ table, position }: TablePlace, way: 1 | -1): number {
  return way === 1 ? position + table.nodeSize : position;
}
