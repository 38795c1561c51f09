/** What stands at a height of the window: the block there, and what of the document moves with it. */
import type { Editor } from "@tiptap/core";
import type { NodeRange, ResolvedPos } from "@tiptap/pm/model";
import { movableRange } from "@weft/tiptap";

/** A block of the text and where it is seen, in pixels of the window. */
export interface TextLine {
  /** Position of the block's own node. */
  readonly position: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
}

/** The block nearest to a height, or null if nothing of the text is there. */
export function lineAt(editor: Editor, clientY: number): TextLine | null {
  const { view } = editor;
  const page = view.dom.getBoundingClientRect();
  const found = view.posAtCoords({ left: page.left + page.width / 2, top: clientY });
  if (!found) return null;
  const leaf = found.inside < 0 ? null : view.state.doc.nodeAt(found.inside);
  if (leaf?.isBlock && leaf.isLeaf) return lineOf(editor, found.inside);
  const $at = view.state.doc.resolve(found.pos);
  const depth = $at.parent.inlineContent ? $at.depth : 0;
  if (depth > 0) return lineOf(editor, $at.before(depth));
  return $at.nodeAfter ? lineOf(editor, found.pos) : null;
}

/** Where the block at a position is seen. */
export function lineOf(editor: Editor, position: number): TextLine | null {
  const element = editor.view.nodeDOM(position);
  if (!(element instanceof HTMLElement)) return null;
  const { top, bottom, left } = element.getBoundingClientRect();
  return { position, top, bottom, left };
}

/** What moves when the block at a position is taken: the whole selection, if the block is in it. */
export function rangeAt(editor: Editor, position: number): NodeRange | null {
  const { doc, selection } = editor.state;
  const [$from, $to] = insideOf(doc.resolve(position));
  const own = movableRange($from, $to);
  if (selection.empty || !own) return own;
  const selected = movableRange(selection.$from, selection.$to);
  return selected && selected.start <= own.start && selected.end >= own.end ? selected : own;
}

/** The middle of the first line of a range, in pixels of the window. */
export function firstLineMiddle(editor: Editor, range: NodeRange): number {
  const element = editor.view.nodeDOM(range.start);
  const leaf = range.parent.child(range.startIndex);
  if (leaf.isLeaf && element instanceof HTMLElement) {
    const { top, bottom } = element.getBoundingClientRect();
    return (top + bottom) / 2;
  }
  let inside = range.start;
  for (let node = leaf; !node.inlineContent && node.firstChild; node = node.firstChild) inside++;
  const { top, bottom } = editor.view.coordsAtPos(inside + 1, 1);
  return (top + bottom) / 2;
}

/** Positions from which a range around the node after `$before` is found. */
function insideOf($before: ResolvedPos): readonly [ResolvedPos, ResolvedPos] {
  const { doc, nodeAfter } = $before;
  if (!nodeAfter || nodeAfter.isLeaf) return [$before, doc.resolve($before.pos + (nodeAfter?.nodeSize ?? 0))];
  const $inside = doc.resolve($before.pos + 1);
  return [$inside, $inside];
}
