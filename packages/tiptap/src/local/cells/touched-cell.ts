/** Whether a transaction stays within one cell of a table: then nothing but that cell is looked at. */
import type { Node } from "@tiptap/pm/model";
import type { Transform } from "@tiptap/pm/transform";
import type { ShownBlocks } from "../../show/shown-blocks.ts";
import { isCellId } from "../../show/shown-path.ts";
import { tablePlace } from "../../tables/table-place.ts";
import type { MovedStretch } from "../block-move.ts";
import type { Carry, Touched } from "../carry.ts";
import { cellIndex, cellScope, type Scope } from "./scope.ts";

/** A transaction's two ends. */
interface Ends {
  readonly before: Node;
  readonly after: Node;
}

/** The cell that holds all that was touched, before and after; null if there is none. */
export function touchedCell(blocks: ShownBlocks, { before, after }: Ends, touched: Touched): Scope | null {
  const begin = blocks.list.find(touched.oldFrom)?.handle;
  if (!begin || cellIndex(begin) < 0) return null;
  let parent = after;
  // What begins before the touched stretch is where it was.
  for (const { index, position } of blocks.line(begin)) {
    if (position >= touched.from) return null;
    parent = parent.child(index);
    if (touched.to >= position + parent.nodeSize) return null;
    const owner = blocks.ownerOfToken(position);
    if (owner.kind !== "container") return null;
    if (!isCellId(owner.handle.item.path[owner.depth]?.container.id)) continue;
    const node = blocks.nodeAt(before, begin, position);
    const isInside = node !== null && touched.oldTo < position + node.nodeSize;
    if (!isInside) return null;
    const contents = [{ parent, contentStart: position + 1 }];
    return cellScope(blocks, { node, position }, { contents, shift: 0, isWhole: false });
  }
  return null;
}

/** Whether what was moved stays in the document's own sequence, or in its cell. Elsewhere it comes as a copy. */
export function movesWithinSequence(
  { before, doc, docs }: Transform,
  carry: Carry,
  stretches: readonly MovedStretch[],
): boolean {
  const after = docs[2] ?? doc;
  return stretches.every(({ from, to }) => {
    const here = tablePlace(before.resolve(from))?.cell ?? -1;
    const there = tablePlace(after.resolve(to))?.cell ?? -1;
    return here === (there < 0 ? -1 : carry.oldPosition(there));
  });
}
