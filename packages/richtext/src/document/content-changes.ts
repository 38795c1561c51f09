/**
 * What ops on elements do: characters, atoms and markers come, are covered and uncovered. Keeps the sequence and
 * the index of blocks in step and tells the patches.
 */
import { assert } from "@weft/base";
import { type DeleteOp, type Element, firstTarget, type InsertOp, type Place } from "@weft/rga";
import type { BlockChange } from "../blocks/block-index.ts";
import type { BlockPlace } from "../blocks/content-flow.ts";
import type { Piece } from "../blocks/piece.ts";
import { Segment } from "../blocks/segment.ts";
import { Slot } from "../blocks/slot.ts";
import type { KeepOp } from "../ops/block-ops.ts";
import { OBJECT_CHARACTER } from "../ops/object-character.ts";
import type { SlotOp } from "../ops/slot-op.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { nameOf } from "../reading/element-name.ts";
import { readPositions } from "../reading/inline-reader.ts";
import type { Deletion } from "../registers/deletions.ts";
import type { InlineRun } from "../rich-text.ts";
import type { PatchRecorder, TextChange } from "./patch-recorder.ts";

const ignore = (): void => undefined;

/** What a piece keeps when a new one begins inside it. */
interface PieceCut {
  readonly within: Piece<Segment>;
  readonly kept: { readonly elements: number; readonly visible: number };
}

/** Applies ops on the elements of one sequence. */
export class ContentChanges {
  private readonly parts: DocumentParts;
  private readonly patches: PatchRecorder;
  /** Called when something may have changed in what is shown of the sequence. */
  private readonly onChange: () => void;
  /** The marker that came first, which every sequence begins with. */
  private genesis: Element | null;

  constructor(parts: DocumentParts, patches: PatchRecorder, onChange: () => void = ignore) {
    this.parts = parts;
    this.patches = patches;
    this.onChange = onChange;
    this.genesis = parts.cell?.marker ?? null;
  }

  /** Characters come. */
  insertText(op: InsertOp, id: Element): void {
    const { sequence } = this.parts;
    const run = { ...id, length: op.text.length, place: op.place, text: op.text };
    this.contentCame(sequence.insert(run), run.length, sequence.rankOf(id.replica, id.counter));
  }

  /** An atom comes; its registers are there already. */
  insertAtom(place: Place, id: Element): void {
    const { sequence } = this.parts;
    const position = sequence.insert({ ...id, length: 1, place, text: OBJECT_CHARACTER });
    this.contentCame(position, 1, sequence.rankOf(id.replica, id.counter));
  }

  /** A marker comes; `prepare` gives the new segment its registers before anybody sees it. */
  insertMarker(
    id: Element,
    options: { readonly place: Place; readonly madeEmpty: boolean; readonly isTable: boolean },
    prepare: (segment: Segment) => void,
  ): void {
    const { blocks, segments, space } = this.parts;
    const cut = this.insertHidden(id, options.place);
    const name = nameOf(space.replicas, id);
    const isInside = this.genesis !== null && this.parts.sequence.compare(this.genesis, id) < 0;
    this.genesis ??= id;
    const { madeEmpty, isTable } = options;
    const segment = new Segment(space, { marker: id, id: name, madeEmpty, isInside, isTable });
    segments.add(id, segment);
    if (this.parts.cell) this.parts.cellsBySegment.set(segment, this.parts.cell);
    prepare(segment);
    this.tell(blocks.insertMarker(segment, cut.within, cut.kept));
  }

  /**
   * A slot comes, which moves a block or what flows from a joined one; one for what is in another cell moves nothing.
   */
  insertSlot(op: SlotOp, id: Element, stamp: number): void {
    const { blocks, slots } = this.parts;
    const segment = this.find(op.marker);
    const end = op.end && this.find(op.end);
    const slot = new Slot<Segment>(id, end);
    const cut = this.insertHidden(id, op.place);
    blocks.insertSlot(slot, cut.within, cut.kept);
    if (!segment || (op.end && !end)) return;
    const register = op.purpose === "block" ? segment.placeRegister : segment.inlineRegister;
    slots.add(id, register.add(id, stamp, slot, op.seen));
    this.tell(blocks.restate(segment));
  }

  /** A move is undone or redone. */
  setSlotActive(op: SlotOp, id: Element, active: boolean): void {
    const write = this.parts.slots.get(id.replica, id.counter);
    if (!write) return;
    const segment = this.segment(op.marker);
    const register = op.purpose === "block" ? segment.placeRegister : segment.inlineRegister;
    register.setActive(write, active);
    this.restate(segment);
  }

  /** Puts an element into the sequence that never shows; returns where it cuts which piece. */
  private insertHidden(id: Element, place: Place): PieceCut {
    const { sequence, blocks } = this.parts;
    const position = sequence.insert({ ...id, length: 1, place, text: OBJECT_CHARACTER });
    const rank = sequence.rankOf(id.replica, id.counter);
    sequence.cover(id.replica, id.counter, 1, 1, ignore);
    const within = blocks.pieceBeforeRank(rank);
    const kept = { elements: rank - blocks.rankOf(within), visible: position - blocks.positionOf(within) };
    return { within, kept };
  }

  /** Deletes elements (`delta` 1) or takes such a deletion back (-1): the counters `from`..`to - 1` of the op at `id`. */
  setDeleted(
    op: DeleteOp,
    id: Element,
    part: { readonly from: number; readonly to: number; readonly delta: 1 | -1 },
  ): void {
    const { segments } = this.parts;
    const deletion: DeleteOp = {
      ...op,
      counter: op.counter + part.from * op.direction,
      length: part.to - part.from,
    };
    const first = firstTarget(deletion);
    const end = first + deletion.length;
    for (let at = first; at < end; ) {
      const marker = segments.nextCounter(op.replica, at, end);
      if (marker > at) this.cover(op.replica, at, marker - at, part.delta);
      if (marker < end) {
        const offset = op.direction > 0 ? marker - op.counter : op.counter - marker;
        const by = { replica: id.replica, counter: id.counter + offset };
        this.setMarkerDeleted({ replica: op.replica, counter: marker }, by, "joined", part.delta === 1);
      }
      at = marker + 1;
    }
  }

  /** Overrules deletions of a marker, or no longer. `own` is the marker as the op names it. */
  setKept(op: KeepOp, own: Element, delta: 1 | -1): void {
    const segment = this.segment(op.marker);
    segment.deletions.keep(op.deletions, own, delta);
    this.restate(segment);
  }

  /** Undoes the insertion of a marker, or redoes it. */
  setMarkerUndone(id: Element, undone: boolean): void {
    const segment = this.segment(id);
    segment.deletions.insertionUndone = undone;
    this.restate(segment);
  }

  /** Takes note that the state of a segment may have changed. */
  restate(segment: Segment): void {
    this.tell(this.parts.blocks.restate(segment));
  }

  /** Covers characters and atoms once more or once less. No marker is among them. */
  cover(replica: number, counter: number, length: number, delta: 1 | -1): void {
    this.parts.sequence.cover(replica, counter, length, delta, (position, count, shown) => {
      if (shown) this.contentShown(position, count);
      else this.contentHidden(position, count);
    });
  }

  /** Deletes or joins a marker by the op counter `by`, or takes that back. */
  setMarkerDeleted(marker: Element, by: Element, flavour: Deletion["flavour"], active: boolean): void {
    const segment = this.segment(marker);
    segment.deletions.set(by, flavour, active);
    this.restate(segment);
  }

  /** New elements stand at the visible `position`, the first of them at `rank`. */
  private contentCame(position: number, length: number, rank: number): void {
    const piece = this.parts.blocks.pieceBeforeRank(rank);
    this.grow(piece, { position, elements: length, visible: length });
  }

  /** Elements that were hidden show at `position`; they may lie in several pieces. */
  private contentShown(position: number, length: number): void {
    const { sequence, blocks } = this.parts;
    for (let at = position; at < position + length; ) {
      const { replica, counter } = sequence.elementAt(at);
      const piece = blocks.pieceAtRank(sequence.rankOf(replica, counter));
      const end = blocks.rankOf(piece) + blocks.elementCount(piece);
      const count = Math.min(position + length, sequence.positionOfRank(end)) - at;
      this.grow(piece, { position: at, elements: 0, visible: count });
      at += count;
    }
  }

  private grow(
    piece: Piece<Segment>,
    added: { readonly position: number; readonly elements: number; readonly visible: number },
  ): void {
    const { blocks } = this.parts;
    const offset = added.position - blocks.positionOf(piece);
    const changes = blocks.resize(piece, added.elements, added.visible);
    this.tell(changes, () => {
      const place = blocks.shownPlace({ piece, offset });
      const inserted = this.read(added.position, added.position + added.visible);
      return place && { ...place, removed: 0, inserted };
    });
  }

  /** Elements that showed from `position` on are hidden. */
  private contentHidden(position: number, length: number): void {
    const { blocks } = this.parts;
    for (let left = length; left > 0; ) {
      const { piece, offset } = blocks.contentAtPosition(position);
      const count = Math.min(left, blocks.ownLength(piece) - offset);
      assert(count > 0, "hidden content was shown somewhere");
      const place: BlockPlace | null = blocks.shownPlace({ piece, offset });
      const changes = blocks.resize(piece, 0, -count);
      this.tell(changes, () => place && { ...place, removed: count, inserted: [] });
      left -= count;
    }
  }

  private read(from: number, to: number): InlineRun[] {
    const runs: InlineRun[] = [];
    readPositions(this.parts, from, to, runs);
    return runs;
  }

  private tell(changes: readonly BlockChange[], exact: (() => TextChange | null) | null = null): void {
    this.patches.change(this.parts, changes, exact);
    this.onChange();
  }

  private segment(id: Element): Segment {
    const segment = this.find(id);
    assert(segment !== null, "a marker that is known has a segment in its own sequence");
    return segment;
  }

  private find({ replica, counter }: Element): Segment | null {
    return this.parts.segments.get(replica, counter) ?? null;
  }
}
