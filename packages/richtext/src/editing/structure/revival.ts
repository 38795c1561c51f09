/** Makes blocks that only show because of their content ordinary again, without moving any content. */
import type { Element } from "@weft/rga";
import type { Segment } from "../../blocks/segment.ts";
import { MAX_MARKERS_PER_OP } from "../../limits.ts";
import type { Deletions } from "../../registers/deletions.ts";
import type { Transaction } from "../transaction.ts";
import { inline } from "./slot-writer.ts";

/** Writes a `keep` for a block that shows although its marker is deleted, so that it is an ordinary block again. */
export function revive(transaction: Transaction, block: Segment): void {
  if (block.state === "living") return;
  holdAcross(transaction, block);
  const deletions = block.deletions.inForce.slice(0, MAX_MARKERS_PER_OP);
  transaction.perform({ type: "keep", marker: block.marker, deletions });
}

/**
 * Writes a `keep` for the row, the column and the table of a cell that show only because of text, so that they do not
 * vanish when that is deleted.
 */
export function keepCell(transaction: Transaction): void {
  const { cell, root, tables } = transaction.parts;
  const grid = cell && tables.gridAround(cell);
  const table = grid && root.segments.get(grid.marker.replica, grid.marker.counter);
  if (!cell || !table) return;
  for (const line of [cell.row, cell.column]) keep(transaction, line.element, line.deletions);
  keep(transaction, table.marker, table.deletions);
}

/** Overrules all deletions in force of a row, a column or a table. */
export function keep(transaction: Transaction, marker: Element, { inForce }: Deletions): void {
  if (inForce.length === 0) return;
  const deletions = inForce.slice(0, MAX_MARKERS_PER_OP);
  transaction.outermost.perform({ type: "keep", marker, deletions });
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
