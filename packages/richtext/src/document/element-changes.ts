/**
 * Ops on elements, each given to the sequence that it is about: the document's own, or that of a cell. Here an id that an
 * op names becomes what stands for it in its sequence.
 */
import { assert } from "@weft/base";
import { type DeleteOp, type Element, firstTarget, type InsertOp, type Place } from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { KeepOp, RemoveBlocksOp } from "../ops/block-ops.ts";
import type { MarkerOp } from "../ops/element-ops.ts";
import type { SlotOp } from "../ops/slot-op.ts";
import type { CellOp, TableOp } from "../ops/table-ops.ts";
import { locate } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import type { Deletion } from "../registers/deletions.ts";
import type { CellHome } from "../tables/tables.ts";
import { ContentChanges } from "./content-changes.ts";
import type { PatchRecorder } from "./patch-recorder.ts";
import type { TableChanges } from "./table-changes.ts";

/** A sequence, what changes it, and the place in it that an op names. */
interface Target {
  readonly content: ContentChanges;
  readonly parts: DocumentParts;
  readonly place: Place;
}

/** Applies ops on elements, wherever they are. */
export class ElementChanges {
  private readonly root: DocumentParts;
  private readonly patches: PatchRecorder;
  private readonly content: ContentChanges;
  private readonly tables: TableChanges;
  private readonly contentByParts = new Map<DocumentParts, ContentChanges>();
  private readonly homeByParts = new Map<DocumentParts, CellHome<DocumentParts>>();

  constructor(
    root: DocumentParts,
    options: { patches: PatchRecorder; content: ContentChanges; tables: TableChanges },
  ) {
    this.root = root;
    this.patches = options.patches;
    this.content = options.content;
    this.tables = options.tables;
  }

  /** Characters come. */
  insertText(op: InsertOp, id: Element): void {
    const { content, place } = this.target(op.place, id, op.text.length);
    content.insertText(place === op.place ? op : { ...op, place }, id);
  }

  /** An atom comes. */
  insertAtom(at: Place, id: Element): void {
    const { content, place } = this.target(at, id, 1);
    content.insertAtom(place, id);
  }

  /** The marker of a block or a table comes. */
  insertMarker(op: MarkerOp | TableOp, id: Element, prepare: (segment: Segment) => void): void {
    const { content, parts, place } = this.target(op.place, id, 1);
    const isTable = op.type === "table";
    if (isTable && !parts.cell) this.tables.addGrid(id);
    const madeEmpty = isTable || op.madeEmpty;
    content.insertMarker(id, { place, madeEmpty, isTable }, prepare);
  }

  /** A slot comes. */
  insertSlot(op: SlotOp, id: Element, stamp: number): void {
    const { content, parts, place } = this.target(op.place, id, 1);
    content.insertSlot(this.slotIn(parts, { ...op, place }), id, stamp);
  }

  /** A move is undone or redone. */
  setSlotActive(op: SlotOp, id: Element, active: boolean): void {
    const { parts } = locate(this.root, id);
    this.contentOf(parts).setSlotActive(this.slotIn(parts, op), id, active);
  }

  /** Somebody opens a cell. */
  openCell(op: CellOp, id: Element): void {
    const { home, isNew } = this.tables.openCell(op, id);
    const { cell } = home;
    assert(cell.content !== null, "a cell that was opened has content");
    if (!isNew) return;
    this.homeByParts.set(cell.content, home);
    const changes = new ContentChanges(cell.content, this.patches, () => this.tables.noteCell(cell));
    this.contentByParts.set(cell.content, changes);
  }

  /** Covers a part of what an op inserted once more or once less. No marker is among it. */
  cover(id: Element, part: { readonly from: number; readonly to: number }, delta: 1 | -1): void {
    const { parts } = locate(this.root, id);
    this.contentOf(parts).cover(id.replica, id.counter + part.from, part.to - part.from, delta);
  }

  /** Deletes elements (`delta` 1) or takes such a deletion back (-1): the counters `from`..`to - 1` of the op at `id`. */
  setDeleted(
    op: DeleteOp,
    id: Element,
    part: { readonly from: number; readonly to: number; readonly delta: 1 | -1 },
  ): void {
    const { homes } = this.root.tables;
    const counter = op.counter + part.from * op.direction;
    const first = firstTarget({ ...op, counter, length: part.to - part.from });
    const end = first + part.to - part.from;
    for (let at = first; at < end; ) {
      const { home, to } = homes.until(op.replica, at, end);
      const parts = home?.cell.content ?? this.root;
      for (; home?.isOpener && at < to; at++) this.setMarkerDeleted(op, id, at, part.delta === 1);
      for (; at < to; at++) {
        const marker = parts.segments.nextCounter(op.replica, at, to);
        if (marker > at) this.contentOf(parts).cover(op.replica, at, marker - at, part.delta);
        if (marker < to) this.setMarkerDeleted(op, id, marker, part.delta === 1);
        at = marker;
      }
      at = to;
    }
  }

  /** Deletes blocks, rows and columns, or takes that back: the counters `from`..`to - 1` of the op at `id`. */
  setRemoved(
    op: RemoveBlocksOp,
    id: Element,
    part: { readonly from: number; readonly to: number; readonly removed: boolean },
  ): void {
    for (let offset = part.from; offset < part.to; offset++) {
      const by = { replica: id.replica, counter: id.counter + offset };
      this.setTaken(op.markers[offset]!, by, "deleted", part.removed);
    }
  }

  /** Overrules deletions of a marker or a line, or no longer. */
  setKept(op: KeepOp, delta: 1 | -1): void {
    const line = this.root.tables.line(op.marker);
    if (line) {
      this.tables.setKept(line, op.deletions, delta);
      return;
    }
    const { parts, element } = locate(this.root, op.marker);
    this.contentOf(parts).setKept({ ...op, marker: element }, op.marker, delta);
  }

  /** Undoes the insertion of a marker or a line, or redoes it. */
  setInsertionUndone(id: Element, undone: boolean): void {
    const line = this.root.tables.line(id);
    if (line) this.tables.setUndone(line, undone);
    else this.contentOf(locate(this.root, id).parts).setMarkerUndone(id, undone);
  }

  /** Joins the marker that a deletion names by its counter. */
  private setMarkerDeleted(op: DeleteOp, id: Element, counter: number, active: boolean): void {
    const offset = op.direction > 0 ? counter - op.counter : op.counter - counter;
    const by = { replica: id.replica, counter: id.counter + offset };
    this.setTaken({ replica: op.replica, counter }, by, "joined", active);
  }

  private setTaken(target: Element, by: Element, flavour: Deletion["flavour"], active: boolean): void {
    const line = this.root.tables.line(target);
    if (line) {
      this.tables.setDeleted(line, by, active);
      return;
    }
    const { parts, element } = locate(this.root, target);
    this.contentOf(parts).setMarkerDeleted(element, by, flavour, active);
  }

  /** Where new elements go, which are noted as being there. */
  private target(place: Place, id: Element, length: number): Target {
    const { root, content } = this;
    if (place.parentReplica < 0 || root.tables.isEmpty) return { content, parts: root, place };
    const { parts, element } = locate(this.root, {
      replica: place.parentReplica,
      counter: place.parentCounter,
    });
    const home = this.homeByParts.get(parts);
    if (home) this.root.tables.homes.add(id, length, home);
    const within = { ...place, parentReplica: element.replica, parentCounter: element.counter };
    return { content: this.contentOf(parts), parts, place: within };
  }

  /** The op with its ids as those of a sequence; one of something elsewhere names nothing there. */
  private slotIn(parts: DocumentParts, op: SlotOp): SlotOp {
    const [marker, end] = [locate(parts, op.marker), op.end && locate(parts, op.end)];
    const nothing = { replica: -1, counter: 0 };
    return {
      ...op,
      marker: marker.parts === parts ? marker.element : nothing,
      end: end && (end.parts === parts ? end.element : nothing),
    };
  }

  private contentOf(parts: DocumentParts): ContentChanges {
    return this.contentByParts.get(parts) ?? this.content;
  }
}
