/**
 * Which segment shows as which block, at which place, all in O(log n) per question and per change.
 *
 * Two lists: all segments in the order of the sequence, and the shown blocks in display order. They are kept
 * apart because content flows (a joined segment shows in an earlier block) and because display order will not
 * always be the order of the sequence.
 *
 * Every visible character or atom is in exactly one shown block: a living segment shows itself, a joined one
 * shows in the living one before it, a deleted one shows itself as soon as it has content. If there is no living
 * segment before joined content, or nothing to show at all, the first segment is shown (`forced`). What stands
 * before the first marker - no editor puts anything there - is not shown.
 */
import { assert } from "@weft/base";
import type { ListHandle } from "./list-node.ts";
import type { Segment } from "./segment.ts";
import { WeightedList } from "./weighted-list.ts";

/** Weights of the list of segments. */
const ELEMENTS = 0;
const VISIBLE = 1;
const LIVING = 2;
const JOINED = 3;
const SHOWN = 4;
/** 1 for a joined segment, whether it has content or not. */
const JOINED_MARKERS = 5;

/** How a block's length changed: -1 stands for "not shown". */
export interface BlockChange {
  readonly segment: Segment;
  readonly before: number;
  readonly after: number;
  /** Index in display order: where it stands now, or where it stood. */
  readonly index: number;
  /** The block before it at that moment. */
  readonly previous: Segment | null;
}

/** A place inside a segment's own content; offset 0 is straight after the marker. */
export interface SegmentPlace {
  readonly segment: Segment;
  readonly offset: number;
}

/** A place inside a shown block's content; offset 0 is straight after the marker. */
export interface BlockPlace {
  readonly block: Segment;
  readonly offset: number;
}

/** Segments and blocks of one sequence. */
export class BlockIndex {
  private readonly segments = new WeightedList<Segment | null>(6);
  private readonly blocks = new WeightedList<Segment>();
  private readonly head: ListHandle<Segment | null> = this.segments.insertAfter(
    null,
    null,
    [0, 0, 0, 0, 0, 0],
  );
  private forced: Segment | null = null;

  /** Places shown, markers included. */
  get length(): number {
    return this.blocks.total();
  }

  get blockCount(): number {
    return this.blocks.length;
  }

  /** The block at an index in display order. */
  blockAt(index: number): Segment | null {
    return this.blocks.at(index)?.item ?? null;
  }

  /** The index of a shown block. */
  indexOf(block: Segment): number {
    return this.blocks.indexOf(shownHandle(block));
  }

  /** The place of a shown block's marker. */
  placeOf(block: Segment): number {
    return this.blocks.sumBefore(shownHandle(block));
  }

  /** Characters and atoms in a shown block. */
  lengthOf(block: Segment): number {
    return shownHandle(block).weights[0]! - 1;
  }

  /** The shown block that covers a place: offset -1 is the marker itself. */
  blockAtPlace(place: number): BlockPlace | null {
    const found = this.blocks.find(place);
    return found && { block: found.handle.item, offset: found.offset - 1 };
  }

  /** The segment that covers a rank of the sequence; null for what stands before the first marker. */
  segmentAtRank(rank: number): Segment | null {
    return this.segments.find(rank, ELEMENTS)?.handle.item ?? null;
  }

  /** Elements before the first marker. */
  get leadingElements(): number {
    return this.head.weights[ELEMENTS]!;
  }

  /** Visible content before the first marker. */
  get leadingContent(): number {
    return this.head.weights[VISIBLE]!;
  }

  /** The segment that holds the visible position, and the offset in it; null for what is before the first marker. */
  contentAtPosition(position: number): { readonly segment: Segment | null; readonly offset: number } {
    const found = this.segments.find(position, VISIBLE);
    assert(found !== null, "a position within the visible content");
    return { segment: found.handle.item, offset: found.offset };
  }

  /** The first marker of the sequence. */
  get first(): Segment | null {
    return this.segments.next(this.head)?.item ?? null;
  }

  /** Visible content before a segment: the position in the sequence at which its content starts. */
  positionOf(segment: Segment | null): number {
    return segment ? this.segments.sumBefore(handleOf(segment), VISIBLE) : 0;
  }

  /** Rank of a segment's marker. */
  rankOf(segment: Segment): number {
    return this.segments.sumBefore(handleOf(segment), ELEMENTS);
  }

  /** Visible content of a segment itself. */
  ownLength(segment: Segment): number {
    return handleOf(segment).weights[VISIBLE]!;
  }

  /** All elements of a segment, its marker and tombstones included. */
  elementCount(segment: Segment): number {
    return handleOf(segment).weights[ELEMENTS]!;
  }

  /** Where the content of a segment shows, or null if nothing shows before it. */
  shownPlace(place: SegmentPlace): BlockPlace | null {
    const { segment } = place;
    if (segment.shown) return { block: segment, offset: place.offset };
    const host = this.livingBefore(segment);
    if (!host?.shown) return null;
    return { block: host, offset: this.joinedOffset(host, segment) + place.offset };
  }

  /** The segment place of content offset `offset` of a shown block, 0 ≤ offset < its length. */
  contentAt(block: Segment, offset: number): SegmentPlace {
    const own = this.ownLength(block);
    if (offset < own) return { segment: block, offset };
    const handle = handleOf(block);
    const before = this.segments.sumBefore(handle, JOINED) + handle.weights[JOINED]!;
    const found = this.segments.find(before + offset - own, JOINED);
    assert(found?.handle.item != null, "content of a block lies in one of its segments");
    return { segment: found.handle.item, offset: found.offset };
  }

  /** The segments, with or without content, whose content flows to a living block. */
  joinedInto(block: Segment): Segment[] {
    if (block.state !== "living" && block !== this.forced) return [];
    const handle = handleOf(block);
    const living = this.segments.sumBefore(handle, LIVING) + handle.weights[LIVING]!;
    const next = this.segments.find(living, LIVING);
    const end = next
      ? this.segments.sumBefore(next.handle, JOINED_MARKERS)
      : this.segments.total(JOINED_MARKERS);
    const start = this.segments.sumBefore(handle, JOINED_MARKERS) + handle.weights[JOINED_MARKERS]!;
    const joined: Segment[] = [];
    for (let index = start; index < end; index++) {
      const segment = this.segments.find(index, JOINED_MARKERS)?.handle.item;
      if (segment) joined.push(segment);
    }
    return joined;
  }

  /** Whether content of later segments shows in a block before this one, which is not living. */
  isJoinedAcross(segment: Segment): boolean {
    return this.joinedAfter(segment) > 0;
  }

  /** Visits the stretches of the sequence that a block shows in from ≤ offset < to, in order. */
  visitContent(
    block: Segment,
    range: { readonly from: number; readonly to: number },
    visit: (position: number, length: number) => void,
  ): void {
    for (let at = range.from; at < range.to; ) {
      const { segment, offset } = this.contentAt(block, at);
      const length = Math.min(range.to - at, this.ownLength(segment) - offset);
      visit(this.positionOf(segment) + offset, length);
      at += length;
    }
  }

  /** Adds `elements` and `visible` to the weights of a segment (null: before the first marker). */
  resize(segment: Segment | null, elements: number, visible: number): BlockChange[] {
    const handle = segment ? handleOf(segment) : this.head;
    if (elements !== 0) this.segments.update(handle, handle.weights[ELEMENTS]! + elements, ELEMENTS);
    if (visible === 0 || !segment) {
      if (visible !== 0) this.segments.update(handle, handle.weights[VISIBLE]! + visible, VISIBLE);
      return [];
    }
    const affected = [segment, this.livingBefore(segment)];
    this.segments.update(handle, handle.weights[VISIBLE]! + visible, VISIBLE);
    this.updateJoined(segment);
    return this.settle(affected);
  }

  /** A new living marker inside `within` takes over all but its first `elements` elements and `visible` content. */
  insertMarker(
    marker: Segment,
    within: Segment | null,
    kept: { readonly elements: number; readonly visible: number },
  ): BlockChange[] {
    const handle = within ? handleOf(within) : this.head;
    const affected = [within, within && this.livingBefore(within), this.forced];
    const [elements, visible] = [handle.weights[ELEMENTS]!, handle.weights[VISIBLE]!];
    this.segments.update(handle, kept.elements, ELEMENTS);
    this.segments.update(handle, kept.visible, VISIBLE);
    if (within) this.updateJoined(within);
    const weights = [1 + elements - kept.elements, visible - kept.visible, 1, 0, 0, 0];
    marker.handle = this.segments.insertAfter(handle, marker, weights);
    return this.settle([...affected, marker]);
  }

  /** Takes note that the state of a segment may have changed. */
  restate(segment: Segment): BlockChange[] {
    const handle = handleOf(segment);
    const affected = [segment, this.livingBefore(segment)];
    this.segments.update(handle, segment.state === "living" ? 1 : 0, LIVING);
    this.updateJoined(segment);
    return this.settle([...affected, this.livingBefore(segment)]);
  }

  /** Shows, hides and measures again whatever may have changed; returns what did, in display order. */
  private settle(candidates: readonly (Segment | null)[]): BlockChange[] {
    const forcedBefore = this.forced;
    this.forced = this.segmentToForce();
    const changes: BlockChange[] = [];
    const all = new Set([...candidates, forcedBefore, this.forced]);
    for (const segment of all) {
      if (!segment) continue;
      const before = segment.shown ? this.lengthOf(segment) : -1;
      const after = this.measure(segment);
      if (before === after) continue;
      const index = this.show(segment, after);
      changes.push({ segment, before, after, index, previous: this.blockAt(index - 1) });
    }
    return changes;
  }

  /** Puts a block with this length in the list of shown ones, or takes it out (-1); returns its index. */
  private show(segment: Segment, length: number): number {
    const handle = handleOf(segment);
    if (!segment.shown) {
      const index = this.segments.sumBefore(handle, SHOWN);
      const previous = index === 0 ? null : this.blocks.at(index - 1);
      segment.shown = this.blocks.insertAfter(previous, segment, [length + 1]);
      this.segments.update(handle, 1, SHOWN);
      return index;
    }
    const index = this.blocks.indexOf(segment.shown);
    if (length >= 0) {
      this.blocks.update(segment.shown, length + 1);
      return index;
    }
    this.blocks.remove(segment.shown);
    segment.shown = null;
    this.segments.update(handle, 0, SHOWN);
    return index;
  }

  /** The length with which a segment has to show as a block, -1 for not at all. */
  private measure(segment: Segment): number {
    const own = this.ownLength(segment);
    if (segment === this.forced || isLiving(segment)) return own + this.joinedAfter(segment);
    return segment.state === "deleted" && own > 0 ? own : -1;
  }

  /** Joined content between a living segment and the next living one. */
  private joinedAfter(segment: Segment): number {
    const handle = handleOf(segment);
    const living = this.segments.sumBefore(handle, LIVING) + handle.weights[LIVING]!;
    const next = this.segments.find(living, LIVING);
    const end = next ? this.segments.sumBefore(next.handle, JOINED) : this.segments.total(JOINED);
    return end - this.segments.sumBefore(handle, JOINED) - handle.weights[JOINED]!;
  }

  private joinedOffset(host: Segment, segment: Segment): number {
    const handle = handleOf(host);
    const before = this.segments.sumBefore(handle, JOINED) + handle.weights[JOINED]!;
    return this.ownLength(host) + this.segments.sumBefore(handleOf(segment), JOINED) - before;
  }

  /** The living segment before this one, the forced one included. */
  private livingBefore(segment: Segment): Segment | null {
    const living = this.segments.sumBefore(handleOf(segment), LIVING);
    if (living > 0) return this.segments.find(living - 1, LIVING)?.handle.item ?? null;
    return this.forced === segment ? null : this.forced;
  }

  /** The first segment, if it has to be shown though it is not living. */
  private segmentToForce(): Segment | null {
    const first = this.first;
    if (!first || isLiving(first)) return null;
    const next = this.segments.find(0, LIVING);
    const joined = next ? this.segments.sumBefore(next.handle, JOINED) : this.segments.total(JOINED);
    const nothingShows = !next && this.segments.total(VISIBLE) === this.head.weights[VISIBLE];
    return joined > 0 || nothingShows ? first : null;
  }

  private updateJoined(segment: Segment): void {
    const isJoined = segment.state === "joined";
    this.segments.update(handleOf(segment), isJoined ? this.ownLength(segment) : 0, JOINED);
    this.segments.update(handleOf(segment), isJoined ? 1 : 0, JOINED_MARKERS);
  }
}

function isLiving(segment: Segment): boolean {
  return segment.state === "living";
}

function handleOf(segment: Segment): ListHandle<Segment | null> {
  assert(segment.handle !== null, "a segment that is in no list");
  return segment.handle;
}

function shownHandle(block: Segment): ListHandle<Segment> {
  assert(block.shown !== null, "a block that is not shown");
  return block.shown;
}
