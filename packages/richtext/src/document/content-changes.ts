/**
 * What ops on elements do: characters, atoms and markers come, are covered and uncovered. Keeps the sequence and
 * the index of blocks in step and tells the patches.
 */
import { assert } from "@weft/base";
import { type DeleteOp, type Element, firstTarget, type InsertOp, type Place } from "@weft/rga";
import type { BlockPlace } from "../blocks/block-index.ts";
import { type MarkerDeletion, Segment } from "../blocks/segment.ts";
import type { KeepOp, RemoveBlocksOp } from "../ops/block-ops.ts";
import { OBJECT_CHARACTER } from "../ops/op-kinds.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { nameOf } from "../reading/element-name.ts";
import { readPositions } from "../reading/inline-reader.ts";
import type { InlineRun } from "../rich-text.ts";
import type { PatchRecorder } from "./patch-recorder.ts";

const ignore = (): void => undefined;

/** Applies ops on elements. */
export class ContentChanges {
  private readonly parts: DocumentParts;
  private readonly patches: PatchRecorder;

  constructor(parts: DocumentParts, patches: PatchRecorder) {
    this.parts = parts;
    this.patches = patches;
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
    options: { readonly place: Place; readonly madeEmpty: boolean },
    prepare: (segment: Segment) => void,
  ): void {
    const { sequence, blocks, segments, space } = this.parts;
    const run = { ...id, length: 1, place: options.place, text: OBJECT_CHARACTER };
    const position = sequence.insert(run);
    const rank = sequence.rankOf(id.replica, id.counter);
    sequence.cover(id.replica, id.counter, 1, 1, ignore);
    const name = nameOf(space.replicas, id);
    const segment = new Segment(space, { marker: id, id: name, madeEmpty: options.madeEmpty });
    segments.add(id, segment);
    prepare(segment);
    const within = rank === 0 ? null : blocks.segmentAtRank(rank - 1);
    const start = within ? blocks.rankOf(within) : 0;
    const kept = { elements: rank - start, visible: position - blocks.positionOf(within) };
    this.patches.change(blocks.insertMarker(segment, within, kept));
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

  /** Deletes blocks, or takes the deletion back: the counters `from`..`to - 1` of the op at `id`. */
  setRemoved(
    op: RemoveBlocksOp,
    id: Element,
    part: { readonly from: number; readonly to: number; readonly removed: boolean },
  ): void {
    for (let offset = part.from; offset < part.to; offset++) {
      const by = { replica: id.replica, counter: id.counter + offset };
      this.setMarkerDeleted(op.markers[offset]!, by, "deleted", part.removed);
    }
  }

  /** Overrules deletions of a marker, or no longer. */
  setKept(op: KeepOp, delta: 1 | -1): void {
    const segment = this.segment(op.marker);
    for (const id of op.deletions) {
      if (id.replica === op.marker.replica && id.counter === op.marker.counter)
        segment.insertionKeeps += delta;
      const deletion = segment.deletionBy(id);
      if (deletion) deletion.keeps += delta;
    }
    this.patches.change(this.parts.blocks.restate(segment));
  }

  /** Undoes the insertion of a marker, or redoes it. */
  setMarkerUndone(id: Element, undone: boolean): void {
    const segment = this.segment(id);
    segment.insertionUndone = undone;
    this.patches.change(this.parts.blocks.restate(segment));
  }

  /** Covers characters and atoms once more or once less. No marker is among them. */
  cover(replica: number, counter: number, length: number, delta: 1 | -1): void {
    this.parts.sequence.cover(replica, counter, length, delta, (position, count, shown) => {
      if (shown) this.contentShown(position, count);
      else this.contentHidden(position, count);
    });
  }

  private setMarkerDeleted(
    marker: Element,
    by: Element,
    flavour: MarkerDeletion["flavour"],
    active: boolean,
  ): void {
    const segment = this.segment(marker);
    const stamp = this.parts.space.lamportOf(by.replica, by.counter);
    const deletion = segment.deletionBy(by) ?? segment.addDeletion(by, stamp, flavour);
    deletion.active = active;
    this.patches.change(this.parts.blocks.restate(segment));
  }

  /** New elements stand at the visible `position`, the first of them at `rank`. */
  private contentCame(position: number, length: number, rank: number): void {
    const segment = rank === 0 ? null : this.parts.blocks.segmentAtRank(rank - 1);
    this.grow(segment, { position, elements: length, visible: length });
  }

  /** Elements that were hidden show at `position`; they may lie in several segments. */
  private contentShown(position: number, length: number): void {
    const { sequence, blocks } = this.parts;
    for (let at = position; at < position + length; ) {
      const { replica, counter } = sequence.elementAt(at);
      const segment = blocks.segmentAtRank(sequence.rankOf(replica, counter));
      const end = segment ? blocks.rankOf(segment) + blocks.elementCount(segment) : blocks.leadingElements;
      const count = Math.min(position + length, sequence.positionOfRank(end)) - at;
      this.grow(segment, { position: at, elements: 0, visible: count });
      at += count;
    }
  }

  private grow(
    segment: Segment | null,
    added: { readonly position: number; readonly elements: number; readonly visible: number },
  ): void {
    const { blocks } = this.parts;
    const offset = added.position - blocks.positionOf(segment);
    const changes = blocks.resize(segment, added.elements, added.visible);
    this.patches.change(changes, () => {
      const place = segment && blocks.shownPlace({ segment, offset });
      const inserted = this.read(added.position, added.position + added.visible);
      return place && { ...place, removed: 0, inserted };
    });
  }

  /** Elements that showed from `position` on are hidden. */
  private contentHidden(position: number, length: number): void {
    const { blocks } = this.parts;
    for (let left = length; left > 0; ) {
      const { segment, offset } = blocks.contentAtPosition(position);
      const count = segment
        ? Math.min(left, blocks.ownLength(segment) - offset)
        : Math.min(left, blocks.leadingContent - offset);
      assert(count > 0, "hidden content was shown somewhere");
      const place: BlockPlace | null = segment && blocks.shownPlace({ segment, offset });
      const changes = blocks.resize(segment, 0, -count);
      this.patches.change(changes, () => place && { ...place, removed: count, inserted: [] });
      left -= count;
    }
  }

  private read(from: number, to: number): InlineRun[] {
    const runs: InlineRun[] = [];
    readPositions(this.parts, from, to, runs);
    return runs;
  }

  private segment(id: Element): Segment {
    const segment = this.parts.segments.get(id.replica, id.counter);
    assert(segment !== undefined, "a marker that is known has a segment");
    return segment;
  }
}
