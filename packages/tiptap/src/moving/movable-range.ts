/** Which neighbouring nodes move together when a selection, or a place in the text, is to be moved. */
import { NodeRange, type ResolvedPos } from "@tiptap/pm/model";
import { Vocabulary } from "../show/vocabulary.ts";

/**
 * The nodes around two positions that move as a whole: blocks, or list items with all that is in them. What moves
 * leaves something behind in its parent that may stand there alone; otherwise the parent itself moves. Null outside of
 * blocks, or if it is all of the document.
 */
export function movableRange($from: ResolvedPos, $to: ResolvedPos): NodeRange | null {
  const vocabulary = Vocabulary.of($from.doc.type.schema);
  let range = $from.blockRange($to);
  while (range && range.depth > 0) {
    const { parent, startIndex, endIndex } = range;
    const isAll = startIndex === 0 && endIndex === parent.childCount;
    const role = vocabulary.roleOf(parent.type);
    const isHead = startIndex === 0 && role === "item";
    // Rows and columns stay where they are: a table moves as a whole.
    const isPart = role === "table" || role === "row";
    if (!isAll && !isHead && !isPart && parent.canReplace(startIndex, endIndex)) return range;
    range = new NodeRange(range.$from, range.$to, range.depth - 1);
  }
  return range && range.endIndex - range.startIndex < range.parent.childCount ? range : null;
}
