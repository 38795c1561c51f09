/**
 * In which order blocks show: each at its own marker, in a slot of its own (it is _displaced_), or with the displaced
 * block that it follows. What shows in one slot stands in the order of the markers. Because the order is that of
 * elements of one sequence, no set of moves can make a cycle.
 */
import { assert } from "@weft/base";
import type { Piece } from "./piece.ts";
import { DISPLACED, FOLLOWED, type PieceList, RESIDENTS, SHOWN } from "./piece-list.ts";
import type { Segment } from "./segment.ts";
import type { Slot } from "./slot.ts";
import { WeightedList } from "./weighted-list.ts";

/** Places of a block, its marker included. */
export const PLACES = 0;
/** Places and blocks that show in the cells of a table. */
export const INNER_PLACES = 1;
export const INNER_BLOCKS = 2;

/** The shown blocks of one sequence. */
export class DisplayOrder {
  /** The blocks in display order. */
  readonly blocks = new WeightedList<Segment>(3);
  private readonly pieces: PieceList;

  constructor(pieces: PieceList) {
    this.pieces = pieces;
  }

  /** The piece at which a block has to show. */
  stationOf(segment: Segment): Piece<Segment> {
    const slot = segment.notedSlot ?? this.leaderOf(segment)?.notedSlot;
    return slot?.piece ?? segment.piece;
  }

  /** Puts a block with this length in the list; returns its index. */
  show(segment: Segment, length: number): number {
    assert(segment.shown === null && segment.station === null, "a block is shown once");
    const station = this.stationOf(segment);
    const { residents } = station;
    let place = residents.length;
    while (place > 0 && this.pieces.isBefore(segment.piece, residents[place - 1]!.piece)) place--;
    const index = this.pieces.before(station, RESIDENTS) + place;
    residents.splice(place, 0, segment);
    this.pieces.set(station, RESIDENTS, residents.length);
    this.pieces.set(segment.piece, SHOWN, 1);
    segment.station = station;
    const weights = [length + 1, segment.innerPlaces, segment.innerBlocks];
    segment.shown = this.blocks.insertAfter(this.blocks.at(index - 1), segment, weights);
    return index;
  }

  /** Takes note of what the cells of a table show. */
  setInner(table: Segment, places: number, blockCount: number): void {
    table.innerPlaces = places;
    table.innerBlocks = blockCount;
    if (!table.shown) return;
    this.blocks.update(table.shown, places, INNER_PLACES);
    this.blocks.update(table.shown, blockCount, INNER_BLOCKS);
  }

  /** The shown block that covers a place, what the cells of tables show counted to these. */
  findPlace(place: number): { readonly block: Segment; readonly offset: number } | null {
    const { blocks } = this;
    const isPlain = blocks.total(INNER_BLOCKS) === 0;
    const found = isPlain ? blocks.find(place) : blocks.findBySum(place, [PLACES, INNER_PLACES]);
    return found && { block: found.handle.item, offset: found.offset };
  }

  /** The first table that shows cells from a shown block on, or null. O(log n). */
  nextTable({ shown }: Segment): Segment | null {
    assert(shown !== null, "a block that is shown");
    return this.blocks.find(this.blocks.sumBefore(shown, INNER_BLOCKS), INNER_BLOCKS)?.handle.item ?? null;
  }

  /** Takes a block out of the list; returns the index that it had. */
  hide(segment: Segment): number {
    const { shown, station } = segment;
    assert(shown !== null && station !== null, "a block that is shown");
    const index = this.blocks.indexOf(shown);
    this.blocks.remove(shown);
    station.residents.splice(station.residents.indexOf(segment), 1);
    this.pieces.set(station, RESIDENTS, station.residents.length);
    this.pieces.set(segment.piece, SHOWN, 0);
    segment.shown = null;
    segment.station = null;
    return index;
  }

  /** Takes note of where a segment is displaced to; returns the shown blocks that may have to show elsewhere now. */
  note(segment: Segment): Segment[] {
    const { slot, notedSlot } = segment;
    if (slot === notedSlot) return [];
    const affected = new Set<Segment>([segment]);
    if (notedSlot) this.visitBetween(segment, notedSlot.end, (one) => affected.add(one));
    if (notedSlot) this.weigh(segment, notedSlot, -1);
    segment.notedSlot = slot;
    if (slot) this.weigh(segment, slot, 1);
    if (slot) this.visitBetween(segment, slot.end, (one) => affected.add(one));
    return [...affected];
  }

  /** The shown blocks that would follow a segment if that were displaced to a slot: those without a nearer leader. */
  followersIn(segment: Segment, slot: Pick<Slot<Segment>, "end">): Segment[] {
    const followers: Segment[] = [];
    this.visitBetween(segment, slot.end, (one) => {
      const leader = one.notedSlot ? one : this.leaderOf(one);
      if (!leader || this.pieces.isBefore(leader.piece, segment.piece)) followers.push(one);
    });
    return followers;
  }

  /** The displaced block that a segment follows: the last one before it whose end is after it. */
  private leaderOf(segment: Segment): Segment | null {
    const { pieces } = this;
    if (pieces.through(segment.piece, FOLLOWED) <= 0) return null;
    for (let index = pieces.before(segment.piece, DISPLACED) - 1; index >= 0; index--) {
      const leader = pieces.find(index, DISPLACED)?.piece.segment;
      assert(leader?.notedSlot != null, "a displaced block has a slot");
      const { end } = leader.notedSlot;
      if (!end || pieces.isBefore(segment.piece, end.piece)) return leader;
    }
    return null;
  }

  private weigh(segment: Segment, { end }: Slot<Segment>, delta: 1 | -1): void {
    this.pieces.add(segment.piece, DISPLACED, delta);
    if (end && !this.pieces.isBefore(segment.piece, end.piece)) return;
    this.pieces.add(segment.piece, FOLLOWED, delta);
    if (end) this.pieces.add(end.piece, FOLLOWED, -delta);
  }

  private visitBetween(segment: Segment, end: Segment | null, visit: (segment: Segment) => void): void {
    const { pieces } = this;
    const last = end ? pieces.before(end.piece, SHOWN) : pieces.total(SHOWN);
    for (let index = pieces.through(segment.piece, SHOWN); index < last; index++) {
      const shown = pieces.find(index, SHOWN)?.piece.segment;
      if (shown) visit(shown);
    }
  }
}
