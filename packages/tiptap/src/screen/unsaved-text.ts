/**
 * Text that is not yet on the server's disk, faintly marked, and a thread at the edge of every block that holds
 * some. Marks appear with the keystroke itself and cost in proportion to what is unsaved.
 *
 * The marks are a highlight of the browser's own where it has such: an element around the letters, as decorations make
 * it, would have a long text laid out and its selection set anew with every key, and again when the letters are saved.
 */
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import type { Binding } from "../document/binding.ts";
import { type PositionRange, rangesOfUnsaved } from "../document/positions.ts";
import { shownOrigin } from "../document/transaction-meta.ts";
import { movedStretches } from "../local/block-move.ts";
import { readScreen } from "./read-screen.ts";
import { highlightsMax, TextHighlight } from "./text-highlight.ts";
import { insertedRanges, joined, mappedRanges, movedAlong } from "./unsaved-ranges.ts";

/** How a block's unsaved text fares: on its way, or kept on this device only. */
export type Thread = "waiting" | "local";

/** What is unsaved: everything that this replica wrote with counters from `counter` on; null if nothing is. */
export interface Unsaved {
  readonly counter: number | null;
  readonly thread: Thread;
}

/** The name of the highlight, and of the class where there are no highlights. */
const markName = "weft-unsaved";

interface ShownUnsaved {
  readonly unsaved: Unsaved;
  /** In the order of the document, none touching the next. */
  readonly ranges: readonly PositionRange[];
  readonly threads: DecorationSet;
  /** The threads, and the marks where they are no highlight. */
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

/** The stretches of an editor's document that are marked as unsaved, in their order, none touching the next. */
export function unsavedRanges(state: EditorState): readonly PositionRange[] {
  return key.getState(state)?.ranges ?? [];
}

/** The plugin that marks it. */
export function unsavedText(binding: Binding): Plugin<ShownUnsaved> {
  return new Plugin<ShownUnsaved>({
    key,
    state: {
      init: () => ({
        unsaved: { counter: null, thread: "waiting" },
        ranges: [],
        threads: DecorationSet.empty,
        decorations: DecorationSet.empty,
      }),
      apply: (transaction, shown) => applyTransaction(binding, transaction, shown),
    },
    props: { decorations: (state: EditorState) => key.getState(state)?.decorations },
    view: (view) => {
      const highlight = new TextHighlight(markName);
      const show = ({ state }: EditorView): void => {
        const ranges = unsavedRanges(state);
        highlight.show(view, areHighlights(ranges) ? ranges : []);
      };
      show(view);
      return { update: show, destroy: () => highlight.clear() };
    },
  });
}

/** Whether the marks of these are a highlight: of very many the browser would have to be told too much with each key. */
function areHighlights(ranges: readonly PositionRange[]): boolean {
  return TextHighlight.isSupported && ranges.length <= highlightsMax;
}

function applyTransaction(binding: Binding, transaction: Transaction, shown: ShownUnsaved): ShownUnsaved {
  const said: Unsaved | undefined = transaction.getMeta(key);
  const unsaved = said ?? shown.unsaved;
  if (said || (transaction.docChanged && shownOrigin(transaction) !== null)) {
    const ranges = unsaved.counter === null ? [] : rangesOfUnsaved(binding, unsaved.counter);
    return decorate(transaction, unsaved, { ranges, threads: DecorationSet.empty, added: ranges });
  }
  if (!transaction.docChanged) return shown;
  const moved = movedStretches(transaction);
  const added = moved.length > 0 ? movedAlong(moved, shown.ranges) : insertedRanges(transaction);
  const kept = mappedRanges(shown.ranges, transaction.mapping);
  const threads = shown.threads.map(transaction.mapping, transaction.doc);
  return decorate(transaction, unsaved, { ranges: [...kept, ...added], threads, added });
}

/** Everything that is shown of `ranges`; blocks that hold no more than what was there before have their threads in `threads`. */
function decorate(
  { doc }: Transaction,
  unsaved: Unsaved,
  parts: {
    readonly ranges: readonly PositionRange[];
    readonly threads: DecorationSet;
    readonly added: readonly PositionRange[];
  },
): ShownUnsaved {
  const ranges = joined(parts.ranges, doc.content.size);
  const added = blockThreads(parts.threads, { doc, ranges: joined(parts.added, doc.content.size), unsaved });
  const threads = added.length === 0 ? parts.threads : parts.threads.add(doc, added);
  if (ranges.length === 0 || areHighlights(ranges)) return { unsaved, ranges, threads, decorations: threads };
  const marks = ranges.map(({ from, to }) => Decoration.inline(from, to, { class: markName }));
  return { unsaved, ranges, threads, decorations: threads.add(doc, marks) };
}

/** A thread for each block that holds some of the ranges and has none yet. */
function blockThreads(
  before: DecorationSet,
  { doc, ranges, unsaved }: Pick<Transaction, "doc"> & Pick<ShownUnsaved, "ranges" | "unsaved">,
): Decoration[] {
  const threads: Decoration[] = [];
  const attributes = { class: `weft-thread-${unsaved.thread}` };
  let done = -1;
  for (const { from, to } of ranges) {
    doc.nodesBetween(from, to, (node, position) => {
      if (!node.isTextblock && !(node.isBlock && node.isLeaf)) return node.isBlock;
      if (position <= done) return false;
      done = position;
      const end = position + node.nodeSize;
      const found = before.find(position, position + 1, (spec) => spec.thread === unsaved.thread);
      if (!found.some((thread) => thread.from === position && thread.to === end)) {
        threads.push(Decoration.node(position, end, attributes, { thread: unsaved.thread }));
      }
      return false;
    });
  }
  return threads;
}
