/** Which blocks of the model a move takes along, and the edit that it comes to. */
import { assert } from "@weft/base";
import type { Edit, RichText } from "@weft/richtext";
import type { BlockHandle, ShownBlocks } from "../show/shown-blocks.ts";
import type { MovedStretch } from "./block-move.ts";
import { cellOf, unitOf } from "./cells/scope.ts";
import type { MovedBlocks } from "./region.ts";

/**
 * The blocks that a transaction moved; null if none, or if they stand in the same order after it. `landedBefore`: the
 * old position of what stands behind them now.
 */
export function movedBlocks(
  blocks: ShownBlocks,
  moved: readonly MovedStretch[],
  landedBefore: number,
): MovedBlocks | null {
  const { list } = blocks;
  const [head] = moved;
  const tail = moved.at(-1);
  if (!head || !tail) return null;
  const first = list.find(head.from)?.handle;
  const end = list.find(tail.from + tail.size - 1)?.handle;
  assert(first !== undefined && end !== undefined, "what moved was shown");
  const cell = cellOf(first);
  const last = cell === null ? unitOf(blocks, cell, end) : end;
  const after = list.next(end);
  const found = list.find(landedBefore);
  let next = found && found.offset > found.handle.item.opens ? list.next(found.handle) : found?.handle;
  const nextIndex = next ? list.indexOf(next) : Number.POSITIVE_INFINITY;
  if (nextIndex >= list.indexOf(first) && nextIndex <= list.indexOf(end)) next = after;
  return (next ?? null) === after ? null : { cell, first, last, end, next: next ?? null };
}

/** A move as an edit of the model, in places as they are before it. */
export function moveEdit(richText: RichText, { list }: ShownBlocks, moved: MovedBlocks): Edit {
  const placeOf = (handle: BlockHandle | null): number =>
    handle ? richText.placeOfBlock(handle.item.id) : richText.length;
  return {
    type: "moveBlocks",
    from: placeOf(moved.first),
    to: placeOf(list.next(moved.end)),
    at: placeOf(moved.next),
  };
}
