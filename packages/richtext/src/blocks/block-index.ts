/**
 * Which segment shows as which block, at which place, all in O(log n) per question and per change.
 *
 * Every visible character or atom is in exactly one shown block: a living segment shows itself, a joined one shows
 * in the slot that it asks for or in the living one before it, a deleted one shows itself as soon as it has content.
 * If there is no living segment before joined content, or nothing to show at all, the first segment is shown. What
 * stands before the first marker - no editor puts anything there - is not shown.
 *
 * Three parts: where content flows (`ContentFlow`), who flows into slots (`Guests`), and in which order blocks show
 * (`DisplayOrder`), all over one list of pieces.
 */
import { assert } from "@weft/base";
import type { OpSpace } from "@weft/rga";
import { type BlockPlace, ContentFlow, type PiecePlace } from "./content-flow.ts";
import { DisplayOrder, INNER_BLOCKS, INNER_PLACES } from "./display-order.ts";
import { Guests } from "./guests.ts";
import type { Piece } from "./piece.ts";
import { DISPLAYED, ELEMENTS, HEADS, JOINED, MARKERS, PieceList, VISIBLE } from "./piece-list.ts";
import type { Segment, SegmentState } from "./segment.ts";
import type { Slot } from "./slot.ts";
import { ITEMS } from "./weighted-list.ts";

/** How a block's length changed: -1 stands for "not shown". A block that moved goes first and comes then. */
export interface BlockChange {
  readonly segment: Segment;
  readonly before: number;
  readonly after: number;
  /** Index in display order, blocks in cells included: where it stands now, or where it stood. */
  readonly index: number;
  /** The block of the sequence before it at that moment. */
  readonly previous: Segment | null;
}

/** Segments and blocks of one sequence. */
export class BlockIndex {
  private readonly pieces = new PieceList();
  private readonly flow = new ContentFlow(this.pieces);
  private readonly order = new DisplayOrder(this.pieces);
  private readonly guests: Guests;

  constructor(space: OpSpace) {
    this.guests = new Guests({ space, pieces: this.pieces, flow: this.flow });
  }

  /** Places shown, markers included. */
  get length(): number {
    return this.order.blocks.total();
  }

  get blockCount(): number {
    return this.order.blocks.length;
  }

  /** Places shown, those in the cells of tables included. */
  get allPlaces(): number {
    return this.length + this.order.blocks.total(INNER_PLACES);
  }

  /** Blocks shown, those in the cells of tables included. */
  get allBlocks(): number {
    return this.blockCount + this.innerBlocks;
  }

  /** Blocks shown in the cells of tables. */
  get innerBlocks(): number {
    return this.order.blocks.total(INNER_BLOCKS);
  }

  /** The place of a shown block's marker if those in cells count too. */
  allPlacesBefore(block: Segment): number {
    const before = this.placeOf(block);
    return this.innerBlocks === 0
      ? before
      : before + this.order.blocks.sumBefore(shownHandle(block), INNER_PLACES);
  }

  /** The index of a shown block if those in cells count too. */
  allBlocksBefore(block: Segment): number {
    const before = this.indexOf(block);
    return this.innerBlocks === 0
      ? before
      : before + this.order.blocks.sumBefore(shownHandle(block), INNER_BLOCKS);
  }

  /** The shown block that covers a place if those in cells count too: from its own length + 1 on it is one of those. */
  findPlace(place: number): { readonly block: Segment; readonly offset: number } | null {
    return this.order.findPlace(place);
  }

  /** The shown block that covers an index if those in cells count too: from 1 on it is one of those. */
  findIndex(index: number): { readonly block: Segment; readonly offset: number } | null {
    const found = this.order.blocks.findBySum(index, [ITEMS, INNER_BLOCKS]);
    return found && { block: found.handle.item, offset: found.offset };
  }

  /** Takes note of what the cells of a table show. */
  setInner(table: Segment, places: number, blockCount: number): void {
    this.order.setInner(table, places, blockCount);
  }

  /** Where the first table that shows cells stands from a shown block on; the end if there is none. */
  nextTablePlace(block: Segment): number {
    const table = this.innerBlocks > 0 ? this.order.nextTable(block) : null;
    return table ? this.placeOf(table) : this.length;
  }

  /** The block at an index in display order. */
  blockAt(index: number): Segment | null {
    return this.order.blocks.at(index)?.item ?? null;
  }

  /** The index of a shown block. */
  indexOf(block: Segment): number {
    return this.order.blocks.indexOf(shownHandle(block));
  }

  /** The place of a shown block's marker. */
  placeOf(block: Segment): number {
    return this.order.blocks.sumBefore(shownHandle(block));
  }

  /** Characters and atoms in a shown block. */
  lengthOf(block: Segment): number {
    return shownHandle(block).weights[0]! - 1;
  }

  /** The shown block that covers a place: offset -1 is the marker itself. */
  blockAtPlace(place: number): BlockPlace | null {
    const found = this.order.blocks.find(place);
    return found && { block: found.handle.item, offset: found.offset - 1 };
  }

  /** The piece that covers a rank of the sequence. */
  pieceAtRank(rank: number): Piece<Segment> {
    const found = this.pieces.find(rank, ELEMENTS);
    assert(found !== null, "a rank within the sequence");
    return found.piece;
  }

  /** The piece that a new element straight before `rank` becomes part of. */
  pieceBeforeRank(rank: number): Piece<Segment> {
    return rank === 0 ? this.pieces.start : this.pieceAtRank(rank - 1);
  }

  /** The piece that holds the visible position, and the offset in it. */
  contentAtPosition(position: number): PiecePlace {
    const found = this.pieces.find(position, VISIBLE);
    assert(found !== null, "a position within the visible content");
    return found;
  }

  /** Visible content before a piece: the position in the sequence at which its content starts. */
  positionOf(piece: Piece<Segment>): number {
    return this.pieces.before(piece, VISIBLE);
  }

  /** Rank of the marker or slot that a piece begins with. */
  rankOf(piece: Piece<Segment>): number {
    return this.pieces.before(piece, ELEMENTS);
  }

  /** Visible content of a piece itself. */
  ownLength(piece: Piece<Segment>): number {
    return this.pieces.weight(piece, VISIBLE);
  }

  /** All elements of a piece, its marker or slot and tombstones included. */
  elementCount(piece: Piece<Segment>): number {
    return this.pieces.weight(piece, ELEMENTS);
  }

  /** Where the content of a piece shows, or null if it shows nowhere. */
  shownPlace(place: PiecePlace): BlockPlace | null {
    return this.flow.shownPlace(place);
  }

  /** The piece place of content offset `offset` of a shown block, 0 ≤ offset < its length. */
  contentAt(block: Segment, offset: number): PiecePlace {
    return this.flow.contentAt(block, offset);
  }

  /** The segments, with or without content, whose content flows to a block. */
  joinedInto(block: Segment): Segment[] {
    return this.flow.joinedInto(block);
  }

  /** The first segment after one that stands alone whose content shows in a block before that; null if there is none. */
  joinedAcross(segment: Segment): Segment | null {
    return this.flow.joinedAcross(segment);
  }

  /** The segment before a marker that content joined there would follow; null if there is none. */
  headBefore(segment: Segment): Segment | null {
    return this.pieces.previous(segment.piece, HEADS)?.segment ?? null;
  }

  /** The segments at whose end a piece's content stands: the one whose chain it is in, that one's host and so on. */
  headsAround(piece: Piece<Segment>): Segment[] {
    const heads: Segment[] = [];
    for (let at: Piece<Segment> | null = piece; at; ) {
      const owner: Segment | null = this.pieces.owner(at);
      const head: Segment | null = owner && this.flow.standsAlone(owner) ? owner : this.pieces.headOf(at);
      if (!head) break;
      heads.push(head);
      at = this.flow.isRoot(head) ? null : head.host;
    }
    return heads;
  }

  /** The shown blocks that would go to the slot of a joined segment if that were deleted: a joined one ignores its slot. */
  followersIfDeleted(segment: Segment): Segment[] {
    const slot = segment.placeRegister.winner?.content;
    return slot && !segment.notedSlot ? this.order.followersIn(segment, slot) : [];
  }

  /** The shown blocks that would go along if a segment were moved: what stands alone or is a table, with text joined across it. */
  followersIfMoved(segment: Segment): Segment[] {
    return segment.notedSlot ? [] : this.order.followersIn(segment, { end: this.endOf(segment) });
  }

  /** The rank before the head that follows a table: what stands between flows to a block before the table. */
  lastRankBeforeHead(piece: Piece<Segment>): number {
    const next = this.pieces.next(piece, HEADS);
    return (next ? this.rankOf(next) : this.pieces.total(ELEMENTS)) - 1;
  }

  /** The content that a guest's block shows after it: of the piece that it is in, and of what follows that. */
  contentAfterGuest(guest: Segment): number {
    const { host } = guest;
    assert(host !== null, "a guest has a host");
    const owner = this.pieces.owner(host);
    if (owner && this.flow.standsAlone(owner)) {
      const next = this.pieces.next(host, MARKERS);
      return (
        this.ownLength(host) +
        this.pieces.between(host, next, DISPLAYED) -
        this.pieces.weight(host, DISPLAYED)
      );
    }
    return this.ownLength(host) + this.flow.flowingAfter(host);
  }

  /** The marker that ends what belongs to a segment: the next one that is not joined to it. */
  endOf(segment: Segment): Segment | null {
    const isChain = segment.isGuest || this.flow.isRoot(segment);
    const last = isChain ? this.flow.lastOfChain(segment) : segment;
    return this.pieces.next(last.piece, MARKERS)?.segment ?? null;
  }

  /** Visits the stretches of the sequence that a block shows in from ≤ offset < `to`, in order. */
  visitContent(
    block: Segment,
    range: { readonly from: number; readonly to: number },
    visit: (position: number, length: number) => void,
  ): void {
    for (let at = range.from; at < range.to; ) {
      const { piece, offset } = this.contentAt(block, at);
      const length = Math.min(range.to - at, this.ownLength(piece) - offset);
      visit(this.positionOf(piece) + offset, length);
      at += length;
    }
  }

  /** Adds `elements` and `visible` to the weights of a piece. */
  resize(piece: Piece<Segment>, elements: number, visible: number): BlockChange[] {
    if (elements !== 0) this.pieces.add(piece, ELEMENTS, elements);
    if (visible === 0) return [];
    this.pieces.add(piece, VISIBLE, visible);
    this.flow.addDisplayed(piece, visible);
    return this.settle();
  }

  /** A new marker, living or of a table, inside `within` takes over all but its first `elements` elements and `visible` content. */
  insertMarker(
    marker: Segment,
    within: Piece<Segment>,
    kept: { readonly elements: number; readonly visible: number },
  ): BlockChange[] {
    const { pieces, flow } = this;
    flow.addDisplayed(within, kept.visible - pieces.weight(within, VISIBLE));
    const ownerBefore = pieces.owner(within);
    pieces.cut(marker.piece, within, kept);
    this.guests.rearrange(marker.piece, () => {
      const headBefore = pieces.headOf(marker.piece);
      pieces.set(marker.piece, MARKERS, 1);
      marker.notedState = marker.state;
      if (marker.notedState === "living") flow.livingCount++;
      flow.reweigh(marker);
      flow.reflow(headBefore);
      flow.touched.add(marker);
      if (ownerBefore) flow.touched.add(ownerBefore);
    });
    const after = this.markerAfter(marker);
    if (after?.state === "withdrawn") this.setStateOfRun(after);
    return this.settle();
  }

  /** A new slot inside `within` begins a piece of its own. */
  insertSlot(
    slot: Slot<Segment>,
    within: Piece<Segment>,
    kept: { readonly elements: number; readonly visible: number },
  ): void {
    this.flow.addDisplayed(within, kept.visible - this.pieces.weight(within, VISIBLE));
    const visible = this.pieces.cut(slot.piece, within, kept);
    this.pieces.set(slot.piece, DISPLAYED, 0);
    this.flow.addDisplayed(slot.piece, visible);
    this.flow.touched.clear();
  }

  /** Takes note that the state of a segment, or where it wants to show or flow to, may have changed. */
  restate(segment: Segment): BlockChange[] {
    const { flow, pieces, guests } = this;
    if (segment.state !== "joined") guests.note(segment);
    this.setStateOfRun(segment);
    guests.note(segment);
    for (const affected of this.order.note(segment)) flow.touched.add(affected);
    assert(!segment.isGuest || pieces.weight(segment.piece, HEADS) === 1, "a guest is a head");
    return this.settle();
  }

  /** Sets the state of a segment, and of the withdrawn ones after it as far as that depends on it. */
  private setStateOfRun(first: Segment): void {
    for (let segment: Segment | null = first; segment; segment = this.markerAfter(segment)) {
      if (segment !== first && segment.state !== "withdrawn") return;
      const [changed, state] = [segment, this.stateAmongOthers(segment)];
      if (state === segment.notedState && segment !== first) return;
      if (state !== segment.notedState) {
        this.guests.rearrange(segment.piece, () => this.setState(changed, state));
      }
    }
  }

  private stateAmongOthers(segment: Segment): SegmentState {
    const { state } = segment;
    if (state !== "withdrawn") return state;
    const before = this.pieces.previous(segment.piece, MARKERS)?.segment;
    return before?.isUndoneEmpty || before?.isTable ? "joined" : "withdrawn";
  }

  /** The next marker of the sequence, withdrawn ones included. */
  private markerAfter(segment: Segment): Segment | null {
    const { pieces } = this;
    const [marker, joined] = [pieces.next(segment.piece, MARKERS), pieces.next(segment.piece, JOINED)];
    if (!marker || !joined) return (marker ?? joined)?.segment ?? null;
    return (pieces.isBefore(joined, marker) ? joined : marker).segment;
  }

  private setState(segment: Segment, state: SegmentState): void {
    const { flow, pieces } = this;
    const headBefore = this.headBefore(segment);
    const ownerBefore = pieces.previous(segment.piece, MARKERS)?.segment ?? null;
    flow.livingCount += (state === "living" ? 1 : 0) - (segment.notedState === "living" ? 1 : 0);
    const changesOwner = state === "withdrawn" || segment.notedState === "withdrawn";
    segment.notedState = state;
    flow.reweigh(segment);
    pieces.set(segment.piece, MARKERS, state === "withdrawn" ? 0 : 1);
    if (changesOwner && ownerBefore) {
      flow.reweigh(ownerBefore);
      flow.touched.add(ownerBefore);
    }
    if (state !== "withdrawn") flow.reweigh(segment);
    flow.reflow(headBefore);
    flow.touched.add(segment);
  }

  /** Shows, hides, moves and measures again whatever may have changed; returns what did. */
  private settle(): BlockChange[] {
    const { flow, order } = this;
    flow.force();
    const changes: BlockChange[] = [];
    for (const segment of flow.touched) {
      const before = segment.shown ? this.lengthOf(segment) : -1;
      const after = flow.measure(segment);
      const moves = before >= 0 && after >= 0 && order.stationOf(segment) !== segment.station;
      if (before >= 0 && (after < 0 || moves)) {
        const index = this.allBlocksBefore(segment);
        const previous = this.blockAt(order.hide(segment) - 1);
        changes.push({ segment, before, after: -1, index, previous });
      }
      if (after >= 0 && (before < 0 || moves)) {
        const own = order.show(segment, after);
        const index = this.innerBlocks === 0 ? own : this.allBlocksBefore(segment);
        changes.push({ segment, before: -1, after, index, previous: this.blockAt(own - 1) });
      } else if (before >= 0 && after >= 0 && (before !== after || flow.rearranged)) {
        order.blocks.update(shownHandle(segment), after + 1);
        changes.push({ segment, before, after, index: this.allBlocksBefore(segment), previous: null });
      }
    }
    flow.touched.clear();
    flow.rearranged = false;
    return changes;
  }
}

function shownHandle(block: Segment): NonNullable<Segment["shown"]> {
  assert(block.shown !== null, "a block that is not shown");
  return block.shown;
}
