/** Edits that delete content and blocks, as ops. */
import { assert } from "@weft/base";
import type { DeleteOp, Element } from "@weft/rga";
import type { Piece } from "../../blocks/piece.ts";
import type { Segment } from "../../blocks/segment.ts";
import { MAX_MARKERS_PER_OP } from "../../limits.ts";
import { elementAtPlace } from "../../reading/anchors.ts";
import { gridOf } from "../../reading/display.ts";
import type { DocumentParts } from "../../reading/document-parts.ts";
import type { Edit } from "../../rich-text.ts";
import type { Cell } from "../../tables/cell.ts";
import type { Transaction } from "../transaction.ts";
import { holdAcross, keepCell, revive } from "./revival.ts";
import { displace, inline, pinFollowers, rankBefore } from "./slot-writer.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

/** Removes places. Markers among them are joined, or deleted if all that they head goes with them. */
export function deleteRange(transaction: Transaction, edit: EditOf<"deleteRange">): void {
  const { blocks } = transaction.parts;
  if (edit.from === edit.to) return;
  const start = blocks.blockAtPlace(edit.from - 1)?.block ?? null;
  const last = edit.from > 0 ? elementAtPlace(transaction.parts, edit.from - 1) : null;
  const headed: Segment[] = [];
  const targets = new TargetList();
  let lastGoesWhole = true;
  for (let at = edit.from; at < edit.to; ) {
    const found = blocks.blockAtPlace(at);
    assert(found !== null, "a place within the document");
    if (found.offset < 0) headed.push(found.block);
    const from = Math.max(0, found.offset);
    const length = blocks.lengthOf(found.block);
    const to = Math.min(length, found.offset + edit.to - at);
    lastGoesWhole = to === length;
    addContent(transaction, found.block, { from, to }, targets);
    at += to - found.offset;
  }
  // Only now that all ids are known: what was joined across the block flows to it, and its place changes.
  if (start && !standsByItself(transaction, start, edit)) revive(transaction, start);
  keepCell(transaction);
  for (const block of headed) clearTable(transaction, block);
  if (headed.length > 0 && !lastGoesWhole && last) {
    joinMarkers(transaction, { last, headed, targets });
  } else {
    removeMarkers(transaction, headed);
    targets.perform(transaction);
  }
}

/** Blocks that are joined to what ends with an element. */
interface Join {
  readonly last: Element;
  readonly headed: readonly Segment[];
  /** The content that is deleted with it. */
  readonly targets: TargetList;
}

/** Joins markers; one whose content would not flow to the end of what is kept gets a slot there. */
function joinMarkers(transaction: Transaction, { last: { replica, counter }, headed, targets }: Join): void {
  const { blocks, sequence } = transaction.parts;
  pinFollowers(transaction, headed);
  for (const block of headed) holdAcross(transaction, block);
  const last = blocks.pieceAtRank(sequence.rankOf(replica, counter));
  const strays = straysAmong(transaction, last, headed);
  if (strays.length > 0) {
    targets.perform(transaction);
    let rank = blocks.rankOf(last) + blocks.elementCount(last) - 1;
    for (const block of strays) rank = inline(transaction, block, rank);
  }
  const markers = strays.length > 0 ? new TargetList() : targets;
  for (const { marker } of headed) markers.add(transaction.nameInOps(marker), 1);
  markers.perform(transaction);
}

/** The markers whose content would not flow to the end of a piece, joined one after another. */
function straysAmong(
  transaction: Transaction,
  last: Piece<Segment>,
  headed: readonly Segment[],
): readonly Segment[] {
  const { blocks } = transaction.parts;
  /** The segments to whose end content can flow and show after all that came before; outermost first. */
  const heads = blocks.headsAround(last).reverse();
  const strays: Segment[] = [];
  for (const block of headed) {
    const before = blocks.headBefore(block);
    const depth = before ? heads.lastIndexOf(before) : -1;
    if (depth < 0) strays.push(block);
    else heads.length = depth + 1;
    heads.push(block);
  }
  return strays;
}

/**
 * Whether a deleted block goes on showing by content that a deletion leaves it. If text was joined across it,
 * nothing is to make it catch that text.
 */
function standsByItself(
  transaction: Transaction,
  block: Segment,
  range: { readonly from: number; readonly to: number },
): boolean {
  const { blocks } = transaction.parts;
  if (!blocks.joinedAcross(block)) return false;
  const start = blocks.placeOf(block) + 1;
  const end = start + blocks.lengthOf(block);
  return range.to <= end && (range.from > start || range.to < end);
}

/** Removes a whole block. Throws a `RangeError` for the last one that is left. */
export function deleteBlock(transaction: Transaction, edit: EditOf<"deleteBlock">): void {
  const { inner, block } = transaction.shownBlock(edit.block);
  if (inner.parts.blocks.blockCount === 1) throw new RangeError("the last block stays");
  keepCell(inner);
  clearTable(inner, block);
  if (block.shown) deleteBlocks(inner, [block]);
  else removeMarkers(inner, [block]);
}

/** Deletes all that a cell shows, but for the block that it begins with. */
export function clearCell(transaction: Transaction, cell: Cell<DocumentParts>): void {
  if (!cell.content || (!cell.hasText && cell.blockCount === 1)) return;
  const inner = transaction.within(cell.content);
  const { blocks } = inner.parts;
  const shown = Array.from({ length: blocks.blockCount }, (_, index) => blocks.blockAt(index)!);
  const first = inner.parts.segments.get(cell.marker.replica, cell.marker.counter);
  const others = shown.filter((block) => block !== first);
  deleteBlocks(inner, others, first);
}

/** Deletes all that the cells of a block show, if it is a table. */
function clearTable(transaction: Transaction, block: Segment): void {
  for (const cell of gridOf(transaction.parts, block)?.opened ?? []) clearCell(transaction, cell);
}

/** Deletes blocks with their content, and the content of one that stays. */
function deleteBlocks(transaction: Transaction, deleted: readonly Segment[], emptied?: Segment): void {
  const { blocks } = transaction.parts;
  const targets = new TargetList();
  const cleared = emptied?.shown ? [...deleted, emptied] : deleted;
  for (const block of cleared)
    addContent(transaction, block, { from: 0, to: blocks.lengthOf(block) }, targets);
  removeMarkers(transaction, deleted);
  targets.perform(transaction);
}

/** Deletes blocks with all that they head: markers that were joined into them are deleted with them. */
function removeMarkers(transaction: Transaction, blocks: readonly Segment[]): void {
  const joined = blocks.flatMap((block) => transaction.parts.blocks.joinedInto(block));
  const leaving = new Set(blocks);
  for (const segment of joined) {
    for (const block of transaction.parts.blocks.followersIfDeleted(segment)) {
      if (!leaving.has(block)) displace(transaction, block, rankBefore(transaction, block));
    }
  }
  const markers = [...blocks, ...joined].map((segment) => segment.marker);
  for (let start = 0; start < markers.length; start += MAX_MARKERS_PER_OP) {
    transaction.perform({ type: "removeBlocks", markers: markers.slice(start, start + MAX_MARKERS_PER_OP) });
  }
}

function addContent(
  transaction: Transaction,
  block: Segment,
  range: { readonly from: number; readonly to: number },
  targets: TargetList,
): void {
  const { blocks, sequence } = transaction.parts;
  blocks.visitContent(block, range, (position, length) => {
    sequence.runs(position, position + length, (replica, counter, count) => {
      targets.add({ replica, counter }, count);
    });
  });
}

/** Elements to delete, as runs of ids. */
class TargetList {
  private readonly ops: DeleteOp[] = [];

  add({ replica, counter }: Element, length: number): void {
    const last = this.ops.at(-1);
    if (last?.replica === replica && last.counter + last.length === counter) {
      this.ops[this.ops.length - 1] = { ...last, length: last.length + length };
    } else {
      this.ops.push({ type: "delete", replica, counter, length, direction: 1 });
    }
  }

  perform(transaction: Transaction): void {
    for (const op of this.ops) transaction.perform(op);
  }
}
