import type { DocumentState } from "../document/document-state.ts";
import type { Edit } from "../rich-text.ts";
import { createContainer, setBlock, setContainer, setProperty } from "./register-edits.ts";
import { rehearse } from "./rehearsal.ts";
import { deleteBlock, deleteRange } from "./structure/block-deletions.ts";
import { moveBlocks } from "./structure/block-moves.ts";
import { insertBlock, splitBlock } from "./structure/block-splits.ts";
import { insertAtom, insertText, markRange } from "./text-edits.ts";
import { Transaction } from "./transaction.ts";

type Writers = {
  readonly [Type in Edit["type"]]: (
    transaction: Transaction,
    edit: Extract<Edit, { readonly type: Type }>,
  ) => void;
};

const writers: Writers = {
  insertText,
  insertAtom,
  deleteRange,
  deleteBlock,
  splitBlock,
  insertBlock,
  moveBlocks,
  setBlock,
  createContainer,
  setContainer,
  addMark: markRange,
  removeMark: markRange,
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
  edit: Extract<Edit, { readonly type: Type }> & { readonly type: Type },
): void {
  writers[edit.type](transaction, edit);
}
