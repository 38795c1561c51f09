/** Edits that make, delete and change blocks, as ops. */
import { assert } from "@weft/base";
import type { DeleteOp, Element } from "@weft/rga";
import type { BlockPlace } from "../blocks/block-index.ts";
import type { Segment } from "../blocks/segment.ts";
import { MAX_MARKERS_PER_OP } from "../limits.ts";
import { normalAttributes, normalName } from "../ops/value-code.ts";
import { parseName } from "../reading/element-name.ts";
import type { BlockShape, Edit } from "../rich-text.ts";
import type { Transaction } from "./transaction.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

/** The shown block with this id. Throws a `RangeError` if there is none. */
export function shownBlock(transaction: Transaction, id: string): Segment {
  const { space, segments } = transaction.parts;
  const element = parseName(space.replicas, id);
  const segment = element && segments.get(element.replica, element.counter);
  if (!segment?.shown) throw new RangeError(`no block ${id} is shown`);
  return segment;
}

/** Enter. At the start of a block with content the new block comes before it, so that the id stays with the text. */
export function splitBlock(transaction: Transaction, edit: EditOf<"splitBlock">): void {
  const { blocks } = transaction.parts;
  const gap = gapAt(transaction, edit.at);
  const { block } = gap;
  const shape = edit.block ?? {
    type: block.attributes.type,
    attributes: block.attributes.attributes,
    container: block.container?.id ?? null,
  };
  const length = blocks.lengthOf(block);
  if (gap.offset === 0 && length > 0) {
    insertMarker(transaction, { rank: blocks.rankOf(block) - 1, madeEmpty: true }, shape);
  } else {
    insertAtGap(transaction, gap, shape);
  }
}

/** A new marker exactly at a place. */
export function insertBlock(transaction: Transaction, edit: EditOf<"insertBlock">): void {
  const { blocks } = transaction.parts;
  if (edit.at > 0) {
    insertAtGap(transaction, gapAt(transaction, edit.at), edit.block);
    return;
  }
  const first = blocks.blockAt(0);
  assert(first !== null, "a document shows at least one block");
  insertMarker(transaction, { rank: blocks.rankOf(first) - 1, madeEmpty: true }, edit.block);
}

/** Removes places. Markers among them are joined, or deleted if all that they head goes with them. */
export function deleteRange(transaction: Transaction, edit: EditOf<"deleteRange">): void {
  const { blocks } = transaction.parts;
  if (edit.from === edit.to) return;
  const start = blocks.blockAtPlace(edit.from - 1)?.block ?? null;
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
  if (lastGoesWhole) removeMarkers(transaction, headed);
  else for (const { marker } of headed) targets.add(marker, 1);
  targets.perform(transaction);
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
  if (block.state !== "deleted" || !blocks.isJoinedAcross(block)) return false;
  const start = blocks.placeOf(block) + 1;
  const end = start + blocks.lengthOf(block);
  return range.to <= end && (range.from > start || range.to < end);
}

/** Removes a whole block. Throws a `RangeError` for the last one that is left. */
export function deleteBlock(transaction: Transaction, edit: EditOf<"deleteBlock">): void {
  const { blocks } = transaction.parts;
  const block = shownBlock(transaction, edit.block);
  if (blocks.blockCount === 1) throw new RangeError("the last block of a document stays");
  const targets = new TargetList();
  addContent(transaction, block, { from: 0, to: blocks.lengthOf(block) }, targets);
  removeMarkers(transaction, [block]);
  targets.perform(transaction);
}

/** Writes a `keep` for a block that shows although its marker is deleted, so that it is an ordinary block again. */
function revive(transaction: Transaction, block: Segment | null): void {
  if (!block || block.state === "living") return;
  const deletions = block.deletionsInForce().slice(0, MAX_MARKERS_PER_OP);
  transaction.perform({ type: "keep", marker: block.marker, deletions });
}

/** The gap before a place, as a gap in the block that the place before belongs to. */
function gapAt(transaction: Transaction, at: number): BlockPlace {
  const found = transaction.parts.blocks.blockAtPlace(at - 1);
  assert(found !== null, "a place within the document");
  return { block: found.block, offset: found.offset + 1 };
}

/** Puts a marker into a gap, past the tombstones of characters, but not past those of markers. */
function insertAtGap(transaction: Transaction, gap: BlockPlace, shape: BlockShape): void {
  const { blocks, sequence } = transaction.parts;
  const { block, offset } = gap;
  const length = blocks.lengthOf(block);
  if (offset < length) revive(transaction, block);
  const left = offset === 0 ? { segment: block, offset: -1 } : blocks.contentAt(block, offset - 1);
  const next = blocks.positionOf(left.segment) + left.offset + 1;
  let rank = blocks.rankOf(left.segment) + blocks.elementCount(left.segment) - 1;
  if (left.offset + 1 < blocks.ownLength(left.segment)) {
    const { replica, counter } = sequence.elementAt(next);
    rank = sequence.rankOf(replica, counter) - 1;
  }
  insertMarker(transaction, { rank, madeEmpty: offset === length }, shape);
}

/** Inserts a marker straight after the element at `rank`. */
function insertMarker(
  transaction: Transaction,
  at: { readonly rank: number; readonly madeEmpty: boolean },
  shape: BlockShape,
): void {
  transaction.perform({
    type: "marker",
    place: transaction.placeAfterRank(at.rank),
    shape: { type: normalName(shape.type), attributes: normalAttributes(shape.attributes) },
    container: transaction.container(shape.container),
    madeEmpty: at.madeEmpty,
    back: transaction.back,
  });
}

/** Deletes blocks with all that they head: markers that were joined into them are deleted with them. */
function removeMarkers(transaction: Transaction, blocks: readonly Segment[]): void {
  const markers = blocks.flatMap((block) => [
    block.marker,
    ...transaction.parts.blocks.joinedInto(block).map((segment) => segment.marker),
  ]);
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
