/** Makes blocks that only show because of their content ordinary again, without moving any content. */
import type { Segment } from "../../blocks/segment.ts";
import { MAX_MARKERS_PER_OP } from "../../limits.ts";
import type { Transaction } from "../transaction.ts";
import { inline } from "./slot-writer.ts";

/** Writes a `keep` for a block that shows although its marker is deleted, so that it is an ordinary block again. */
export function revive(transaction: Transaction, block: Segment): void {
  if (block.state === "living") return;
  holdAcross(transaction, block);
  const deletions = block.deletionsInForce().slice(0, MAX_MARKERS_PER_OP);
  transaction.perform({ type: "keep", marker: block.marker, deletions });
}

/**
 * Gives what is joined across a block that stands alone a slot where it shows, so that the block does not catch it when
 * it is kept or joined.
 */
export function holdAcross(transaction: Transaction, block: Segment): void {
  const { blocks } = transaction.parts;
  const across = blocks.joinedAcross(block);
  const shown = across && blocks.shownPlace({ piece: across.piece, offset: 0 });
  if (!across || !shown) return;
  const { piece } = shown.offset === 0 ? shown.block : blocks.contentAt(shown.block, shown.offset - 1);
  inline(transaction, across, blocks.rankOf(piece) + blocks.elementCount(piece) - 1);
}
