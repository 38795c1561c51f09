/**
 * To which block the content of each piece flows, and at which offset it shows there. Keeps the weights of the
 * pieces in step: what changes in a guest changes its host, and so on up to a block.
 */
import { assert } from "@weft/base";
import type { Piece } from "./piece.ts";
import {
  APPLICANTS,
  DISPLAYED,
  FLOWING,
  HEADS,
  JOINED,
  MARKERS,
  type PieceList,
  VISIBLE,
} from "./piece-list.ts";
import type { Segment } from "./segment.ts";

/** A place inside a piece's own content; offset 0 is straight after its marker or slot. */
export interface PiecePlace {
  readonly piece: Piece<Segment>;
  readonly offset: number;
}

/** A place inside a shown block's content; offset 0 is straight after the marker. */
export interface BlockPlace {
  readonly block: Segment;
  readonly offset: number;
}

/** Flowing content over a list of pieces. */
export class ContentFlow {
  private readonly pieces: PieceList;
  /** The first segment while it has to be shown though it is not living. */
  forced: Segment | null = null;
  /** Segments that may have to be shown, hidden or measured again. */
  readonly touched = new Set<Segment>();
  livingCount = 0;
  /** Whether content went elsewhere, so that a block may hold something else though it is as long as before. */
  rearranged = false;

  constructor(pieces: PieceList) {
    this.pieces = pieces;
  }

  /** Whether a segment shows as a block that catches what is joined. */
  isRoot(segment: Segment): boolean {
    return (segment.notedState === "living" && !segment.isTable) || segment === this.forced;
  }

  /** Whether the content of a segment shows in a block of its own that catches nothing. */
  standsAlone(segment: Segment): boolean {
    return segment.notedState === "deleted" && segment !== this.forced && !segment.isTable;
  }

  /** The length with which a segment has to show as a block, -1 for not at all. */
  measure(segment: Segment): number {
    if (this.isRoot(segment)) return this.pieces.chainLength(segment);
    if (segment.isTable) return segment.notedState === "living" ? 0 : -1;
    const length = segment.notedState === "deleted" ? this.pieces.segmentLength(segment) : 0;
    return length > 0 ? length : -1;
  }

  /** The piece place of content offset `offset` of a shown block, 0 ≤ offset < its length. */
  contentAt(block: Segment, offset: number): PiecePlace {
    const { pieces } = this;
    for (let head = block, rest = offset; ; ) {
      const { piece, offset: within } = this.pieceAt(head, rest);
      const guests = pieces.weight(piece, DISPLAYED) - pieces.weight(piece, VISIBLE);
      if (within >= guests) return { piece, offset: within - guests };
      assert(piece.guest !== null, "content that is no piece's own is a guest's");
      head = piece.guest;
      rest = within;
    }
  }

  /** Where the content of a piece shows, that of a hidden block where it would be joined; or null. */
  shownPlace(place: PiecePlace): BlockPlace | null {
    const { pieces } = this;
    let { piece } = place;
    let offset = place.offset + pieces.weight(piece, DISPLAYED) - pieces.weight(piece, VISIBLE);
    for (;;) {
      const owner = pieces.owner(piece);
      if (!owner) return null;
      if (this.standsAlone(owner) && owner.shown) {
        return { block: owner, offset: offset + pieces.between(owner.piece, piece, DISPLAYED) };
      }
      const head = pieces.headOf(piece);
      if (!head) return null;
      if (piece !== head.piece) {
        offset += pieces.weight(head.piece, DISPLAYED) + pieces.between(head.piece, piece, FLOWING);
      }
      if (this.isRoot(head)) return head.shown && { block: head, offset };
      assert(head.host !== null, "a head is a block or a guest");
      piece = head.host;
    }
  }

  /** The segments whose content flows to a block, directly or through guests, with or without content. */
  joinedInto(block: Segment): Segment[] {
    const { pieces } = this;
    const joined: Segment[] = [];
    const waiting: Segment[] = block.isTable ? [] : [block];
    for (let head = waiting.pop(); head; head = waiting.pop()) {
      const alone = this.standsAlone(head);
      const next = pieces.next(head.piece, alone ? MARKERS : HEADS);
      this.visitOnes(head.piece, next, JOINED, ({ segment }) => {
        if (segment) joined.push(segment);
      });
      this.visitOnes(head.piece, next, APPLICANTS, (piece) => {
        const owner = pieces.owner(piece);
        if (!piece.guest || !owner || (owner !== head && this.standsAlone(owner))) return;
        joined.push(piece.guest);
        waiting.push(piece.guest);
      });
    }
    return joined;
  }

  /** The first segment after one that stands alone whose content shows in a block before that; null if there is none. */
  joinedAcross(segment: Segment): Segment | null {
    const { pieces } = this;
    if (!this.standsAlone(segment)) return null;
    const next = pieces.next(segment.piece, HEADS);
    if (pieces.between(segment.piece, next, FLOWING) === 0) return null;
    const first = pieces.find(pieces.before(segment.piece, FLOWING), FLOWING);
    return first && pieces.owner(first.piece);
  }

  /** Content that flows on after a piece, up to the next head. */
  flowingAfter(piece: Piece<Segment>): number {
    const next = this.pieces.next(piece, HEADS);
    return this.pieces.between(piece, next, FLOWING) - this.pieces.weight(piece, FLOWING);
  }

  /** The last segment whose content flows to a head without being a guest, or the head itself. */
  lastOfChain(head: Segment): Segment {
    const { pieces } = this;
    const next = pieces.next(head.piece, HEADS);
    const end = next ? pieces.before(next, JOINED) : pieces.total(JOINED);
    for (let index = end - 1; index >= pieces.through(head.piece, JOINED); index--) {
      const segment = pieces.find(index, JOINED)?.piece.segment;
      const owner = segment && pieces.owner(segment.piece);
      if (segment && owner && !this.standsAlone(owner)) return segment;
    }
    return head;
  }

  /** Adds to what a piece displays, and to all that it flows to. */
  addDisplayed(start: Piece<Segment>, delta: number): void {
    if (delta === 0) return;
    const { pieces } = this;
    for (let piece: Piece<Segment> | null = start; piece; ) {
      pieces.add(piece, DISPLAYED, delta);
      const owner = pieces.owner(piece);
      if (!owner) return;
      if (this.standsAlone(owner)) {
        this.touched.add(owner);
        return;
      }
      const isHead: boolean = pieces.weight(piece, HEADS) === 1;
      if (!isHead) pieces.add(piece, FLOWING, delta);
      const head: Segment | null = isHead ? owner : pieces.headOf(piece);
      if (head && this.isRoot(head)) this.touched.add(head);
      piece = head && !this.isRoot(head) ? head.host : null;
    }
  }

  /** Takes note that the chain of a head may have changed. */
  reflow(head: Segment | null): void {
    if (!head) return;
    if (this.isRoot(head)) this.touched.add(head);
    if (!head.host || this.isRoot(head)) return;
    const shown = this.pieces.weight(head.host, DISPLAYED) - this.pieces.weight(head.host, VISIBLE);
    this.addDisplayed(head.host, this.pieces.chainLength(head) - shown);
  }

  /** Sets the weights that say whether a segment is a head and what of it flows. */
  reweigh(segment: Segment): void {
    const { pieces } = this;
    const isHead = segment.isGuest || this.isRoot(segment);
    const isJoined = segment.notedState === "joined";
    const flows = isHead || isJoined || segment.isTable;
    const { piece } = segment;
    pieces.set(piece, HEADS, isHead ? 1 : 0);
    pieces.set(piece, JOINED, isJoined || segment.notedState === "withdrawn" ? 1 : 0);
    pieces.set(piece, FLOWING, flows && !isHead ? pieces.weight(piece, DISPLAYED) : 0);
    pieces.visitLaterContent(segment, (later) => {
      pieces.set(later, FLOWING, flows ? pieces.weight(later, DISPLAYED) : 0);
    });
  }

  /** Makes a joined segment a guest, whose content is nowhere until it is linked. */
  admit(segment: Segment): void {
    const before = this.pieces.headOf(segment.piece);
    this.rearranged = true;
    segment.isGuest = true;
    this.reweigh(segment);
    if (before !== segment) this.reflow(before);
  }

  /** Shows the content of a guest at the front of a piece. */
  link(segment: Segment, host: Piece<Segment>): void {
    segment.host = host;
    host.guest = segment;
    this.reflow(segment);
  }

  /** Takes the content of a guest out of its host. */
  unlink(segment: Segment): void {
    const { host } = segment;
    assert(host !== null, "only a guest that is linked is unlinked");
    this.rearranged = true;
    segment.host = null;
    host.guest = null;
    this.addDisplayed(host, this.pieces.weight(host, VISIBLE) - this.pieces.weight(host, DISPLAYED));
  }

  /** Makes a guest a joined segment like others. */
  dismiss(segment: Segment): void {
    if (segment.host) this.unlink(segment);
    segment.isGuest = false;
    this.reweigh(segment);
    this.reflow(this.pieces.headOf(segment.piece));
  }

  /** Chooses anew whether the first segment has to be shown though it is not living. */
  force(): void {
    const wanted = this.segmentToForce();
    if (wanted === this.forced) return;
    for (const [segment, forced] of [[this.forced, null] as const, [wanted, wanted] as const]) {
      this.forced = forced;
      if (!segment) continue;
      this.touched.add(segment);
      this.reweigh(segment);
      this.reflow(segment);
    }
  }

  /** The first segment that is no table, if joined content has no head before it, or if nothing else would show. */
  private segmentToForce(): Segment | null {
    const { pieces } = this;
    let first = pieces.find(0, MARKERS)?.piece.segment ?? null;
    while (first?.isTable) first = pieces.next(first.piece, MARKERS)?.segment ?? null;
    if (!first || first.notedState === "living") return null;
    if (!first.isGuest) {
      const own = first.notedState === "joined" ? pieces.segmentLength(first) : 0;
      const second = pieces.next(first.piece, MARKERS);
      const later = second ? pieces.between(second, pieces.next(first.piece, HEADS), FLOWING) : 0;
      if (own + later > 0) return first;
    }
    const isEmpty = pieces.total(VISIBLE) === pieces.before(first.piece, VISIBLE);
    return isEmpty && this.livingCount === 0 ? first : null;
  }

  private pieceAt(head: Segment, offset: number): PiecePlace {
    const { pieces } = this;
    const own = pieces.weight(head.piece, DISPLAYED);
    if (offset < own) return { piece: head.piece, offset };
    const dimension = this.standsAlone(head) ? DISPLAYED : FLOWING;
    const before = pieces.through(head.piece, dimension);
    const found = pieces.find(before + offset - own, dimension);
    assert(found !== null, "content of a block lies in one of its pieces");
    return found;
  }

  /** Visits the segments of the pieces after `from` and before `to` that have a weight in a dimension of ones. */
  private visitOnes(
    from: Piece<Segment>,
    to: Piece<Segment> | null,
    dimension: number,
    visit: (piece: Piece<Segment>) => void,
  ): void {
    const { pieces } = this;
    const end = to ? pieces.before(to, dimension) : pieces.total(dimension);
    for (let index = pieces.through(from, dimension); index < end; index++) {
      const found = pieces.find(index, dimension);
      if (found) visit(found.piece);
    }
  }
}
