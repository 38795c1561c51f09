/** Other people's carets and selections as decorations: class names and one CSS variable, no colours. */
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { assert } from "@weft/base";
import type { Anchor } from "@weft/richtext";
import type { Binding } from "../document/binding.ts";
import { positionFromAnchor } from "../document/positions.ts";
import { shownOrigin } from "../document/transaction-meta.ts";
import { movedStretches } from "../local/block-move.ts";
import { CaretFlags } from "./caret-flags.ts";
import { readScreen } from "./read-screen.ts";

/** Somebody's caret. `colour` is the number of a CSS variable, `--person-0` to `--person-11`. */
export interface RemoteCaret {
  readonly id: string;
  readonly name: string;
  readonly colour: number;
  readonly anchor: Anchor;
  readonly head: Anchor;
}

/** How many colours people have. */
export const PERSON_COLOURS = 12;

interface ShownCarets {
  readonly carets: readonly RemoteCaret[];
  readonly decorations: DecorationSet;
}

const key = new PluginKey<ShownCarets>("weftRemoteCarets");

/**
 * Shows these carets from now on, in place of those before. A caret whose text has not arrived yet is shown
 * when it has.
 */
export function setRemoteCarets(
  view: Pick<EditorView, "state" | "dispatch"> & { readonly composing?: boolean },
  carets: readonly RemoteCaret[],
): void {
  readScreen(view);
  view.dispatch(view.state.tr.setMeta(key, carets).setMeta("addToHistory", false));
}

/** The plugin that shows them. A change of the document costs in proportion to the number of carets. */
export function remoteCarets(binding: Binding): Plugin<ShownCarets> {
  return new Plugin<ShownCarets>({
    key,
    state: {
      init: () => ({ carets: [], decorations: DecorationSet.empty }),
      apply: (transaction, shown) => applyTransaction(binding, transaction, shown),
    },
    view: (view) => {
      const flags = new CaretFlags(view);
      return {
        update: ({ state }, before) => {
          const { decorations } = key.getState(state) ?? {};
          if (decorations && decorations !== key.getState(before)?.decorations) flags.place();
        },
        destroy: () => flags.destroy(),
      };
    },
    props: { decorations: (state: EditorState) => key.getState(state)?.decorations },
  });
}

function applyTransaction(binding: Binding, transaction: Transaction, shown: ShownCarets): ShownCarets {
  const replaced: readonly RemoteCaret[] | undefined = transaction.getMeta(key);
  const carets = replaced ?? shown.carets;
  if (carets.length === 0) return { carets, decorations: DecorationSet.empty };
  // Anchors are as good as the model; while a local edit is on its way to it, positions are moved along.
  if (replaced || shownOrigin(transaction) !== null) {
    return { carets, decorations: decorate(binding, transaction, carets) };
  }
  if (!transaction.docChanged) return shown;
  const mapped = shown.decorations.map(transaction.mapping, transaction.doc);
  return { carets, decorations: mapped.add(transaction.doc, movedAlong(transaction, shown.decorations)) };
}

/** The carets in blocks that the transaction moves, where they are then. */
function movedAlong(transaction: Transaction, decorations: DecorationSet): Decoration[] {
  return movedStretches(transaction).flatMap(({ from, to, size }) =>
    decorations.find(from, from + size).map((decoration) => {
      const { caret }: { readonly caret?: RemoteCaret } = decoration.spec;
      const [start, end] = [decoration.from - from + to, decoration.to - from + to];
      assert(caret !== undefined, "every decoration is somebody's");
      return start === end ? caretAt(start, caret) : selectionOf(start, end, caret);
    }),
  );
}

function decorate(binding: Binding, transaction: Transaction, carets: readonly RemoteCaret[]): DecorationSet {
  const decorations: Decoration[] = [];
  const size = transaction.doc.content.size;
  for (const caret of carets) {
    const anchor = positionFromAnchor(binding, caret.anchor);
    const head = positionFromAnchor(binding, caret.head);
    if (anchor === null || head === null || Math.max(anchor, head) > size) continue;
    if (anchor !== head) {
      decorations.push(selectionOf(Math.min(anchor, head), Math.max(anchor, head), caret));
    }
    decorations.push(caretAt(head, caret));
  }
  return DecorationSet.create(transaction.doc, decorations);
}

function selectionOf(from: number, to: number, caret: RemoteCaret): Decoration {
  return Decoration.inline(from, to, { class: "weft-selection", style: styleOf(caret) }, { caret });
}

function caretAt(position: number, caret: RemoteCaret): Decoration {
  return Decoration.widget(position, () => caretElement(caret.name, styleOf(caret)), {
    // A caret that moved is a new element, whose name flag shows again.
    key: `caret ${caret.id} ${personColour(caret.colour)} ${caret.name} ${caret.head}`,
    side: -1,
    ignoreSelection: true,
    caret,
  });
}

function styleOf({ colour }: RemoteCaret): string {
  return `--person: var(--person-${personColour(colour)})`;
}

/** Presence is foreign: whatever number comes, one of the colours that exist. */
function personColour(colour: number): number {
  return Number.isInteger(colour) ? Math.abs(colour) % PERSON_COLOURS : 0;
}

function caretElement(name: string, style: string): HTMLElement {
  const caret = document.createElement("span");
  caret.className = "weft-caret";
  caret.setAttribute("style", style);
  caret.setAttribute("aria-hidden", "true");
  const flag = document.createElement("span");
  flag.className = "weft-caret-name";
  flag.textContent = name;
  caret.append(flag);
  return caret;
}
