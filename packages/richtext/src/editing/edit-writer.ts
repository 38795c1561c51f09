/** Every edit as ops: finds the sequence that an edit is about, and gives it there to the one who writes it. */
import type { DocumentState } from "../document/document-state.ts";
import type { Edit } from "../rich-text.ts";
import { createContainer, setBlock, setContainer, setProperty } from "./register-edits.ts";
import { rehearse } from "./rehearsal/rehearsal.ts";
import { deleteBlock, deleteRange } from "./structure/block-deletions.ts";
import { moveBlocks } from "./structure/block-moves.ts";
import { insertBlock, splitBlock } from "./structure/block-splits.ts";
import { deleteLine, insertLine, insertTable, setHeaderRow } from "./table-edits.ts";
import { insertAtom, insertText, markRange } from "./text-edits.ts";
import { Transaction } from "./transaction.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

type Writers = {
  readonly [Type in Edit["type"]]: (transaction: Transaction, edit: EditOf<Type>) => void;
};

const writers: Writers = {
  insertText: (transaction, edit) => insertText(...afterElement(transaction, edit)),
  insertAtom: (transaction, edit) => insertAtom(...afterElement(transaction, edit)),
  deleteRange: (transaction, edit) => {
    if (edit.from === edit.to) return;
    const inner = transaction.within(transaction.shownAt(edit.from).parts);
    deleteRange(inner, { ...edit, from: inner.localPlace(edit.from), to: inner.localPlace(edit.to) });
  },
  deleteBlock,
  splitBlock: (transaction, edit) => splitBlock(...afterElement(transaction, edit)),
  insertBlock: (transaction, edit) => {
    if (edit.at > 0 && edit.cell !== null) insertBlock(...afterElement(transaction, edit));
    else insertBlock(transaction, { ...edit, at: transaction.localPlace(edit.at) });
  },
  moveBlocks: (transaction, edit) => {
    if (edit.from === edit.to) return;
    const inner = transaction.within(transaction.shownAt(edit.from).parts);
    const [from, to] = [inner.localPlace(edit.from), inner.localPlace(edit.to)];
    moveBlocks(inner, { ...edit, from, to, at: inner.localPlace(edit.at) });
  },
  setBlock,
  createContainer,
  setContainer,
  addMark: writeMarks,
  removeMark: writeMarks,
  insertTable: (transaction, edit) =>
    insertTable(transaction, { ...edit, at: transaction.localPlace(edit.at) }),
  insertRow: (transaction, edit) => insertLine(transaction, "row", edit),
  insertColumn: (transaction, edit) => insertLine(transaction, "column", edit),
  deleteRow: (transaction, edit) => deleteLine(transaction, edit.row),
  deleteColumn: (transaction, edit) => deleteLine(transaction, edit.column),
  setHeaderRow,
  setProperty,
};

/** Makes a person's edits, each on what the one before left. Throws a `RangeError`, nothing changed, if one is impossible. */
export function writeEdits(state: DocumentState, edits: readonly Edit[]): void {
  rehearse(state.parts, edits);
  const transaction = new Transaction(state);
  for (const edit of edits) writeEdit(transaction, edit);
}

function writeEdit<Type extends Edit["type"]>(
  transaction: Transaction,
  edit: EditOf<Type> & { readonly type: Type },
): void {
  writers[edit.type](transaction, edit);
}

/** An edit that puts something straight after the element at `at - 1`, in the sequence of that. */
function afterElement<One extends { readonly at: number }>(
  transaction: Transaction,
  edit: One,
): [Transaction, One] {
  if (transaction.parts.tables.isEmpty) return [transaction, edit];
  const inner = transaction.within(transaction.shownAt(edit.at - 1).parts);
  return [inner, { ...edit, at: inner.localPlace(edit.at) }];
}

/** A mark on a range that may hold several cells: in each sequence it is a mark of its own. */
function writeMarks(transaction: Transaction, edit: EditOf<"addMark"> | EditOf<"removeMark">): void {
  if (transaction.parts.tables.isEmpty) {
    markRange(transaction, edit);
    return;
  }
  for (let at = edit.from; at < edit.to; ) {
    const { parts, segment } = transaction.shownAt(at);
    if (segment.innerBlocks > 0) {
      at++;
      continue;
    }
    const inner = transaction.within(parts);
    const [from, end] = [inner.localPlace(at), inner.localEnd(at)];
    const to = Math.min(end, from + edit.to - at);
    markRange(inner, { ...edit, from, to });
    at += to - from;
  }
}
