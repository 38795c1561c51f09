import { assert } from "@weft/base";
import {
  type Element,
  type ElementRun,
  LEFT,
  type Place,
  type PlacedRun,
  RIGHT,
  START,
  type VisitCovered,
  type VisitRun,
  type VisitVisible,
} from "./place.ts";
import { COVERS, FLAG_BITS, IS_LEFT, LENGTH, OWNER } from "./run-tree.ts";
import { TextSequence } from "./text-sequence.ts";
import { ageOf, atRank, type Found, firstOlder, lastOlder } from "./tree-search.ts";

/** A sequence with all that richer documents ask of it. */
export class Sequence extends TextSequence {
  /** Used anew for each insertion. */
  readonly #scratch: PlacedRun = {
    replica: 0,
    counter: 0,
    length: 0,
    parentReplica: -1,
    parentCounter: 0,
    side: RIGHT,
  };

  /** Where this replica inserts straight after an element, visible or not; (-1, 0) is the very start. */
  placeAfter(replica: number, counter: number): Place {
    const slot = replica < 0 ? -1 : this.finder.locate(replica, counter);
    this.findPlace(slot, this.finder.offset, this.#scratch);
    return placeIn(this.#scratch);
  }

  /** Where this replica inserts straight after the visible element before `position`. */
  placeAt(position: number): Place {
    const slot = position === 0 ? -1 : this.finder.slotAt(position - 1);
    this.findPlace(slot, this.finder.offset, this.#scratch);
    return placeIn(this.#scratch);
  }

  /** `insertRun` with the text, unless the space has it from the journal. Returns the visible position where they came to stand. */
  insert(run: ElementRun): number {
    assert(run.length > 0 && run.text.length === run.length, "a text of as many units as there are elements");
    const { replica, counter, length, place } = run;
    const arena = this.space.textOf(replica);
    if (arena.end <= counter) arena.appendText(counter, run.text);
    const { parentReplica, parentCounter, side } = place;
    this.insertRun({ replica, counter, length, parentReplica, parentCounter, side });
    return this.positionOf(replica, counter);
  }

  /** Elements before an element, tombstones included. */
  rankOf(replica: number, counter: number): number {
    const slot = this.finder.locate(replica, counter);
    return this.finder.rankOf(slot) + this.finder.offset;
  }

  /** Whether the element is in this sequence. */
  has(replica: number, counter: number): boolean {
    return this.finder.search(replica, counter) >= 0;
  }

  /** Whether nothing covers the element. */
  isVisible(replica: number, counter: number): boolean {
    return this.tree.slots[this.finder.locate(replica, counter) + COVERS] === 0;
  }

  /** The visible element at a position, 0 ≤ position < visibleLength. */
  elementAt(position: number): Element {
    const slot = this.finder.slotAt(position);
    return this.#elementIn(slot, this.finder.offset);
  }

  /** The element at a rank, 0 ≤ rank < totalLength. */
  elementAtRank(rank: number): Element {
    if (!(rank >= 0 && rank < this.totalLength)) throw new RangeError(`no element has the rank ${rank}`);
    const { slot, offset } = atRank(this.tree, rank);
    return this.#elementIn(slot, offset);
  }

  /** Visible elements before a rank, 0 ≤ rank ≤ totalLength. */
  positionOfRank(rank: number): number {
    if (rank === this.totalLength) return this.visibleLength;
    const { replica, counter } = this.elementAtRank(rank);
    return this.positionOf(replica, counter);
  }

  /** Visits the visible elements of the positions `from`..`to - 1` as maximal pieces of consecutive ids. */
  runs(from: number, to: number, visit: VisitVisible): void {
    const { tree, finder } = this;
    if (from >= to) return;
    let slot = finder.slotAt(from);
    let { offset } = finder;
    const piece = { replica: -1, counter: 0, length: 0 };
    let position = from;
    for (let left = to - from; left > 0; ) {
      const replica = tree.slots[slot + OWNER]! >> FLAG_BITS;
      const counter = tree.slots[slot]! + offset;
      const length = Math.min(left, tree.slots[slot + LENGTH]! - offset);
      if (piece.replica === replica && piece.counter + piece.length === counter) piece.length += length;
      else {
        if (piece.length > 0) visit(piece.replica, piece.counter, piece.length, position);
        position += piece.length;
        piece.replica = replica;
        piece.counter = counter;
        piece.length = length;
      }
      left -= length;
      offset = 0;
      if (left > 0) slot = finder.nextVisible(slot);
    }
    visit(piece.replica, piece.counter, piece.length, position);
  }

  /** Visits all elements of the ranks `from`..`to - 1` as maximal pieces of consecutive ids, shown or not. */
  runsByRank(from: number, to: number, visit: VisitRun): void {
    const { tree } = this;
    if (from >= to) return;
    const first = atRank(tree, from);
    let { slot, offset } = first;
    const piece = { replica: -1, counter: 0, length: 0, visible: false };
    let rank = from;
    for (let left = to - from; left > 0; slot = tree.after(slot)) {
      const replica = tree.slots[slot + OWNER]! >> FLAG_BITS;
      const counter = tree.slots[slot]! + offset;
      const length = Math.min(left, tree.slots[slot + LENGTH]! - offset);
      const visible = tree.slots[slot + COVERS] === 0;
      const runsOn = piece.replica === replica && piece.counter + piece.length === counter;
      if (runsOn && piece.visible === visible) piece.length += length;
      else {
        if (piece.length > 0) visit(piece.replica, piece.counter, piece.length, piece.visible, rank);
        rank += piece.length;
        Object.assign(piece, { replica, counter, length, visible });
      }
      left -= length;
      offset = 0;
    }
    visit(piece.replica, piece.counter, piece.length, piece.visible, rank);
  }

  /** Visits all elements of the ranks `from`..`to - 1` as pieces of consecutive ids that equally many deletions cover. */
  coveredRuns(from: number, to: number, visit: VisitCovered): void {
    if (from >= to) return;
    const { slot, offset } = atRank(this.tree, from);
    this.#visitCovered({ slot, offset, rank: from }, to, visit);
  }

  /** `coveredRuns` of the `count` ranks from an element on, which costs less than to ask for its rank first. False if it is not here. */
  coveredRunsFrom({ replica, counter }: Element, count: number, visit: VisitCovered): boolean {
    const { finder } = this;
    const slot = finder.search(replica, counter);
    if (slot < 0) return false;
    const { offset } = finder;
    const rank = finder.rankOf(slot) + offset;
    this.#visitCovered({ slot, offset, rank }, Math.min(rank + count, this.totalLength), visit);
    return true;
  }

  /** Parent and side of an element, as its op said. */
  placeOf(replica: number, counter: number): Place {
    const { tree } = this;
    const slot = this.finder.locate(replica, counter);
    if (this.finder.offset > 0) return { parentReplica: replica, parentCounter: counter - 1, side: RIGHT };
    const rank = this.finder.rankOf(slot);
    const age = ageOf(tree, slot, 0);
    const side = tree.slots[slot + OWNER]! & IS_LEFT ? LEFT : RIGHT;
    const parent = side === LEFT ? firstOlder(tree, rank, age) : lastOlder(tree, rank, age);
    if (!parent) return START;
    const element = this.#elementIn(parent.slot, parent.offset);
    return { parentReplica: element.replica, parentCounter: element.counter, side };
  }

  /** Which of two elements stands first: negative if `a`, 0 if they are the same. */
  compare(a: Element, b: Element): number {
    return this.rankOf(a.replica, a.counter) - this.rankOf(b.replica, b.counter);
  }

  #visitCovered(start: Found, to: number, visit: VisitCovered): void {
    const { tree } = this;
    let { slot, offset } = start;
    for (let { rank } = start; rank < to; slot = tree.after(slot), offset = 0) {
      const { slots } = tree;
      const length = Math.min(to - rank, slots[slot + LENGTH]! - offset);
      visit(slots[slot + OWNER]! >> FLAG_BITS, slots[slot]! + offset, length, slots[slot + COVERS]!, rank);
      rank += length;
    }
  }

  #elementIn(slot: number, offset: number): Element {
    const { slots } = this.tree;
    return { replica: slots[slot + OWNER]! >> FLAG_BITS, counter: slots[slot]! + offset };
  }
}

function placeIn(run: PlacedRun): Place {
  const { parentReplica, parentCounter, side } = run;
  return parentReplica < 0 ? START : { parentReplica, parentCounter, side };
}
