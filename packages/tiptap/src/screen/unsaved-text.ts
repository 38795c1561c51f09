/**
 * Text that is not yet on the server's disk, faintly marked, and a thread at the edge of every block that holds
 * some. Marks appear with the keystroke itself and cost in proportion to what is unsaved.
 */
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import type { Binding } from "../document/binding.ts";
import { type PositionRange, rangesOfUnsaved } from "../document/positions.ts";
import { shownOrigin } from "../document/transaction-meta.ts";
import { type MovedStretch, movedStretches } from "../local/block-move.ts";
import { readScreen } from "./read-screen.ts";

/** How a block's unsaved text fares: on its way, or kept on this device only. */
export type Thread = "waiting" | "local";

/** What is unsaved: everything that this replica wrote with counters from `counter` on; null if nothing is. */
export interface Unsaved {
  readonly counter: number | null;
  readonly thread: Thread;
}

interface ShownUnsaved {
  readonly unsaved: Unsaved;
  readonly decorations: DecorationSet;
}

const key = new PluginKey<ShownUnsaved>("weftUnsaved");

/** Says what is unsaved from now on. Own edits after this count as unsaved until it is said anew. */
export function setUnsaved(
  view: Pick<EditorView, "state" | "dispatch"> & { readonly composing?: boolean },
  unsaved: Unsaved,
): void {
  const shown = key.getState(view.state)?.unsaved;
  if (shown && shown.counter === unsaved.counter && shown.thread === unsaved.thread) return;
  readScreen(view);
  view.dispatch(view.state.tr.setMeta(key, unsaved).setMeta("addToHistory", false));
}

/** The plugin that marks it. */
export function unsavedText(binding: Binding): Plugin<ShownUnsaved> {
  return new Plugin<ShownUnsaved>({
    key,
    state: {
      init: () => ({ unsaved: { counter: null, thread: "waiting" }, decorations: DecorationSet.empty }),
      apply: (transaction, shown) => applyTransaction(binding, transaction, shown),
    },
    props: { decorations: (state: EditorState) => key.getState(state)?.decorations },
  });
}

function applyTransaction(binding: Binding, transaction: Transaction, shown: ShownUnsaved): ShownUnsaved {
  const said: Unsaved | undefined = transaction.getMeta(key);
  const unsaved = said ?? shown.unsaved;
  if (said || (transaction.docChanged && shownOrigin(transaction) !== null)) {
    const ranges = unsaved.counter === null ? [] : rangesOfUnsaved(binding, unsaved.counter);
    return { unsaved, decorations: decorate(DecorationSet.empty, transaction, { ranges, unsaved }) };
  }
  if (!transaction.docChanged) return shown;
  const mapped = shown.decorations.map(transaction.mapping, transaction.doc);
  const moved = movedStretches(transaction);
  const ranges = moved.length > 0 ? movedAlong(moved, shown.decorations) : insertedRanges(transaction);
  return { unsaved, decorations: decorate(mapped, transaction, { ranges, unsaved }) };
}

/** Unsaved text in blocks that the transaction moves, where it is then. */
function movedAlong(moved: readonly MovedStretch[], decorations: DecorationSet): PositionRange[] {
  return moved.flatMap(({ from, to, size }) =>
    decorations
      .find(from, from + size, (spec) => spec.thread === undefined)
      .map((decoration) => ({ from: decoration.from - from + to, to: decoration.to - from + to })),
  );
}

function decorate(
  before: DecorationSet,
  transaction: Transaction,
  added: { readonly ranges: readonly PositionRange[]; readonly unsaved: Unsaved },
): DecorationSet {
  const decorations: Decoration[] = [];
  const { doc } = transaction;
  for (const range of added.ranges) {
    const from = Math.max(0, range.from);
    const to = Math.min(range.to, doc.content.size);
    if (from >= to) continue;
    decorations.push(Decoration.inline(from, to, { class: "weft-unsaved" }, { inclusiveEnd: false }));
    doc.nodesBetween(from, to, (node, position) => {
      if (!node.isTextblock && !(node.isBlock && node.isLeaf)) return node.isBlock;
      const isMarked = before.find(position, position + 1, (spec) => spec.thread === added.unsaved.thread);
      const attributes = { class: `weft-thread-${added.unsaved.thread}` };
      const end = position + node.nodeSize;
      if (!isMarked.some((decoration) => decoration.from === position && decoration.to === end)) {
        decorations.push(Decoration.node(position, end, attributes, { thread: added.unsaved.thread }));
      }
      return false;
    });
  }
  return decorations.length === 0 ? before : before.add(doc, decorations);
}

/** What a local transaction put in, in its final document. */
function insertedRanges(transaction: Transaction): PositionRange[] {
  const ranges: PositionRange[] = [];
  for (const [index, map] of transaction.mapping.maps.entries()) {
    const later = transaction.mapping.slice(index + 1);
    map.forEach((_oldStart, _oldEnd, newStart, newEnd) => {
      const range = { from: later.map(newStart, 1), to: later.map(newEnd, -1) };
      if (range.to > range.from) ranges.push(range);
    });
  }
  return ranges;
}
