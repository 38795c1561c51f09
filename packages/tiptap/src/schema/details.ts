/**
 * Details that open and close: a summary, and blocks below it. The summary is the head of its container and nothing
 * but a block, so that merges need no repair: whatever comes to stand first shows as the summary, and a summary that
 * came elsewhere as a paragraph.
 */
import { mergeAttributes, Node } from "@tiptap/core";
import { Fragment, type ResolvedPos, Slice } from "@tiptap/pm/model";
import { TextSelection, type Transaction } from "@tiptap/pm/state";
import { ReplaceAroundStep } from "@tiptap/pm/transform";
import type { EditorView } from "@tiptap/pm/view";
import { DetailsView, openDetails } from "../screen/details-view.ts";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    details: {
      /** Makes the block with the caret the summary of new details. */
      setDetails: () => ReturnType;
      /** Takes the details around the caret away; what they hold stays. */
      unsetDetails: () => ReturnType;
    };
  }
}

/** The line that is always seen. */
export const DetailsSummary = Node.create({
  name: "detailsSummary",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "summary" }],
  renderHTML: ({ HTMLAttributes }) => ["summary", HTMLAttributes, 0],
});

/** The container. `open` is how it is shown at first; opening and closing is everybody's own. */
export const Details = Node.create({
  name: "details",
  group: "block itemHead",
  content: "detailsSummary block*",
  defining: true,
  addAttributes: () => ({
    open: {
      default: false,
      validate: "boolean",
      parseHTML: (element: HTMLElement) => element.hasAttribute("open"),
      renderHTML: ({ open }) => (open === true ? { open: "" } : {}),
    },
  }),
  parseHTML: () => [{ tag: "details" }],
  renderHTML: ({ HTMLAttributes }) => [
    "details",
    mergeAttributes(HTMLAttributes, { class: "weft-details" }),
    0,
  ],
  addNodeView:
    () =>
    ({ node, view, getPos }) =>
      new DetailsView(node, view, getPos),
  addCommands: () => ({
    setDetails:
      () =>
      ({ tr }) =>
        wrapInDetails(tr),
    unsetDetails:
      () =>
      ({ tr }) =>
        unwrapDetails(tr),
  }),
  addKeyboardShortcuts() {
    return {
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection;
        const isAtStart = empty && $from.parentOffset === 0 && $from.parent.type.name === "detailsSummary";
        return isAtStart && this.editor.commands.unsetDetails();
      },
      Enter: () => enterDetails(this.editor.view),
    };
  },
});

/** Enter at the end of a summary goes to an empty line that is below it already; anywhere else it does what it does. */
function enterDetails(view: EditorView): boolean {
  const { $from, empty } = view.state.selection;
  if (!empty || $from.parent.type.name !== "detailsSummary") return false;
  openDetails(view, $from.before(-1));
  const below = $from.node(-1).maybeChild(1);
  const isAtEnd = $from.parentOffset === $from.parent.content.size;
  if (!isAtEnd || !below?.isTextblock || below.content.size > 0) return false;
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, $from.after() + 1)));
  return true;
}

/** Makes the block with the caret the summary of new details with one empty paragraph. False where none may stand. */
export function wrapInDetails(transaction: Transaction): boolean {
  const { $from } = transaction.selection;
  const { details, detailsSummary, paragraph } = transaction.doc.type.schema.nodes;
  if (!$from.parent.isTextblock || $from.depth === 0 || !details || !detailsSummary || !paragraph)
    return false;
  const outer = $from.node(-1);
  const index = $from.index(-1);
  if (!outer.canReplaceWith(index, index + 1, details)) return false;
  if (!detailsSummary.validContent($from.parent.content)) return false;
  const shell = details.create(null, [detailsSummary.create(), paragraph.create()]);
  const [start, end] = [$from.before(), $from.after()];
  const slice = new Slice(Fragment.from(shell), 0, 0);
  transaction.step(new ReplaceAroundStep(start, end, start + 1, end - 1, slice, 2, true));
  transaction.setSelection(TextSelection.create(transaction.doc, $from.pos + 1));
  return true;
}

/** Takes the details around the caret away. The summary becomes a paragraph. False if there are none. */
export function unwrapDetails(transaction: Transaction): boolean {
  const depth = detailsDepth(transaction.selection.$from);
  const { paragraph, detailsSummary } = transaction.doc.type.schema.nodes;
  if (depth === null || !paragraph || !detailsSummary) return false;
  const { $from } = transaction.selection;
  const details = $from.node(depth);
  const summary = details.child(0);
  const outer = $from.node(depth - 1);
  const index = $from.index(depth - 1);
  const blocks = [paragraph.create(null, summary.content), ...details.content.content.slice(1)];
  if (!outer.canReplace(index, index + 1, Fragment.fromArray(blocks))) return false;
  const start = $from.before(depth);
  const summaryEnd = start + 1 + summary.nodeSize;
  // First the summary goes out in front, then what is left is taken apart: all text stays where it is.
  const rest = details.copy(Fragment.from(detailsSummary.create()));
  const ahead = new Slice(Fragment.fromArray([paragraph.create(), rest]), 0, 1);
  transaction.step(new ReplaceAroundStep(start, summaryEnd, start + 2, summaryEnd - 1, ahead, 1, true));
  const restStart = start + summary.nodeSize;
  const restEnd = restStart + 2 + details.content.size - summary.nodeSize + 2;
  if (details.childCount === 1) transaction.delete(restStart, restEnd);
  else {
    transaction.step(new ReplaceAroundStep(restStart, restEnd, restStart + 3, restEnd - 1, Slice.empty, 0));
  }
  return true;
}

function detailsDepth($at: ResolvedPos): number | null {
  for (let depth = $at.depth; depth > 0; depth--) if ($at.node(depth).type.name === "details") return depth;
  return null;
}
