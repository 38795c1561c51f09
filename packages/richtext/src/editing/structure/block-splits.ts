/** Edits that make blocks, as ops. */
import { assert } from "@weft/base";
import type { BlockPlace, PiecePlace } from "../../blocks/content-flow.ts";
import type { Piece } from "../../blocks/piece.ts";
import type { Segment } from "../../blocks/segment.ts";
import { normalAttributes, normalName } from "../../ops/value-code.ts";
import type { BlockShape, Edit } from "../../rich-text.ts";
import type { Transaction } from "../transaction.ts";
import { holdAcross, revive } from "./revival.ts";
import { displace, displaceOnto, inline, rankBefore } from "./slot-writer.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

/** What a new block is, and whether it begins a table. */
interface NewBlock extends BlockShape {
  readonly isTable?: boolean;
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
  if (gap.offset === 0 && blocks.lengthOf(block) > 0) insertBefore(transaction, block, shape);
  else insertAtGap(transaction, gap, shape);
}

/** A new marker exactly at a place. */
export function insertBlock(transaction: Transaction, edit: EditOf<"insertBlock">): void {
  insertAt(transaction, edit.at, edit.block);
}

/** A new marker exactly at a place of a sequence; returns its segment. */
export function insertAt(transaction: Transaction, at: number, block: NewBlock): Segment {
  if (at > 0) return insertAtGap(transaction, gapAt(transaction, at), block);
  const first = transaction.parts.blocks.blockAt(0);
  assert(first !== null, "a sequence shows at least one block");
  return insertBefore(transaction, first, block);
}

/** The gap before a place, as a gap in the block that the place before belongs to. */
function gapAt(transaction: Transaction, at: number): BlockPlace {
  const found = transaction.parts.blocks.blockAtPlace(at - 1);
  assert(found !== null, "a place within the document");
  return { block: found.block, offset: found.offset + 1 };
}

function insertBefore(transaction: Transaction, block: Segment, shape: NewBlock): Segment {
  const { blocks } = transaction.parts;
  revive(transaction, block);
  const rank = blocks.rankOf(block.piece) - 1;
  const marker = insertMarker(transaction, { rank, madeEmpty: true }, shape);
  showBefore(transaction, marker, block);
  return marker;
}

/** Puts a marker into a gap, past the tombstones of characters, but not past those of markers, nor past slots. */
function insertAtGap(transaction: Transaction, gap: BlockPlace, shape: NewBlock): Segment {
  const { blocks } = transaction.parts;
  const { block, offset } = gap;
  const length = blocks.lengthOf(block);
  if (offset < length || length === 0) revive(transaction, block);
  // Nor is the new block to catch what was joined across the one at whose end it stands.
  else holdAcross(transaction, block);
  const left = offset === 0 ? { piece: block.piece, offset: -1 } : blocks.contentAt(block, offset - 1);
  const next = blocks.blockAt(blocks.indexOf(block) + 1);
  const hosts = hostsWithMore(transaction, left.piece);
  const rank = shape.isTable
    ? lastRankBeforeTable(transaction, left, next)
    : lastRankBeforeContent(transaction, left);
  const marker = insertMarker(transaction, { rank, madeEmpty: offset === length }, shape);
  for (const host of hosts) bringAlong(transaction, { marker, host, shape });
  showBefore(transaction, marker, next);
  return marker;
}

/** The rank of the element after which a marker goes that begins with what stands after a place of a piece. */
function lastRankBeforeContent(transaction: Transaction, { piece, offset }: PiecePlace): number {
  const { blocks, sequence } = transaction.parts;
  if (piece.segment?.isTable && offset < 0) return blocks.lastRankBeforeHead(piece);
  if (offset + 1 >= blocks.ownLength(piece)) return blocks.rankOf(piece) + blocks.elementCount(piece) - 1;
  const { replica, counter } = sequence.elementAt(blocks.positionOf(piece) + offset + 1);
  return sequence.rankOf(replica, counter) - 1;
}

/**
 * The rank of the element after which the marker of a table goes that is to show between a place and the next block. As it
 * heads no text, it may stand before text that was joined across that block: nothing has to move then, and all the tables that
 * several people put there at once come before that block.
 */
function lastRankBeforeTable(transaction: Transaction, left: PiecePlace, next: Segment | null): number {
  const { blocks } = transaction.parts;
  const rank = lastRankBeforeContent(transaction, left);
  if (next === null || next.station !== next.piece) return rank;
  return Math.min(rank, blocks.rankOf(next.piece) - 1);
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

/**
 * Makes a new block show straight before `next`, or as the last one if that is null. What it was split from may have
 * text that was joined across others: those move behind it, so that what two people split off at once stands in the
 * order of the text, and no slots decide. Otherwise the new block moves.
 */
export function showBefore(transaction: Transaction, marker: Segment, next: Segment | null): void {
  const { blocks } = transaction.parts;
  if (!marker.shown || (next && !next.shown)) return;
  const after = blocks.blockAt(blocks.indexOf(marker) + 1);
  if (after === next) return;
  const crossed = next && crossedByText(transaction, next, marker);
  if (!crossed) {
    displace(transaction, marker, rankBefore(transaction, next));
    return;
  }
  putBehind(transaction, crossed, after);
}

/** Moves blocks to straight before `after`, to which the slots cling: what others put there meanwhile comes before them. */
function putBehind(transaction: Transaction, moved: readonly Segment[], after: Segment | null): void {
  let rank = rankBefore(transaction, after);
  for (const [index, block] of moved.entries()) {
    const clings = after !== null && index === 0;
    rank = clings ? displaceOnto(transaction, block, rank + 1) : displace(transaction, block, rank);
  }
}

/** The blocks from one to before another, if all are across text that was joined, and nobody moved anything. */
function crossedByText(transaction: Transaction, first: Segment, end: Segment): Segment[] | null {
  const { blocks } = transaction.parts;
  const crossed: Segment[] = [];
  if (end.station !== end.piece) return null;
  for (let index = blocks.indexOf(first); index < blocks.indexOf(end); index++) {
    const block = blocks.blockAt(index);
    assert(block !== null, "an index before that of a shown block");
    const isCrossed = block.isTable || block.state === "deleted";
    if (!isCrossed || block.station !== block.piece) return null;
    crossed.push(block);
  }
  return crossed.length > 0 ? crossed : null;
}

/** Inserts the marker of a block or a table straight after the element at `rank`. */
function insertMarker(
  transaction: Transaction,
  at: { readonly rank: number; readonly madeEmpty: boolean },
  { type, attributes, container, isTable }: NewBlock,
): Segment {
  const place = transaction.placeAfterRank(at.rank);
  const shape = { type: normalName(type), attributes: normalAttributes(attributes) };
  const house = transaction.container(container);
  const { madeEmpty } = at;
  const { back } = transaction;
  const id = transaction.perform(
    isTable
      ? { type: "table", place, shape, container: house, back }
      : { type: "marker", place, shape, container: house, madeEmpty, back },
  );
  const segment = transaction.parts.segments.get(id.replica, id.counter);
  assert(segment !== undefined, "a marker that was inserted has a segment");
  return segment;
}
