/**
 * Goes through the edits of a call without making any of them, so that one that is impossible is found before
 * the first is made. It follows places, markers and containers only: a list of pieces of the document as it was
 * and of what the edits so far would have added.
 */
import { assert } from "@weft/base";
import type { ListHandle } from "../blocks/list-node.ts";
import type { Segment } from "../blocks/segment.ts";
import { WeightedList } from "../blocks/weighted-list.ts";
import { markKey } from "../marks/mark-key.ts";
import { normalAttributes, normalName, normalValue } from "../ops/value-code.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { parseName } from "../reading/element-name.ts";
import type { BlockId, BlockShape, ContainerReference, Edit, Mark } from "../rich-text.ts";
import { typedText } from "./text-edits.ts";

/**
 * A stretch of places: of the document as it was, from its place `from` on; or of new content; or a new marker.
 * What was deleted of the old document stays as `gone`, so that its old places are still found.
 */
interface Piece {
  readonly kind: "old" | "gone" | "content" | "marker";
  readonly length: number;
  readonly from: number;
  /** Whether it stands elsewhere than in the document as it was; where it stood there is a `gone` piece then. */
  readonly moved: boolean;
}

type PieceHandle = ListHandle<Piece>;

/** Weights of the list of pieces: places now, and places of the document as it was. */
const NOW = 0;
const BEFORE = 1;

/** Throws a `RangeError` if one of the edits, each made on what those before it left, is impossible. */
export function rehearse(parts: DocumentParts, edits: readonly Edit[]): void {
  const rehearsal = new Rehearsal(parts);
  for (const edit of edits) rehearsal.run(edit);
}

class Rehearsal {
  private readonly parts: DocumentParts;
  private readonly keys = new Set<string>();
  private readonly pieces = new WeightedList<Piece>(2);
  private readonly movedPieces = new Set<PieceHandle>();
  private blockCount: number;

  constructor(parts: DocumentParts) {
    this.parts = parts;
    this.blockCount = parts.blocks.blockCount;
    this.add(null, { kind: "old", length: parts.blocks.length, from: 0, moved: false });
  }

  run(edit: Edit): void {
    switch (edit.type) {
      case "insertText":
        this.checkPlace(edit.at, 1);
        checkMarks(edit.marks ?? []);
        if (typeof edit.text !== "string") throw new RangeError("text has to be a string");
        this.insert(edit.at, "content", typedText(edit.text).length);
        return;
      case "insertAtom":
        this.checkPlace(edit.at, 1);
        checkMarks(edit.marks ?? []);
        normalName(edit.atom.type);
        normalAttributes(edit.atom.attributes);
        this.insert(edit.at, "content", 1);
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
        this.insert(this.splitsBefore(edit.at) ? edit.at - 1 : edit.at, "marker", 1);
        return;
      case "insertBlock":
        this.checkPlace(edit.at, 0);
        this.checkShape(edit.block);
        this.insert(edit.at, "marker", 1);
        return;
      case "moveBlocks":
        this.move(edit);
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
        markKey({ type: edit.markType, id: edit.id ?? "" });
        return;
      case "setProperty":
        normalName(edit.key);
        normalValue(edit.value);
        return;
      default:
        throw new RangeError(`there is no such edit: ${JSON.stringify(edit satisfies never)}`);
    }
  }

  private get length(): number {
    return this.pieces.total(NOW);
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
    if (!segment?.shown) throw new RangeError(`no block ${id} is shown`);
    const place = blocks.placeOf(segment);
    const handle = this.pieceWith(place);
    if (!handle) throw new RangeError(`no block ${id} is shown`);
    return this.pieces.sumBefore(handle, NOW) + place - handle.item.from;
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

  private move({ from, to, at }: Extract<Edit, { readonly type: "moveBlocks" }>): void {
    for (const place of [from, to, at]) {
      this.checkPlace(place, 0);
      if (place === this.length || this.isMarker(place)) continue;
      throw new RangeError(`at the place ${place} no block begins`);
    }
    if (from > to) throw new RangeError(`the range from ${from} to ${to} runs backwards`);
    if (at >= from && at <= to) return;
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

  private takeOut(handle: PieceHandle): void {
    this.movedPieces.delete(handle);
    this.pieces.remove(handle);
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
    const end = place - offset + piece.length;
    if (piece.kind !== "old") return end;
    const { blocks } = this.parts;
    const found = blocks.blockAtPlace(piece.from + offset);
    assert(found !== null, "an old piece holds places of the document");
    return Math.min(end, place + blocks.lengthOf(found.block) - found.offset);
  }

  private pieceAt(place: number): { readonly piece: Piece; readonly offset: number } {
    const found = this.pieces.find(place, NOW);
    assert(found !== null, "a place within the document");
    return { piece: found.handle.item, offset: found.offset };
  }

  private insert(at: number, kind: "content" | "marker", length: number): void {
    this.add(this.cutAt(at), { kind, length, from: 0, moved: false });
    if (kind === "marker") this.blockCount++;
  }

  private remove(from: number, to: number): void {
    let before = this.cutAt(from);
    const last = this.cutAt(to);
    while (before !== last) {
      const handle = this.pieces.next(before);
      assert(handle !== null, "the range ends at the end of a piece");
      const { item } = handle;
      this.blockCount -= this.markersIn(item);
      const isLast = handle === last;
      this.takeOut(handle);
      if (item.kind === "old" || item.kind === "gone") before = this.add(before, { ...item, kind: "gone" });
      if (isLast) return;
    }
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

  private add(previous: PieceHandle | null, piece: Piece): PieceHandle {
    const isOld = piece.kind === "old" || piece.kind === "gone";
    const now = piece.kind === "gone" ? 0 : piece.length;
    const before = isOld && !piece.moved ? piece.length : 0;
    const handle = this.pieces.insertAfter(previous, piece, [now, before]);
    if (piece.kind === "old" && piece.moved) this.movedPieces.add(handle);
    return handle;
  }

  private markersIn(piece: Piece): number {
    if (piece.kind !== "old") return piece.kind === "marker" ? 1 : 0;
    const { blocks } = this.parts;
    const indexAt = (place: number): number => {
      const found = blocks.blockAtPlace(place);
      assert(found !== null, "an old piece holds places of the document");
      return blocks.indexOf(found.block);
    };
    return indexAt(piece.from + piece.length - 1) - (piece.from === 0 ? -1 : indexAt(piece.from - 1));
  }
}

function checkMarks(marks: readonly Mark[]): void {
  for (const mark of marks) {
    markKey(mark);
    normalAttributes(mark.attributes);
  }
}
