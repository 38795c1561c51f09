/**
 * Which joined segments are guests in a slot. Those that ask for it are the _applicants_. All are guests, unless that
 * would make some of them each other's hosts in a circle: as long as there is a circle, the newest wish in it is left
 * out, and that segment's content flows on as if it had not asked. Circles have no segment in common, so it does not
 * matter which of them is opened first.
 */
import type { OpSpace } from "@weft/rga";
import { compareWrites, type Write } from "../registers/register.ts";
import type { ContentFlow } from "./content-flow.ts";
import type { Piece } from "./piece.ts";
import { APPLICANTS, HEADS, MARKERS, type PieceList } from "./piece-list.ts";
import type { Segment } from "./segment.ts";
import type { Slot } from "./slot.ts";

type Wish = Write<Slot<Segment>>;

/** The guests of one sequence. */
export class Guests {
  private readonly space: OpSpace;
  private readonly pieces: PieceList;
  private readonly flow: ContentFlow;
  private readonly wishes = new Map<Segment, Wish>();
  /** How many applicants are no guests. */
  private leftOut = 0;

  constructor(options: { space: OpSpace; pieces: PieceList; flow: ContentFlow }) {
    this.space = options.space;
    this.pieces = options.pieces;
    this.flow = options.flow;
  }

  /**
   * Makes a change of which segments are heads, from `piece` up to the head after it. If slots that somebody asks for
   * stand there, it is chosen anew who is a guest.
   */
  rearrange(piece: Piece<Segment>, change: () => void): void {
    if (this.isAskedFor(piece)) this.chooseAnew(change);
    else change();
  }

  /** Takes note that the wish of a segment, or whether it is joined, may have changed. */
  note(segment: Segment): void {
    const before = this.wishes.get(segment) ?? null;
    const wish = segment.wantedInline;
    if (before === wish) return;
    const isSimple = this.leftOut === 0 && !this.isAskedFor(segment.piece);
    if (isSimple && before) this.flow.dismiss(segment);
    if (isSimple) this.setWish(segment, wish);
    else this.chooseAnew(() => this.setWish(segment, wish));
    if (!isSimple || !wish) return;
    if (this.isOwned(wish.content.piece) && !this.leadsTo(wish.content.piece, segment)) {
      this.flow.admit(segment);
      this.flow.link(segment, wish.content.piece);
    } else this.leftOut++;
  }

  private setWish(segment: Segment, wish: Wish | null): void {
    const before = this.wishes.get(segment);
    if (before) this.pieces.set(before.content.piece, APPLICANTS, 0);
    if (wish) this.wishes.set(segment, wish);
    else this.wishes.delete(segment);
    if (wish) this.pieces.set(wish.content.piece, APPLICANTS, 1);
  }

  /** Whether somebody asks for a slot between a piece and the head after it. */
  private isAskedFor(piece: Piece<Segment>): boolean {
    if (this.wishes.size === 0) return false;
    return this.pieces.between(piece, this.pieces.next(piece, HEADS), APPLICANTS) > 0;
  }

  /** All guests leave, the change is made, and as many as may come back. */
  private chooseAnew(change: () => void): void {
    const { flow } = this;
    const guests = [...this.wishes.keys()].filter((segment) => segment.isGuest);
    for (const guest of guests) if (guest.host) flow.unlink(guest);
    for (const guest of guests) flow.dismiss(guest);
    change();
    const admitted = [...this.wishes].filter(([, wish]) => this.isOwned(wish.content.piece));
    for (const [segment] of admitted) flow.admit(segment);
    for (let circles = this.circles(); circles.length > 0; circles = this.circles()) {
      for (const circle of circles) flow.dismiss(this.newest(circle));
    }
    for (const [segment, wish] of admitted) if (segment.isGuest) flow.link(segment, wish.content.piece);
    this.leftOut = this.wishes.size - admitted.filter(([segment]) => segment.isGuest).length;
  }

  /** The circles of guests who would be in one another. */
  private circles(): Segment[][] {
    const circles: Segment[][] = [];
    const done = new Set<Segment>();
    for (const start of this.wishes.keys()) {
      const path = new Set<Segment>();
      let guest = start.isGuest ? start : null;
      while (guest && !done.has(guest) && !path.has(guest)) {
        path.add(guest);
        guest = this.hostOf(guest);
      }
      if (guest && path.has(guest)) circles.push([...path].slice([...path].indexOf(guest)));
      for (const one of path) done.add(one);
    }
    return circles;
  }

  /** The guest in whose content a guest's slot stands; null if that is in a block. */
  private hostOf(guest: Segment): Segment | null {
    const wish = this.wishes.get(guest);
    return wish ? this.guestAround(wish.content.piece) : null;
  }

  private guestAround(piece: Piece<Segment>): Segment | null {
    const owner = this.pieces.owner(piece);
    if (!owner || this.flow.standsAlone(owner)) return null;
    const head = this.pieces.headOf(piece);
    return head?.isGuest ? head : null;
  }

  /** Whether what a piece holds may show somewhere: not what stands before the first block that is no table. */
  private isOwned(piece: Piece<Segment>): boolean {
    let owner = this.pieces.owner(piece);
    while (owner?.isTable) owner = this.pieces.previous(owner.piece, MARKERS)?.segment ?? null;
    return owner !== null;
  }

  /** Whether what a piece shows would be inside a segment if that were a guest. Nobody asks for a slot in the segment. */
  private leadsTo(piece: Piece<Segment>, segment: Segment): boolean {
    const owner = this.pieces.owner(piece);
    if (owner && this.flow.standsAlone(owner)) return false;
    const head = this.pieces.headOf(piece);
    const isAfter = piece === segment.piece || this.pieces.isBefore(segment.piece, piece);
    return isAfter && (!head || head === segment || this.pieces.isBefore(head.piece, segment.piece));
  }

  private newest(circle: readonly Segment[]): Segment {
    return circle.reduce((newest, segment) => {
      const [a, b] = [this.wishes.get(newest), this.wishes.get(segment)];
      return a && b && compareWrites(this.space, a, b) < 0 ? segment : newest;
    });
  }
}
