import type { Editor } from "@tiptap/core";
import type { Transaction } from "@tiptap/pm/state";
import { engineOf } from "./writing-engine.ts";

/** Makes the edits of `transaction` one thing to undo, whatever was typed just before and after them. */
export function dispatchAlone(editor: Editor, transaction: Transaction): void {
  const engine = engineOf(editor);
  engine?.endUndoGroup();
  editor.view.dispatch(transaction);
  engine?.endUndoGroup();
}
