/**
 * All pieces in the order of the sequence, with the sums by which every question about them is answered in
 * O(log n).
 *
 * Content flows: that of a _head_ (a segment that shows as a block and catches what is joined, or a guest at the front
 * of another piece) is followed by that of all joined segments up to the next head. A head with what flows to it is
 * its _chain_.
 */
import { assert } from "@weft/base";
import { Piece } from "./piece.ts";
import type { Segment } from "./segment.ts";
import { WeightedList } from "./weighted-list.ts";

/** Elements, the marker or slot and tombstones included. */
export const ELEMENTS = 0;
/** Visible content of its own. */
export const VISIBLE = 1;
/** `VISIBLE` and the chain of the guest at its front. */
export const DISPLAYED = 2;
/** `DISPLAYED` where that flows to the head before; a head's own first piece does not. */
export const FLOWING = 3;
/** 1 for the marker of a head. */
export const HEADS = 4;
/** 1 for a marker that is not withdrawn. */
export const MARKERS = 5;
/** 1 for a marker that is joined or withdrawn. */
export const JOINED = 6;
/** 1 for the marker of a shown block, wherever that shows. */
export const SHOWN = 7;
/** Blocks that show here. */
export const RESIDENTS = 8;
/** 1 for the marker of a block that is displaced: it shows in a slot of its own. */
export const DISPLACED = 9;
/** 1 for a displaced block's marker, -1 for the marker that ends what follows it. */
export const FOLLOWED = 10;
/** Markers that ask to be guests here, granted or not. */
export const APPLICANTS = 11;

const DIMENSIONS = 12;

/** A weight of a piece. */
export type Dimension = number;

/** The pieces of one sequence. */
export class PieceList {
  private readonly list = new WeightedList<Piece<Segment>>(DIMENSIONS);
  /** What stands before the first marker or slot. */
  readonly start = new Piece<Segment>(null);

  constructor() {
    this.start.handle = this.list.insertAfter(null, this.start, new Array<number>(DIMENSIONS).fill(0));
  }

  /** The sum over all pieces. */
  total(dimension: Dimension): number {
    return this.list.total(dimension);
  }

  /** One weight of a piece. */
  weight(piece: Piece<Segment>, dimension: Dimension): number {
    return piece.handle.weights[dimension]!;
  }

  /** Sets one weight of a piece. */
  set(piece: Piece<Segment>, dimension: Dimension, weight: number): void {
    this.list.update(piece.handle, weight, dimension);
  }

  /** Adds to one weight of a piece. */
  add(piece: Piece<Segment>, dimension: Dimension, delta: number): void {
    this.list.update(piece.handle, piece.handle.weights[dimension]! + delta, dimension);
  }

  /** The sum over all pieces before this one. */
  before(piece: Piece<Segment>, dimension: Dimension): number {
    return this.list.sumBefore(piece.handle, dimension);
  }

  /** The sum up to and with this piece. */
  through(piece: Piece<Segment>, dimension: Dimension): number {
    return this.before(piece, dimension) + this.weight(piece, dimension);
  }

  /** The sum from one piece, included, to another one, not included; null is the end. */
  between(from: Piece<Segment>, to: Piece<Segment> | null, dimension: Dimension): number {
    const end = to ? this.before(to, dimension) : this.total(dimension);
    return end - this.before(from, dimension);
  }

  /** The piece that covers `offset` of a dimension; null outside. */
  find(
    offset: number,
    dimension: Dimension,
  ): { readonly piece: Piece<Segment>; readonly offset: number } | null {
    const found = this.list.find(offset, dimension);
    return found && { piece: found.handle.item, offset: found.offset };
  }

  /** The next piece with a weight in a dimension of ones; null at the end. */
  next(piece: Piece<Segment>, dimension: Dimension): Piece<Segment> | null {
    return this.find(this.through(piece, dimension), dimension)?.piece ?? null;
  }

  /** The last piece before this one with a weight in a dimension of ones. */
  previous(piece: Piece<Segment>, dimension: Dimension): Piece<Segment> | null {
    return this.find(this.before(piece, dimension) - 1, dimension)?.piece ?? null;
  }

  /** The piece straight before. */
  neighbourBefore(piece: Piece<Segment>): Piece<Segment> | null {
    return this.list.previous(piece.handle)?.item ?? null;
  }

  /** Whether one piece stands before another one. */
  isBefore(piece: Piece<Segment>, other: Piece<Segment>): boolean {
    return this.list.indexOf(piece.handle) < this.list.indexOf(other.handle);
  }

  /** The segment that a piece belongs to; null before the first marker. */
  owner(piece: Piece<Segment>): Segment | null {
    if (piece.segment && this.weight(piece, MARKERS) === 1) return piece.segment;
    return this.find(this.before(piece, MARKERS) - 1, MARKERS)?.piece.segment ?? null;
  }

  /** The head whose chain a piece that flows is in; null if there is no head before it. */
  headOf(piece: Piece<Segment>): Segment | null {
    return this.find(this.through(piece, HEADS) - 1, HEADS)?.piece.segment ?? null;
  }

  /** Content of a head with all that flows to it. */
  chainLength(head: Segment): number {
    const next = this.next(head.piece, HEADS);
    return this.weight(head.piece, DISPLAYED) + this.between(head.piece, next, FLOWING);
  }

  /** Content between a segment's marker and the next one, guests included. */
  segmentLength(segment: Segment): number {
    return this.between(segment.piece, this.next(segment.piece, MARKERS), DISPLAYED);
  }

  /** Visits the pieces of a segment that are shown to hold anything, after the one of its marker. */
  visitLaterContent(segment: Segment, visit: (piece: Piece<Segment>) => void): void {
    const end = this.before(segment.piece, DISPLAYED) + this.segmentLength(segment);
    for (let at = this.through(segment.piece, DISPLAYED); at < end; ) {
      const found = this.find(at, DISPLAYED);
      assert(found !== null, "content of a segment lies in its pieces");
      visit(found.piece);
      at += this.weight(found.piece, DISPLAYED);
    }
  }

  /** Puts a new piece, which begins with the element `elements`, into `within`; it takes over the rest of that. */
  cut(
    piece: Piece<Segment>,
    within: Piece<Segment>,
    kept: { readonly elements: number; readonly visible: number },
  ): number {
    const weights = new Array<number>(DIMENSIONS).fill(0);
    const visible = this.weight(within, VISIBLE) - kept.visible;
    weights[ELEMENTS] = 1 + this.weight(within, ELEMENTS) - kept.elements;
    weights[VISIBLE] = visible;
    weights[DISPLAYED] = visible;
    this.set(within, ELEMENTS, kept.elements);
    this.set(within, VISIBLE, kept.visible);
    piece.handle = this.list.insertAfter(within.handle, piece, weights);
    return visible;
  }
}
