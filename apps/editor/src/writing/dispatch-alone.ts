import type { Editor } from "@tiptap/core";
import type { Transaction } from "@tiptap/pm/state";
import { openedDocument } from "./opened-document.ts";

/** Makes the edits of `transaction` one thing to undo, whatever was typed just before and after them. */
export function dispatchAlone(editor: Editor, transaction: Transaction): void {
  const richText = openedDocument(editor)?.richText;
  richText?.endUndoGroup();
  editor.view.dispatch(transaction);
  richText?.endUndoGroup();
}
