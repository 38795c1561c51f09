import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { type AnchoredCaret, positionFromAnchor } from "@weft/tiptap";
import { openedDocument } from "../writing/opened-document.ts";

/** Puts the selection where it was, wherever that is now. */
export function selectAgain(editor: Editor, { anchor, head }: AnchoredCaret): void {
  const document = openedDocument(editor);
  if (!document) return;
  const [from, to] = [positionFromAnchor(document, anchor), positionFromAnchor(document, head)];
  if (from === null || to === null) return;
  const { state, view } = editor;
  view.dispatch(state.tr.setSelection(TextSelection.between(state.doc.resolve(from), state.doc.resolve(to))));
}
