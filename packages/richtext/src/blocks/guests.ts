/**
 * Which joined segments are guests in a slot. Those that ask for it, the _applicants_, are gone through oldest wish
 * first, and one that would be its own host, directly or through others, is left out: its content flows on as if it
 * had not asked.
 */
import type { OpSpace } from "@weft/rga";
import { MAX_GUEST_DEPTH } from "../limits.ts";
import { compareWrites, type Write } from "../registers/register.ts";
import type { ContentFlow } from "./content-flow.ts";
import type { Piece } from "./piece.ts";
import { APPLICANTS, HEADS, type PieceList } from "./piece-list.ts";
import type { Segment } from "./segment.ts";
import type { Slot } from "./slot.ts";

interface Applicant {
  readonly segment: Segment;
  readonly wish: Write<Slot<Segment>>;
}

/** The guests of one sequence. */
export class Guests {
  private readonly space: OpSpace;
  private readonly pieces: PieceList;
  private readonly flow: ContentFlow;
  /** Oldest wish first. */
  private readonly applicants: Applicant[] = [];

  constructor(options: { space: OpSpace; pieces: PieceList; flow: ContentFlow }) {
    this.space = options.space;
    this.pieces = options.pieces;
    this.flow = options.flow;
  }

  /**
   * Makes a change of which segments are heads, from `piece` up to the head after it. If slots that somebody asks for
   * stand there, all guests leave before it and those that still may come back after it.
   */
  rearrange(piece: Piece<Segment>, change: () => void): void {
    const next = this.pieces.next(piece, HEADS);
    if (this.applicants.length === 0 || this.pieces.between(piece, next, APPLICANTS) === 0) {
      change();
      return;
    }
    this.leaveFrom(0);
    change();
    this.returnFrom(0);
  }

  /** Takes note that the wish of a segment, or whether it is joined, may have changed. */
  note(segment: Segment): void {
    const before = this.applicants.findIndex((applicant) => applicant.segment === segment);
    const wish = segment.wantedInline;
    if ((this.applicants[before]?.wish ?? null) === wish) return;
    const after = wish ? this.placeOf(wish) : this.applicants.length;
    const from = before < 0 ? after : Math.min(before, after);
    this.leaveFrom(from);
    if (before >= 0) this.remove(before);
    if (wish) this.add({ segment, wish });
    this.returnFrom(from);
  }

  private add(applicant: Applicant): void {
    this.applicants.splice(this.placeOf(applicant.wish), 0, applicant);
    this.pieces.set(applicant.wish.content.piece, APPLICANTS, 1);
  }

  private remove(index: number): void {
    const [gone] = this.applicants.splice(index, 1);
    if (gone) this.pieces.set(gone.wish.content.piece, APPLICANTS, 0);
  }

  private leaveFrom(index: number): void {
    for (let at = this.applicants.length - 1; at >= index; at--) {
      const { segment } = this.applicants[at]!;
      if (segment.host) this.flow.detach(segment);
    }
  }

  private returnFrom(index: number): void {
    for (const { segment, wish } of this.applicants.slice(index)) {
      const host = wish.content.piece;
      if (this.mayBeGuest(segment, host)) this.flow.attach(segment, host);
    }
  }

  /** Whether the content of `host` shows somewhere when what follows the segment no longer flows past it. */
  private mayBeGuest(segment: Segment, host: Piece<Segment>): boolean {
    const { pieces, flow } = this;
    let piece = host;
    for (let depth = 0; depth < MAX_GUEST_DEPTH; depth++) {
      const owner = pieces.owner(piece);
      if (!owner) return false;
      if (flow.standsAlone(owner)) return true;
      const head = pieces.headOf(piece);
      const isAfter = piece === segment.piece || pieces.isBefore(segment.piece, piece);
      if (isAfter && (!head || head === segment || pieces.isBefore(head.piece, segment.piece))) return false;
      if (!head || flow.isRoot(head)) return true;
      if (!head.host) return false;
      piece = head.host;
    }
    return false;
  }

  private placeOf(wish: Write<Slot<Segment>>): number {
    let low = 0;
    let high = this.applicants.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareWrites(this.space, this.applicants[middle]!.wish, wish) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
