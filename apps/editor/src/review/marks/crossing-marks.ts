/**
 * What crossed, in the text itself: each side's words under a line in its writer's colour, what one side took from under
 * another's work as a ghost that no copy and no search finds, and the place in hand on a wash. Class names and one CSS variable.
 */
import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { readScreen, shownOrigin } from "@weft/tiptap";

/** Marks of one place, by positions of the document as it is. */
export interface CrossingMark {
  readonly from: number;
  readonly to: number;
  readonly isCurrent: boolean;
  /** Each side's words. */
  readonly words: readonly { readonly from: number; readonly to: number; readonly colour: number | null }[];
  /** What was taken, shown before `from`; empty if nothing is to be shown. */
  readonly ghost: string;
}

/** Where the marks are, as of now. */
export type ReadMarks = () => readonly CrossingMark[];

interface ShownMarks {
  readonly read: ReadMarks | null;
  readonly decorations: DecorationSet;
}

const key = new PluginKey<ShownMarks>("weftCrossings");

/** Marks what `read` gives from now on, and reads it again after what others do; null: nothing. */
export function setCrossingMarks(view: EditorView, read: ReadMarks | null): void {
  const shown = key.getState(view.state);
  if (!shown || (read === null && shown.read === null)) return;
  readScreen(view);
  view.dispatch(view.state.tr.setMeta(key, { read }).setMeta("addToHistory", false));
}

/** The extension that draws the marks. */
export const CrossingMarks = Extension.create({
  name: "crossingMarks",
  addProseMirrorPlugins: () => [
    new Plugin<ShownMarks>({
      key,
      state: { init: () => ({ read: null, decorations: DecorationSet.empty }), apply: applyTransaction },
      props: { decorations: (state: EditorState) => key.getState(state)?.decorations },
    }),
  ],
});

function applyTransaction(transaction: Transaction, shown: ShownMarks): ShownMarks {
  const said: { readonly read: ReadMarks | null } | undefined = transaction.getMeta(key);
  const read = said ? said.read : shown.read;
  if (read === null) return { read, decorations: DecorationSet.empty };
  if (said || (transaction.docChanged && shownOrigin(transaction) !== null)) {
    return { read, decorations: DecorationSet.create(transaction.doc, decorate(transaction.doc, read())) };
  }
  if (!transaction.docChanged) return shown;
  return { read, decorations: shown.decorations.map(transaction.mapping, transaction.doc) };
}

function decorate(doc: Node, marks: readonly CrossingMark[]): Decoration[] {
  const { size } = doc.content;
  const decorations: Decoration[] = [];
  for (const { from, to, isCurrent, words, ghost } of marks) {
    if (to > size) continue;
    if (isCurrent && from < to) decorations.push(Decoration.inline(from, to, { class: "weft-look" }));
    for (const { from: start, to: end, colour } of words) {
      if (start >= end || end > size) continue;
      const style = colour === null ? "" : `--person: var(--person-${colour})`;
      decorations.push(Decoration.inline(start, end, { class: "weft-crossed", style }));
    }
    if (ghost !== "") {
      const draw = (): HTMLElement => drawGhost(ghost);
      decorations.push(
        Decoration.widget(from, draw, { side: -1, key: `ghost ${ghost}`, ignoreSelection: true }),
      );
    }
  }
  return decorations;
}

/** Its words are drawn by the style sheet: they are no text of the document. */
function drawGhost(words: string): HTMLElement {
  const ghost = document.createElement("span");
  ghost.className = "weft-ghost";
  ghost.dataset.words = words;
  ghost.contentEditable = "false";
  return ghost;
}
