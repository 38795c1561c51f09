/** Notes where the selection is before and after each local edit, for undo. */
import { type EditorState, Plugin, PluginKey } from "@tiptap/pm/state";
import type { Binding } from "../document/binding.ts";
import { shownOrigin } from "../document/transaction-meta.ts";
import { type AnchoredSelection, anchorSelection } from "./anchored-selection.ts";

/** How many local edits led to a state. */
const editsKey = new PluginKey<number>("weftSelectionRecorder");

/** The plugin that does it; it has to stand behind the one that hands local edits to the binding. */
export function selectionRecorder(binding: Binding): Plugin<number> {
  return new Plugin<number>({
    key: editsKey,
    state: {
      init: () => 0,
      apply: (transaction, edits) =>
        transaction.docChanged && shownOrigin(transaction) === null ? edits + 1 : edits,
    },
    view: ({ state }) => recordSelections(binding, state),
  });
}

/** Follows a view from `opened` on; `update` is called after it shows a new state and the edits of that were taken. */
export function recordSelections(
  binding: Binding,
  opened: EditorState,
): { update(view: { readonly state: EditorState }, before: EditorState): void } {
  let last = anchorOf(binding, opened);
  return {
    update({ state }, before) {
      if (before.doc === state.doc && before.selection.eq(state.selection)) return;
      const now = anchorOf(binding, state);
      const { undoCounter } = binding.richText;
      const isEdit = editsKey.getState(state) !== editsKey.getState(before);
      if (isEdit && undoCounter !== null) binding.selections.note(undoCounter, last, now);
      last = now;
    },
  };
}

/** Null while the view shows something else than the model: anchors would be those of other text. */
function anchorOf(binding: Binding, { doc, selection }: EditorState): AnchoredSelection {
  return doc.eq(binding.doc) ? anchorSelection(binding, selection) : null;
}
