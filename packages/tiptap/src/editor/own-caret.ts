/** Positions and carets of an editor as anchors, for presence and decorations of one's own. */
import type { EditorState } from "@tiptap/pm/state";
import type { Anchor } from "@weft/richtext";
import type { AnchoredCaret } from "../document/anchored-caret.ts";
import { bindingOf, type CollaborativeDocument } from "../document/collaborative-document.ts";
import * as positions from "../document/positions.ts";
import { bindingOfState } from "./collaboration-plugin.ts";

/** The selection of an editor with `Collaboration`, or null for one without. O(log n). */
export function ownCaret(editor: { readonly state: EditorState } | EditorState): AnchoredCaret | null {
  const state = "state" in editor ? editor.state : editor;
  const binding = bindingOfState(state);
  if (!binding) return null;
  return {
    anchor: positions.anchorFromPosition(binding, state.selection.anchor),
    head: positions.anchorFromPosition(binding, state.selection.head),
  };
}

/** The anchor of a caret at `position` of what a document shows. It clings to what stands before it in its block. */
export function anchorFromPosition(document: CollaborativeDocument, position: number): Anchor {
  return positions.anchorFromPosition(bindingOf(document), position);
}

/** Where a caret with this anchor stands, or null if the text that it clings to has not arrived yet. */
export function positionFromAnchor(document: CollaborativeDocument, anchor: Anchor): number | null {
  return positions.positionFromAnchor(bindingOf(document), anchor);
}

/** Where the selection was before and after what can be undone, as JSON for `recallSelections` after a reload. */
export function selectionMemory(document: CollaborativeDocument): string {
  return JSON.stringify(bindingOf(document).selections);
}

/** Takes in what `selectionMemory` gave for the same replica; anything else does nothing. */
export function recallSelections(document: CollaborativeDocument, json: string): void {
  try {
    bindingOf(document).selections.load(JSON.parse(json));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
}

/** The stretches that show what this replica wrote with counters from `counter` on. */
export function rangesOfUnsaved(
  document: CollaborativeDocument,
  counter: number,
): readonly positions.PositionRange[] {
  return positions.rangesOfUnsaved(bindingOf(document), counter);
}
