/** Edits that make blocks, as ops. */
import { assert } from "@weft/base";
import type { BlockPlace, PiecePlace } from "../../blocks/content-flow.ts";
import type { Piece } from "../../blocks/piece.ts";
import type { Segment } from "../../blocks/segment.ts";
import { normalAttributes, normalName } from "../../ops/value-code.ts";
import type { BlockShape, Edit } from "../../rich-text.ts";
import type { Transaction } from "../transaction.ts";
import { revive } from "./revival.ts";
import { displace, inline, rankBefore } from "./slot-writer.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

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
  if (gap.offset === 0 && blocks.lengthOf(block) > 0) insertBefore(transaction, block, shape);
  else insertAtGap(transaction, gap, shape);
}

/** A new marker exactly at a place. */
export function insertBlock(transaction: Transaction, edit: EditOf<"insertBlock">): void {
  if (edit.at > 0) {
    insertAtGap(transaction, gapAt(transaction, edit.at), edit.block);
    return;
  }
  const first = transaction.parts.blocks.blockAt(0);
  assert(first !== null, "a document shows at least one block");
  insertBefore(transaction, first, edit.block);
}

/** The gap before a place, as a gap in the block that the place before belongs to. */
function gapAt(transaction: Transaction, at: number): BlockPlace {
  const found = transaction.parts.blocks.blockAtPlace(at - 1);
  assert(found !== null, "a place within the document");
  return { block: found.block, offset: found.offset + 1 };
}

function insertBefore(transaction: Transaction, block: Segment, shape: BlockShape): void {
  const { blocks } = transaction.parts;
  revive(transaction, block);
  const rank = blocks.rankOf(block.piece) - 1;
  showBefore(transaction, insertMarker(transaction, { rank, madeEmpty: true }, shape), block);
}

/** Puts a marker into a gap, past the tombstones of characters, but not past those of markers, nor past slots. */
function insertAtGap(transaction: Transaction, gap: BlockPlace, shape: BlockShape): void {
  const { blocks } = transaction.parts;
  const { block, offset } = gap;
  const length = blocks.lengthOf(block);
  if (offset < length || length === 0) revive(transaction, block);
  const left = offset === 0 ? { piece: block.piece, offset: -1 } : blocks.contentAt(block, offset - 1);
  const next = blocks.blockAt(blocks.indexOf(block) + 1);
  const hosts = hostsWithMore(transaction, left.piece);
  const rank = lastRankBeforeContent(transaction, left);
  const marker = insertMarker(transaction, { rank, madeEmpty: offset === length }, shape);
  for (const host of hosts) bringAlong(transaction, { marker, host, shape });
  showBefore(transaction, marker, next);
}

/** The rank of the element after which a marker goes that begins with what stands after a place of a piece. */
function lastRankBeforeContent(transaction: Transaction, { piece, offset }: PiecePlace): number {
  const { blocks, sequence } = transaction.parts;
  if (offset + 1 >= blocks.ownLength(piece)) return blocks.rankOf(piece) + blocks.elementCount(piece) - 1;
  const { replica, counter } = sequence.elementAt(blocks.positionOf(piece) + offset + 1);
  return sequence.rankOf(replica, counter) - 1;
}

/** The pieces in which a piece's content is a guest, directly or through others, and after which the block goes on. */
function hostsWithMore(transaction: Transaction, piece: Piece<Segment>): Piece<Segment>[] {
  const { blocks } = transaction.parts;
  return blocks.headsAround(piece).flatMap((head) => {
    return head.host && blocks.contentAfterGuest(head) > 0 ? [head.host] : [];
  });
}

/** Makes what a block shows after a guest flow to the end of a new block, which was split from that guest. */
function bringAlong(
  transaction: Transaction,
  tail: { readonly marker: Segment; readonly host: Piece<Segment>; readonly shape: BlockShape },
): void {
  const { blocks } = transaction.parts;
  const rank = blocks.rankOf(tail.host);
  const joined = insertMarker(transaction, { rank, madeEmpty: false }, tail.shape);
  const length = blocks.lengthOf(tail.marker);
  const last = length > 0 ? blocks.contentAt(tail.marker, length - 1).piece : tail.marker.piece;
  inline(transaction, joined, blocks.rankOf(last) + blocks.elementCount(last) - 1);
  transaction.perform({ type: "delete", ...joined.marker, length: 1, direction: 1 });
}

/** Moves a new block if it does not show straight before `next`, or as the last one if that is null. */
function showBefore(transaction: Transaction, marker: Segment, next: Segment | null): void {
  const { blocks } = transaction.parts;
  if (!marker.shown || (next && !next.shown)) return;
  if (blocks.blockAt(blocks.indexOf(marker) + 1) === next) return;
  displace(transaction, marker, rankBefore(transaction, next));
}

/** Inserts a marker straight after the element at `rank`. */
function insertMarker(
  transaction: Transaction,
  at: { readonly rank: number; readonly madeEmpty: boolean },
  shape: BlockShape,
): Segment {
  const id = transaction.perform({
    type: "marker",
    place: transaction.placeAfterRank(at.rank),
    shape: { type: normalName(shape.type), attributes: normalAttributes(shape.attributes) },
    container: transaction.container(shape.container),
    madeEmpty: at.madeEmpty,
    back: transaction.back,
  });
  const segment = transaction.parts.segments.get(id.replica, id.counter);
  assert(segment !== undefined, "a marker that was inserted has a segment");
  return segment;
}
