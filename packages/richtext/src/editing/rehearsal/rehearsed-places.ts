/**
 * The places of a document as edits would leave them, without making any: a list of pieces of the document as it was and
 * of what would have been added. It knows what begins at a place and in which sequence that is, and no content.
 */
import { assert } from "@weft/base";
import type { ListHandle } from "../../blocks/list-node.ts";
import { WeightedList } from "../../blocks/weighted-list.ts";
import { findBlock, findPlace, gridOf, placeOfBlock, shownLength } from "../../reading/display.ts";
import type { DocumentParts } from "../../reading/document-parts.ts";
import type { BlockId } from "../../rich-text.ts";

/** The sequence that something is in: the document's own, or the id of a cell. */
export const DOCUMENT = "";

/** What is at a place. */
export interface Token {
  readonly kind: "content" | "marker" | "table";
  /** The sequence that it is in. */
  readonly sequence: string;
}

/**
 * A stretch of places: of the document as it was, from its place `from` on; or of new content; or a new marker.
 * What was deleted of the old document stays as `gone`, so that its old places are still found.
 */
interface Piece {
  readonly kind: "old" | "gone" | Token["kind"];
  readonly length: number;
  readonly from: number;
  readonly sequence: string;
  /** Whether it stands elsewhere than in the document as it was; where it stood there is a `gone` piece then. */
  readonly moved: boolean;
}

/** A piece in the list. */
export type PieceHandle = ListHandle<Piece>;

/** Weights of the list of pieces: places now, and places of the document as it was. */
const NOW = 0;
const BEFORE = 1;

/** Places that change without a document. */
export class RehearsedPlaces {
  private readonly parts: DocumentParts;
  private readonly pieces = new WeightedList<Piece>(2);
  private readonly movedPieces = new Set<PieceHandle>();
  /** Whether there is a table, or an edit has made one. */
  private hasTables: boolean;

  constructor(parts: DocumentParts) {
    this.parts = parts;
    this.hasTables = !parts.tables.isEmpty;
    this.add(null, { kind: "old", length: shownLength(parts), from: 0, sequence: DOCUMENT, moved: false });
  }

  get length(): number {
    return this.pieces.total(NOW);
  }

  /** What is at a place, 0 ≤ place < length. */
  tokenAt(place: number): Token {
    const { piece, offset } = this.pieceAt(place);
    if (piece.kind === "gone") throw new RangeError("what is gone has no place");
    if (piece.kind !== "old") return { kind: piece.kind, sequence: piece.sequence };
    const found = findPlace(this.parts, piece.from + offset);
    assert(found !== null, "an old piece holds places of the document");
    const { parts, segment } = found;
    const sequence = parts.cell?.id ?? DOCUMENT;
    if (found.offset >= 0) return { kind: "content", sequence };
    return { kind: gridOf(parts, segment) ? "table" : "marker", sequence };
  }

  /** The sequence of what is at a place, where text can follow. Throws a `RangeError` for the marker of a table. */
  sequenceAt(place: number): string {
    if (!this.hasTables) return DOCUMENT;
    const { kind, sequence } = this.tokenAt(place);
    if (kind === "table") throw new RangeError("a table holds cells alone");
    return sequence;
  }

  /** Whether a block begins at a place. */
  isMarker(place: number): boolean {
    return this.tokenAt(place).kind !== "content";
  }

  /** Whether a block begins or the last one ends at a place. */
  isBorder(place: number): boolean {
    return place === this.length || this.isMarker(place);
  }

  /** The place after the content or the marker that is at a place. */
  next(place: number): number {
    const { piece, offset } = this.pieceAt(place);
    if (piece.kind !== "old") return place - offset + piece.length;
    const found = findPlace(this.parts, piece.from + offset);
    assert(found !== null, "an old piece holds places of the document");
    if (found.offset < 0) return place + 1;
    const rest = found.parts.blocks.lengthOf(found.segment) - found.offset;
    return place + Math.min(piece.length - offset, rest);
  }

  /** The first place of the stretch around `place` that is in its sequence. */
  startOfSequence(place: number): number {
    const { sequence } = this.tokenAt(place);
    let at = place;
    while (at > 0 && this.tokenAt(at - 1).sequence === sequence) at = this.previous(at);
    return at;
  }

  /** The first place from `place` on whose sequence is another one. */
  endOfSequence(place: number, sequence: string): number {
    let at = place;
    while (at < this.length && this.tokenAt(at).sequence === sequence) at = this.next(at);
    return at;
  }

  /** The place after the cells of the table whose marker is at a place. */
  endOfTable(place: number): number {
    let at = place + 1;
    while (at < this.length && this.tokenAt(at).sequence !== DOCUMENT) at = this.next(at);
    return at;
  }

  /** The first place from `place` on that is in a cell; null if the cells end before. */
  findCell(place: number, cell: string): number | null {
    for (let at = place; at < this.length; at = this.next(at)) {
      const { sequence } = this.tokenAt(at);
      if (sequence === cell) return at;
      if (sequence === DOCUMENT) return null;
    }
    return null;
  }

  /** Where the marker of a block of the document would be by now. Throws a `RangeError` if that is gone. */
  placeOfBlock(id: BlockId): number {
    const found = findBlock(this.parts, id);
    const place = found && placeOfBlock(found);
    const handle = place === null ? null : this.pieceWith(place);
    if (place === null || !handle) throw new RangeError(`no block ${id} is shown`);
    return this.pieces.sumBefore(handle, NOW) + place - handle.item.from;
  }

  /** `placeOfBlock`; of a block that is gone the place where it stood. */
  lastPlaceOfBlock(id: BlockId): number {
    const found = findBlock(this.parts, id);
    const place = found && placeOfBlock(found);
    const handle = place === null ? null : this.pieceWith(place);
    const left = place === null ? null : (handle ?? this.pieces.find(place, BEFORE)?.handle);
    if (place === null || !left) throw new RangeError(`no block ${id} is shown`);
    return this.pieces.sumBefore(left, NOW) + (handle ? place - handle.item.from : 0);
  }

  /** The place of a piece that was inserted; null if that is gone. */
  placeOf(handle: PieceHandle): number | null {
    return handle.leaf && this.pieces.sumBefore(handle, NOW);
  }

  /** Inserts something new. */
  insert(at: number, token: Token, length: number): PieceHandle {
    this.hasTables ||= token.kind === "table";
    const { kind, sequence } = token;
    return this.add(this.cutAt(at), { kind, length, from: 0, sequence, moved: false });
  }

  /** Removes the places from ≤ place < `to`. */
  remove(from: number, to: number): void {
    let before = this.cutAt(from);
    const last = this.cutAt(to);
    while (before !== last) {
      const handle = this.pieces.next(before);
      assert(handle !== null, "the range ends at the end of a piece");
      const { item } = handle;
      const isLast = handle === last;
      this.takeOut(handle);
      if (item.kind === "old" || item.kind === "gone") before = this.add(before, { ...item, kind: "gone" });
      if (isLast) return;
    }
  }

  /** Moves the places from ≤ place < `to` to `at`, which is not among them. */
  move(from: number, to: number, at: number): void {
    this.cutAt(at);
    let before = this.cutAt(from);
    const last = this.cutAt(to);
    const moved: Piece[] = [];
    for (let isLast = before === last; !isLast; ) {
      const handle = this.pieces.next(before);
      assert(handle !== null, "the range ends at the end of a piece");
      isLast = handle === last;
      const { item } = handle;
      this.takeOut(handle);
      if (item.kind === "gone") before = this.add(before, item);
      else moved.push(item);
      if (item.kind === "old" && !item.moved) before = this.add(before, { ...item, kind: "gone" });
    }
    const length = moved.reduce((sum, piece) => sum + piece.length, 0);
    let previous = this.cutAt(at > from ? at - length : at);
    for (const piece of moved) previous = this.add(previous, { ...piece, moved: true });
  }

  /** The place of the content or the marker that ends before `place`, as far as it is in one piece. */
  private previous(place: number): number {
    const { piece, offset } = this.pieceAt(place - 1);
    if (piece.kind !== "old") return place - 1 - offset;
    const found = findPlace(this.parts, piece.from + offset);
    assert(found !== null, "an old piece holds places of the document");
    return place - 1 - Math.min(offset, found.offset + 1);
  }

  /** The piece that holds a place of the document as it was, if that is still there. */
  private pieceWith(place: number): PieceHandle | null {
    const found = this.pieces.find(place, BEFORE)?.handle ?? null;
    if (found?.item.kind === "old") return found;
    for (const handle of this.movedPieces) {
      const { from, length } = handle.item;
      if (place >= from && place < from + length) return handle;
    }
    return null;
  }

  private pieceAt(place: number): { readonly piece: Piece; readonly offset: number } {
    const found = this.pieces.find(place, NOW);
    assert(found !== null, "a place within the document");
    return { piece: found.handle.item, offset: found.offset };
  }

  /** Makes a piece end at `place`; returns the last piece before it. */
  private cutAt(place: number): PieceHandle | null {
    const found = this.pieces.find(place, NOW);
    if (!found || found.offset === 0) return this.pieces.previous(found?.handle ?? null);
    const before = this.pieces.previous(found.handle);
    const { item } = found.handle;
    this.takeOut(found.handle);
    const left = this.add(before, { ...item, length: found.offset });
    this.add(left, { ...item, length: item.length - found.offset, from: item.from + found.offset });
    return left;
  }

  private takeOut(handle: PieceHandle): void {
    this.movedPieces.delete(handle);
    this.pieces.remove(handle);
  }

  private add(previous: PieceHandle | null, piece: Piece): PieceHandle {
    const isOld = piece.kind === "old" || piece.kind === "gone";
    const now = piece.kind === "gone" ? 0 : piece.length;
    const before = isOld && !piece.moved ? piece.length : 0;
    const handle = this.pieces.insertAfter(previous, piece, [now, before]);
    if (piece.kind === "old" && piece.moved) this.movedPieces.add(handle);
    return handle;
  }
}
