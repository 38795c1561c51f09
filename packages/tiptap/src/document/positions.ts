/** Positions of the shown document ↔ places and anchors of the model, in O(log n). */
import type { Anchor } from "@weft/richtext";
import type { Binding } from "./binding.ts";

/** A stretch of the shown document. */
export interface PositionRange {
  readonly from: number;
  readonly to: number;
}

/** The anchor of a caret: it clings to what stands before it in its block. */
export function anchorFromPosition(binding: Binding, position: number): Anchor {
  return binding.richText.anchorAt(placeFromPosition(binding, position), "after");
}

/** The anchor of the left edge of what stands after a position in a block. */
export function anchorToPosition(binding: Binding, position: number): Anchor {
  return binding.richText.anchorAt(placeFromPosition(binding, position), "before");
}

/** Where a caret with this anchor stands, or null if its element is not known yet. */
export function positionFromAnchor(binding: Binding, anchor: Anchor): number | null {
  const place = binding.richText.placeOfAnchor(anchor);
  return place === null ? null : positionFromPlace(binding, place);
}

/** The stretches that show what this replica wrote with counters from `counter` on. */
export function rangesOfUnsaved(binding: Binding, counter: number): PositionRange[] {
  return binding.richText.insertedSince(counter).map(({ from, to }) => ({
    from: positionOfElement(binding, from),
    to: positionOfElement(binding, to - 1) + 1,
  }));
}

/** The place of what stands after a caret in its block; outside of blocks, that of the nearest block. */
function placeFromPosition(binding: Binding, position: number): number {
  const { blocks, richText } = binding;
  const found = blocks.list.find(Math.max(0, Math.min(position, blocks.size - 1)));
  if (!found) return 1;
  const { item } = found.handle;
  const offset = found.offset - item.opens - 1;
  const length = Math.max(0, item.nodeSize - 2);
  return richText.placeOfBlock(item.id) + 1 + Math.max(0, Math.min(offset, length));
}

/** The position after the element before `place`: at the end of a block rather than in front of the next. */
function positionFromPlace(binding: Binding, place: number): number {
  const { richText, blocks } = binding;
  const element = Math.max(1, place) - 1;
  const { block } = richText.blockAtPlace(element);
  const handle = blocks.handle(block.id);
  if (!handle) return 0;
  const position = blocks.nodePosition(handle);
  if (handle.item.nodeSize <= 1) return position;
  return position + 1 + element - richText.placeOfBlock(block.id);
}

/** The position of the token that shows the element at `place`; that of its block for a marker. */
function positionOfElement(binding: Binding, place: number): number {
  const { richText, blocks } = binding;
  const { block } = richText.blockAtPlace(place);
  const handle = blocks.handle(block.id);
  return handle ? blocks.nodePosition(handle) + place - richText.placeOfBlock(block.id) : 0;
}
