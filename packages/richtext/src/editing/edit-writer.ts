import { unreachable } from "@weft/base";
import type { DocumentState } from "../document/document-state.ts";
import type { Edit } from "../rich-text.ts";
import { deleteBlock, deleteRange, insertBlock, splitBlock } from "./block-edits.ts";
import { createContainer, setBlock, setContainer, setProperty } from "./register-edits.ts";
import { rehearse } from "./rehearsal.ts";
import { insertAtom, insertText, markRange } from "./text-edits.ts";
import { Transaction } from "./transaction.ts";

/** Makes a person's edits, each on what the one before left. Throws a `RangeError`, nothing changed, if one is impossible. */
export function writeEdits(state: DocumentState, edits: readonly Edit[]): void {
  rehearse(state.parts, edits);
  const transaction = new Transaction(state);
  for (const edit of edits) writeEdit(transaction, edit);
}

function writeEdit(transaction: Transaction, edit: Edit): void {
  switch (edit.type) {
    case "insertText":
      return insertText(transaction, edit);
    case "insertAtom":
      return insertAtom(transaction, edit);
    case "deleteRange":
      return deleteRange(transaction, edit);
    case "deleteBlock":
      return deleteBlock(transaction, edit);
    case "splitBlock":
      return splitBlock(transaction, edit);
    case "insertBlock":
      return insertBlock(transaction, edit);
    case "setBlock":
      return setBlock(transaction, edit);
    case "createContainer":
      return createContainer(transaction, edit);
    case "setContainer":
      return setContainer(transaction, edit);
    case "addMark":
    case "removeMark":
      return markRange(transaction, edit);
    case "setProperty":
      return setProperty(transaction, edit);
    default:
      return unreachable(edit);
  }
}
