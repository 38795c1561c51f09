import { assert } from "@weft/base";
import { type Element, LEFT, type Place } from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { DocumentState } from "../document/document-state.ts";
import type { RichTextOp } from "../ops/op-kinds.ts";
import { normalName } from "../ops/value-code.ts";
import { cellNamed, findBlock, findPlace, originOf, type ShownPlace } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { parseName } from "../reading/element-name.ts";
import type { ContainerReference } from "../rich-text.ts";

/** A block that an edit is about, and the transaction seen from its sequence. */
export interface EditedBlock {
  readonly inner: Transaction;
  readonly block: Segment;
}

/**
 * One call of `edit`: the ops that it has written so far, and the containers that it has made. It is seen from one
 * sequence, whose places and elements its users speak of: the document's own, or that of a cell.
 */
export class Transaction {
  readonly parts: DocumentParts;
  private readonly state: DocumentState;
  private readonly start: number;
  private readonly containersByKey: Map<string, Element>;

  constructor(state: DocumentState, outer: Transaction | null = null, parts: DocumentParts = state.parts) {
    this.state = state;
    this.parts = parts;
    this.start = outer?.start ?? state.parts.space.known(state.parts.space.own);
    this.containersByKey = outer?.containersByKey ?? new Map<string, Element>();
  }

  /** Counters from the first op of the transaction to the next one. */
  get back(): number {
    const { space } = this.parts;
    return space.known(space.own) - this.start;
  }

  /** The same transaction, seen from the document's own sequence. */
  get outermost(): Transaction {
    return this.parts.cell ? new Transaction(this.state, this, this.parts.root) : this;
  }

  /** The same transaction, seen from another sequence; the cell that this is in is opened if nobody did that yet. */
  within(parts: DocumentParts): Transaction {
    const { cell, root, tables } = parts;
    if (!cell) return this.outermost;
    if (!cell.opener) {
      this.outermost.perform({ type: "cell", row: cell.row.element, column: cell.column.element });
    }
    const content = tables.cellsById.get(cell.id)?.content;
    assert(content != null && content.root === root, "a cell that was opened has content");
    return new Transaction(this.state, this, content);
  }

  /** Writes an op, in which elements are called what they are in this sequence, and does what it says. */
  perform(op: RichTextOp): Element {
    return this.state.perform(this.parts.cell ? this.named(op) : op);
  }

  /** What ops call an element of this sequence. */
  nameInOps(element: Element): Element {
    const { cell } = this.parts;
    const isFirst =
      cell?.opener && element.replica === cell.marker.replica && element.counter === cell.marker.counter;
    return isFirst && cell.opener ? cell.opener : element;
  }

  /** Where an element goes that stands straight after the one at `rank`; -1 is the start of the sequence. */
  placeAfterRank(rank: number): Place {
    const { sequence } = this.parts;
    if (rank < 0) return sequence.placeAfter(-1, 0);
    const { replica, counter } = sequence.elementAtRank(rank);
    return sequence.placeAfter(replica, counter);
  }

  /** Where an element goes that clings to the one at `rank`, straight before it. */
  placeBeforeRank(rank: number): Place {
    const { replica, counter } = this.parts.sequence.elementAtRank(rank);
    return { parentReplica: replica, parentCounter: counter, side: LEFT };
  }

  /** What is at a place of the document. */
  shownAt(place: number): ShownPlace {
    const found = findPlace(this.parts, place);
    assert(found !== null, "a place within the document");
    return found;
  }

  /** A place of the document as one of this sequence: a table with what is in it counts as one there. */
  localPlace(place: number): number {
    const { blocks, cell } = this.parts;
    if (cell) return place - (originOf(this.parts)?.place ?? 0);
    const found = place > 0 ? blocks.findPlace(place - 1) : null;
    if (!found) return 0;
    return blocks.placeOf(found.block) + Math.min(found.offset, blocks.lengthOf(found.block)) + 1;
  }

  /** The end of what this sequence shows from a place of the document on without a table between, as a place of its own. */
  localEnd(place: number): number {
    return this.parts.blocks.nextTablePlace(this.shownAt(place).segment);
  }

  /** The shown block with this id. Throws a `RangeError` if there is none. */
  shownBlock(id: string): EditedBlock {
    const found = findBlock(this.parts, id);
    if (!found) throw new RangeError(`no block ${id} is shown`);
    const inner = this.within(found.parts);
    const { replica, counter } = found.segment.marker;
    const block = inner.parts.segments.get(replica, counter);
    assert(block !== undefined, "a block is in its sequence");
    return { inner, block };
  }

  /** Remembers the container that was made under `key`. */
  nameContainer(key: string, id: Element): void {
    this.containersByKey.set(normalName(key), id);
  }

  /** The container that a reference means; a cell is none. Throws a `RangeError` if there is no such container. */
  container(reference: ContainerReference): Element | null {
    if (reference === null || (typeof reference === "string" && cellNamed(this.parts, reference)))
      return null;
    const { space, containers } = this.parts;
    const id =
      typeof reference === "string"
        ? parseName(space.replicas, reference)
        : (this.containersByKey.get(reference.key) ?? null);
    if (id && containers.get(id.replica, id.counter)) return id;
    const name = typeof reference === "string" ? reference : reference.key;
    throw new RangeError(`there is no container ${name}`);
  }

  /** An op with every element called what ops call it. Deletions are written with such names from the first. */
  private named(op: RichTextOp): RichTextOp {
    const id = (element: Element): Element => this.nameInOps(element);
    switch (op.type) {
      case "insert":
      case "atom":
      case "marker":
        return { ...op, place: this.placeInOps(op.place) };
      case "slot":
        return { ...op, place: this.placeInOps(op.place), marker: id(op.marker), end: op.end && id(op.end) };
      case "removeBlocks":
        return { ...op, markers: op.markers.map(id) };
      case "keep":
        return { ...op, marker: id(op.marker) };
      case "write":
        return { ...op, target: op.target && id(op.target) };
      case "mark": {
        const from = { ...op.from, element: id(op.from.element) };
        return { ...op, from, to: op.to && { ...op.to, element: id(op.to.element) } };
      }
      default:
        return op;
    }
  }

  private placeInOps(place: Place): Place {
    const parent = this.nameInOps({ replica: place.parentReplica, counter: place.parentCounter });
    return { ...place, parentReplica: parent.replica, parentCounter: parent.counter };
  }
}
