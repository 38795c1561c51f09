import { Selection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** Puts the caret where something is dropped; false if that is nowhere in the text. */
export function putCaret(view: EditorView, event: DragEvent): boolean {
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (!place || !view.editable) return false;
  const { tr } = view.state;
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(place.pos))));
  return true;
}
