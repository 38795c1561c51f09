import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { engineOf } from "./writing-engine.ts";

/** Remembers the selection; what it answers puts it back, wherever that is by then. */
export function followSelection(editor: Editor): () => void {
  const engine = engineOf(editor);
  if (!engine) return () => {};
  const { selection } = editor.state;
  const [anchor, head] = [engine.follow(selection.anchor), engine.follow(selection.head)];
  return () => {
    const [from, to] = [anchor(), head()];
    if (from === null || to === null) return;
    const { state, view } = editor;
    view.dispatch(
      state.tr.setSelection(TextSelection.between(state.doc.resolve(from), state.doc.resolve(to))),
    );
  };
}
