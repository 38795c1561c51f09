/**
 * Goes through the edits of a call without making any of them, so that one that is impossible is found before
 * the first is made. It follows places, markers and containers only: a list of pieces of the document as it was
 * and of what the edits so far would have added.
 */
import { unreachable } from "@weft/base";
import type { Segment } from "../blocks/segment.ts";
import { normalAttributes, normalName, normalValue } from "../ops/value-code.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { parseName } from "../reading/element-name.ts";
import type { BlockId, BlockShape, ContainerReference, Edit, Mark } from "../rich-text.ts";
import { typedText } from "./text-edits.ts";

/** The places `from`..`to - 1` of the document as it was, or a new marker, or new content. */
type Piece =
  | { readonly kind: "old"; readonly from: number; readonly to: number }
  | { readonly kind: "marker" | "content"; readonly length: number };

/** Throws a `RangeError` if one of the edits, each made on what those before it left, is impossible. */
export function rehearse(parts: DocumentParts, edits: readonly Edit[]): void {
  const rehearsal = new Rehearsal(parts);
  for (const edit of edits) rehearsal.run(edit);
}

class Rehearsal {
  private readonly parts: DocumentParts;
  private readonly keys = new Set<string>();
  private pieces: Piece[];
  private length: number;
  private blockCount: number;

  constructor(parts: DocumentParts) {
    this.parts = parts;
    this.length = parts.blocks.length;
    this.blockCount = parts.blocks.blockCount;
    this.pieces = [{ kind: "old", from: 0, to: this.length }];
  }

  run(edit: Edit): void {
    switch (edit.type) {
      case "insertText":
        this.checkPlace(edit.at, 1);
        checkMarks(edit.marks ?? []);
        this.insert(edit.at, { kind: "content", length: typedText(edit.text).length });
        return;
      case "insertAtom":
        this.checkPlace(edit.at, 1);
        checkMarks(edit.marks ?? []);
        normalName(edit.atom.type);
        normalAttributes(edit.atom.attributes);
        this.insert(edit.at, { kind: "content", length: 1 });
        return;
      case "deleteRange":
        this.checkRange(edit.from, edit.to);
        this.remove(edit.from, edit.to);
        return;
      case "deleteBlock":
        this.deleteBlock(edit.block);
        return;
      case "splitBlock":
        this.checkPlace(edit.at, 1);
        if (edit.block) this.checkShape(edit.block);
        this.insert(this.splitsBefore(edit.at) ? edit.at - 1 : edit.at, { kind: "marker", length: 1 });
        return;
      case "insertBlock":
        this.checkPlace(edit.at, 0);
        this.checkShape(edit.block);
        this.insert(edit.at, { kind: "marker", length: 1 });
        return;
      case "setBlock":
        this.placeOfBlock(edit.block);
        if (edit.blockType !== undefined) normalName(edit.blockType);
        if (edit.attributes !== undefined) normalAttributes(edit.attributes);
        if (edit.container !== undefined) this.checkContainer(edit.container);
        return;
      case "createContainer":
        normalName(edit.containerType);
        normalAttributes(edit.attributes);
        this.checkContainer(edit.parent);
        this.keys.add(normalName(edit.key));
        return;
      case "setContainer":
        if (edit.container === null) throw new RangeError("there is no container null");
        this.checkContainer(edit.container);
        if (edit.containerType !== undefined) normalName(edit.containerType);
        if (edit.attributes !== undefined) normalAttributes(edit.attributes);
        if (edit.parent !== undefined) this.checkContainer(edit.parent);
        return;
      case "addMark":
        this.checkRange(edit.from, edit.to);
        checkMarks([edit.mark]);
        return;
      case "removeMark":
        this.checkRange(edit.from, edit.to);
        normalName(edit.markType);
        return;
      case "setProperty":
        normalName(edit.key);
        normalValue(edit.value);
        return;
      default:
        unreachable(edit);
    }
  }

  private checkPlace(at: number, min: number): void {
    if (Number.isInteger(at) && at >= min && at <= this.length) return;
    throw new RangeError(`the place ${at} is not within ${min}..${this.length}`);
  }

  private checkRange(from: number, to: number): void {
    this.checkPlace(from, 1);
    this.checkPlace(to, from);
  }

  private checkShape(shape: BlockShape): void {
    normalName(shape.type);
    normalAttributes(shape.attributes);
    this.checkContainer(shape.container);
  }

  private checkContainer(reference: ContainerReference): void {
    if (reference === null) return;
    const isKey = typeof reference !== "string";
    if (isKey && this.keys.has(reference.key)) return;
    const { space, containers } = this.parts;
    const id = isKey ? null : parseName(space.replicas, reference);
    if (id && containers.get(id.replica, id.counter)) return;
    throw new RangeError(`there is no container ${isKey ? reference.key : reference}`);
  }

  private deleteBlock(id: BlockId): void {
    const start = this.placeOfBlock(id);
    if (this.blockCount === 1) throw new RangeError("the last block of a document stays");
    let end = start + 1;
    while (end < this.length && !this.isMarker(end)) end = this.endOfContent(end);
    this.remove(start, end);
  }

  /** Where a block's marker would be by now. */
  private placeOfBlock(id: BlockId): number {
    const { space, segments, blocks } = this.parts;
    const element = parseName(space.replicas, id);
    const segment: Segment | undefined | null = element && segments.get(element.replica, element.counter);
    const old = segment?.shown ? blocks.placeOf(segment) : -1;
    let place = 0;
    for (const piece of this.pieces) {
      if (piece.kind === "old" && old >= piece.from && old < piece.to) return place + old - piece.from;
      place += lengthOf(piece);
    }
    throw new RangeError(`no block ${id} is shown`);
  }

  /** Whether Enter at `at` puts the new marker before the one of the block: at the start of a block with content. */
  private splitsBefore(at: number): boolean {
    return at < this.length && this.isMarker(at - 1) && !this.isMarker(at);
  }

  private isMarker(place: number): boolean {
    const { piece, offset } = this.pieceAt(place);
    if (piece.kind !== "old") return piece.kind === "marker";
    return this.parts.blocks.blockAtPlace(piece.from + offset)?.offset === -1;
  }

  /** The end of the content that `place` is in, or of the piece. */
  private endOfContent(place: number): number {
    const { piece, offset } = this.pieceAt(place);
    const end = place - offset + lengthOf(piece);
    if (piece.kind !== "old") return end;
    const { blocks } = this.parts;
    const found = blocks.blockAtPlace(piece.from + offset)!;
    return Math.min(end, place + blocks.lengthOf(found.block) - found.offset);
  }

  private pieceAt(place: number): { readonly piece: Piece; readonly offset: number } {
    let rest = place;
    for (const piece of this.pieces) {
      if (rest < lengthOf(piece)) return { piece, offset: rest };
      rest -= lengthOf(piece);
    }
    throw new RangeError(`the place ${place} is not within the document`);
  }

  private insert(at: number, piece: Piece): void {
    this.pieces = [...this.cut(0, at), piece, ...this.cut(at, this.length)];
    this.length += lengthOf(piece);
    if (piece.kind === "marker") this.blockCount++;
  }

  private remove(from: number, to: number): void {
    for (const piece of this.cut(from, to)) this.blockCount -= this.markersIn(piece);
    this.pieces = [...this.cut(0, from), ...this.cut(to, this.length)];
    this.length -= to - from;
  }

  private cut(from: number, to: number): Piece[] {
    const kept: Piece[] = [];
    let place = 0;
    for (const piece of this.pieces) {
      const start = Math.max(from - place, 0);
      const end = Math.min(to - place, lengthOf(piece));
      if (start < end) kept.push(slice(piece, start, end));
      place += lengthOf(piece);
    }
    return kept;
  }

  private markersIn(piece: Piece): number {
    if (piece.kind !== "old") return piece.kind === "marker" ? 1 : 0;
    const { blocks } = this.parts;
    const indexAt = (place: number): number => blocks.indexOf(blocks.blockAtPlace(place)!.block);
    return indexAt(piece.to - 1) - (piece.from === 0 ? -1 : indexAt(piece.from - 1));
  }
}

function lengthOf(piece: Piece): number {
  return piece.kind === "old" ? piece.to - piece.from : piece.length;
}

function slice(piece: Piece, start: number, end: number): Piece {
  if (piece.kind === "old") return { kind: "old", from: piece.from + start, to: piece.from + end };
  return { kind: piece.kind, length: end - start };
}

function checkMarks(marks: readonly Mark[]): void {
  for (const mark of marks) {
    normalName(mark.type);
    normalAttributes(mark.attributes);
  }
}
