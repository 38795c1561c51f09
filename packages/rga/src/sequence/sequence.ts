/**
 * The order and the visibility of the elements of one sequence: RGA with a side (DESIGN §4). No bytes, no
 * network, no op kinds. The simple version of the same is `test/slow-sequence.ts`, which every random history is
 * compared with.
 *
 * Everything is O(log runs) plus what it gives out. Elements that are asked for and are not there are a
 * RangeError.
 */
import { assert } from "@weft/base";
import type { OpSpace } from "../space/op-space.ts";
import { textOfUnits } from "../space/unit-text.ts";
import {
  type Element,
  type ElementRun,
  LEFT,
  type Place,
  type PlacedRun,
  type ReportVisibility,
  RIGHT,
  type RunOfIds,
  START,
  type VisitRun,
  type VisitSlot,
  type VisitVisible,
} from "./place.ts";
import { RunEditor } from "./run-editor.ts";
import type { RunFinder } from "./run-finder.ts";
import { COVERS, FLAG_BITS, firstSlot, IS_LEFT, LENGTH, OWNER, type RunTree } from "./run-tree.ts";
import { ageOf, atRank, firstOlder, lastOlder } from "./tree-search.ts";

/** A stretch that became visible or invisible and is not reported yet. */
interface Change {
  readonly position: number;
  readonly rank: number;
  length: number;
}

export class Sequence {
  private readonly space: OpSpace;
  private readonly editor: RunEditor;
  private readonly finder: RunFinder;
  private readonly tree: RunTree;
  /** Used anew for each insertion. */
  private readonly scratch: PlacedRun = {
    replica: 0,
    counter: 0,
    length: 0,
    parentReplica: -1,
    parentCounter: 0,
    side: RIGHT,
  };

  /** A sequence without elements; `space` knows the ages of all that will be inserted. */
  constructor(space: OpSpace) {
    this.space = space;
    this.editor = new RunEditor(space);
    this.finder = this.editor.finder;
    this.tree = this.finder.tree;
  }

  /**
   * A sequence of runs in document order, four numbers each as the tree keeps them (`run-tree.ts`), every flag right;
   * the space knows all of them.
   */
  static fromRuns(space: OpSpace, slots: Int32Array): Sequence {
    const sequence = new Sequence(space);
    sequence.tree.build(slots);
    sequence.editor.noteNewest(space.maxLamport);
    return sequence;
  }

  /** Elements that show. */
  get visibleLength(): number {
    return this.tree.visibleLength;
  }

  /** Elements, tombstones included. */
  get totalLength(): number {
    return this.tree.totalLength;
  }

  /** Where this replica inserts straight after an element, visible or not; (-1, 0) is the very start. */
  placeAfter(replica: number, counter: number): Place {
    const slot = replica < 0 ? -1 : this.finder.locate(replica, counter);
    this.editor.placeAfter(slot, this.finder.offset, this.scratch);
    return placeIn(this.scratch);
  }

  /** Where this replica inserts straight after the visible element before `position`. */
  placeAt(position: number): Place {
    const slot = position === 0 ? -1 : this.finder.slotAt(position - 1);
    this.editor.placeAfter(slot, this.finder.offset, this.scratch);
    return placeIn(this.scratch);
  }

  /**
   * Lengthens the run that ends with the element before `counter` by the `length` elements that follow it: typing. The
   * space has given those just now; the element before shows, and nothing leans on it yet.
   */
  typeOn(replica: number, counter: number, length: number): void {
    this.editor.typeOn(replica, counter, length);
  }

  /** Writes into `run` the whole tombstone in which what was covered last is; beside it are `erasable` elements. */
  tellCovered(run: RunOfIds): void {
    this.editor.tellCovered(run);
  }

  /** How many elements can be erased by `eraseOn` now; the last change was a `coverAt` or `cover`. */
  erasable(): number {
    return this.editor.erasable();
  }

  /**
   * Covers the last `count` visible elements before what was covered last, at most `erasable()`: erasing on. Writes into
   * `run` which they were. The sequence must not have been changed since.
   */
  eraseOn(count: number, run: RunOfIds): void {
    this.editor.eraseOn(count, run);
  }

  /** How many elements can be erased by `eraseAfter` now. See `erasable`. */
  erasableAfter(): number {
    return this.editor.erasableAfter();
  }

  /** `eraseOn` for the first visible elements after what was covered last: the other key. */
  eraseAfter(count: number, run: RunOfIds): void {
    this.editor.eraseAfter(count, run);
  }

  /**
   * Puts new elements of this replica straight after the visible element before `position`, and writes into `run` where that
   * is. The space has given the counters just now; their text is there or follows.
   */
  insertAt(position: number, run: PlacedRun): void {
    const { editor, finder } = this;
    const left = position === 0 ? -1 : finder.slotAt(position - 1);
    const slot = editor.placeAfter(left, finder.offset, run);
    editor.insert(run, slot, finder.offset, position);
  }

  /**
   * Covers the visible elements from `position` on once, as far as they have consecutive ids and at most `count`; writes
   * into `run` which they were.
   */
  coverAt(position: number, count: number, run: RunOfIds): void {
    const { finder, tree } = this;
    const slot = finder.slotAt(position);
    const { offset } = finder;
    run.replica = tree.slots[slot + OWNER]! >> FLAG_BITS;
    run.counter = tree.slots[slot]! + offset;
    run.length = Math.min(count, tree.slots[slot + LENGTH]! - offset);
    this.editor.setCovers(slot, offset, run.length, 1);
  }

  /**
   * Puts elements where they say, whether they are this replica's or come from elsewhere. The space knows them, they
   * are newer than their parent, and their text is there or follows. RangeError if the parent is not there.
   */
  insertRun(run: PlacedRun): void {
    const { parentReplica } = run;
    const slot = parentReplica < 0 ? -1 : this.finder.locate(parentReplica, run.parentCounter);
    this.editor.insert(run, slot, this.finder.offset);
  }

  /** `insertRun` with the text, unless the space has it from the journal. Returns the visible position where they came to stand. */
  insert(run: ElementRun): number {
    assert(run.length > 0 && run.text.length === run.length, "a text of as many units as there are elements");
    const { replica, counter, length, place } = run;
    const arena = this.space.textOf(replica);
    if (arena.end <= counter) arena.append(counter, run.text);
    const { parentReplica, parentCounter, side } = place;
    this.insertRun({ replica, counter, length, parentReplica, parentCounter, side });
    return this.positionOf(replica, counter);
  }

  /**
   * Covers elements once more (+1) or once less (-1); they show while nothing covers them. Reports each stretch
   * of neighbours whose visibility changed, in order of application, when the sequence is just past that change.
   */
  cover(replica: number, counter: number, length: number, delta: 1 | -1, report?: ReportVisibility): void {
    const { finder, tree } = this;
    let pending: Change | null = null;
    for (let next = counter; next < counter + length; ) {
      const slot = finder.locate(replica, next);
      const { offset } = finder;
      const size = Math.min(counter + length - next, tree.slots[slot + LENGTH]! - offset);
      const covers = tree.slots[slot + COVERS]! + delta;
      assert(covers >= 0, "nothing is uncovered more often than it was covered");
      if (report && (covers === 0 || (covers === 1 && delta === 1))) {
        const position = finder.positionOf(slot) + (delta === 1 ? offset : 0);
        const rank = finder.rankOf(slot) + offset;
        if (pending && pending.rank + pending.length === rank) pending.length += size;
        else {
          if (pending) report(pending.position, pending.length, delta === -1, pending.rank);
          pending = { position, rank, length: size };
        }
      }
      this.editor.setCovers(slot, offset, size, covers);
      next += size;
    }
    if (pending && report) report(pending.position, pending.length, delta === -1, pending.rank);
  }

  /** Visible elements before an element. */
  positionOf(replica: number, counter: number): number {
    const slot = this.finder.locate(replica, counter);
    const { offset } = this.finder;
    return this.finder.positionOf(slot) + (this.tree.slots[slot + COVERS] === 0 ? offset : 0);
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
    return this.elementIn(slot, this.finder.offset);
  }

  /** The element at a rank, 0 ≤ rank < totalLength. */
  elementAtRank(rank: number): Element {
    if (!(rank >= 0 && rank < this.totalLength)) throw new RangeError(`no element has the rank ${rank}`);
    const { slot, offset } = atRank(this.tree, rank);
    return this.elementIn(slot, offset);
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

  /** Visits all runs in document order, each as long as it can be: equal sequences are visited equally. */
  visitRuns(visit: VisitSlot): void {
    const { tree } = this;
    let start = tree.totalLength === 0 ? -1 : firstSlot(tree.firstLeaf());
    while (start >= 0) {
      let length = tree.slots[start + LENGTH]!;
      const covers = tree.slots[start + COVERS]!;
      let last = start;
      let next = tree.after(last);
      while (next >= 0 && tree.slots[next + COVERS] === covers && tree.runsOn(last, next)) {
        length += tree.slots[next + LENGTH]!;
        last = next;
        next = tree.after(last);
      }
      const owner = tree.slots[start + OWNER]!;
      visit(owner >> FLAG_BITS, tree.slots[start]!, length, covers, (owner & IS_LEFT) !== 0);
      start = next;
    }
  }

  /** The content of consecutive elements, whether they show or not. */
  textOf(replica: number, counter: number, length: number): string {
    return this.space.textOf(replica).read(counter, length);
  }

  /** The code unit that shows at a position, 0 ≤ position < visibleLength. */
  unitAt(position: number): number {
    const { tree, finder } = this;
    const slot = finder.slotAt(position);
    return this.space
      .textOf(tree.slots[slot + OWNER]! >> FLAG_BITS)
      .unitAt(tree.slots[slot]! + finder.offset);
  }

  /** The visible text, or the part of it between two positions. */
  text(from = 0, to = this.visibleLength): string {
    if (from >= to) return "";
    const { tree, finder, space } = this;
    let slot = finder.slotAt(from);
    let { offset } = finder;
    const first = Math.min(to - from, tree.slots[slot + LENGTH]! - offset);
    if (first === to - from) {
      return this.textOf(tree.slots[slot + OWNER]! >> FLAG_BITS, tree.slots[slot]! + offset, first);
    }
    const units = new Uint16Array(to - from);
    let bits = 0;
    for (let at = 0; ; slot = finder.nextVisible(slot)) {
      const length = Math.min(units.length - at, tree.slots[slot + LENGTH]! - offset);
      const arena = space.textOf(tree.slots[slot + OWNER]! >> FLAG_BITS);
      bits |= arena.copyTo(units, at, tree.slots[slot]! + offset, length);
      at += length;
      offset = 0;
      if (at === units.length) return textOfUnits(units, at, bits);
    }
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
    const element = this.elementIn(parent.slot, parent.offset);
    return { parentReplica: element.replica, parentCounter: element.counter, side };
  }

  /** Which of two elements stands first: negative if `a`, 0 if they are the same. */
  compare(a: Element, b: Element): number {
    return this.rankOf(a.replica, a.counter) - this.rankOf(b.replica, b.counter);
  }

  private elementIn(slot: number, offset: number): Element {
    const { slots } = this.tree;
    return { replica: slots[slot + OWNER]! >> FLAG_BITS, counter: slots[slot]! + offset };
  }
}

function placeIn(run: PlacedRun): Place {
  const { parentReplica, parentCounter, side } = run;
  return parentReplica < 0 ? START : { parentReplica, parentCounter, side };
}
