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
import { insertionGap } from "./insertion-gap.ts";
import {
  type Element,
  type ElementRun,
  LEFT,
  type Place,
  type ReportVisibility,
  RIGHT,
  START,
  type VisitRun,
  type VisitVisible,
} from "./place.ts";
import { RunFinder } from "./run-finder.ts";
import { FAN, HAS_LEFT, HAS_RIGHT, IS_LEFT, nodeOf, type RunTree } from "./run-tree.ts";
import { ageOf, atRank, firstOlder, lastOlder } from "./tree-search.ts";

/** A stretch that became visible or invisible and is not reported yet. */
interface Change {
  readonly position: number;
  readonly rank: number;
  length: number;
}

export class Sequence {
  private readonly space: OpSpace;
  private readonly finder: RunFinder;
  private readonly tree: RunTree;
  private newestLamport = -1;

  /** A sequence without elements; `space` knows the ages of all that will be inserted. */
  constructor(space: OpSpace) {
    this.space = space;
    this.finder = new RunFinder(space);
    this.tree = this.finder.tree;
  }

  /** Elements that show. */
  get visibleLength(): number {
    return this.tree.visible[this.tree.root] ?? 0;
  }

  /** Elements, tombstones included. */
  get totalLength(): number {
    return this.tree.total[this.tree.root] ?? 0;
  }

  /** Where this replica inserts straight after an element, visible or not; (-1, 0) is the very start. */
  placeAfter(replica: number, counter: number): Place {
    if (replica >= 0) {
      const slot = this.finder.locate(replica, counter);
      return this.placeAfterOffset(slot, this.finder.offset);
    }
    if (this.totalLength === 0) return START;
    return this.leftOf(this.tree.firstLeaf() * FAN);
  }

  /** Where this replica inserts straight after the visible element before `position`. */
  placeAt(position: number): Place {
    if (position === 0) return this.placeAfter(-1, 0);
    const slot = this.finder.slotAt(position - 1);
    return this.placeAfterOffset(slot, this.finder.offset);
  }

  /**
   * Puts elements where `place` says, whether they are this replica's or come from elsewhere; the space knows
   * them, the parent is there, and they are newer than it. Returns the visible position where they came to stand.
   */
  insert(run: ElementRun): number {
    assert(run.length > 0 && run.text.length === run.length, "a text of as many units as there are elements");
    const lamport = this.space.lamportOf(run.replica, run.counter);
    this.space.textOf(run.replica).append(run.counter, run.text);
    const isNewest = lamport > this.newestLamport;
    this.newestLamport = Math.max(this.newestLamport, lamport + run.length - 1);
    const { parentReplica, parentCounter, side } = run.place;
    const isStart = parentReplica < 0;
    const slot = isStart ? this.tree.firstLeaf() * FAN : this.finder.locate(parentReplica, parentCounter);
    const offset = isStart ? -1 : this.finder.offset;
    const hasChildren = isStart ? this.totalLength > 0 : this.hasChildren(slot, offset, side);
    let at: number;
    if (isNewest || !hasChildren) {
      if (side === RIGHT && this.extend(slot, offset, run)) return this.finder.positionOf(slot) + offset + 1;
      at = side === RIGHT ? this.openAfter(slot, offset) : this.openBefore(slot, offset);
    } else {
      const rank = isStart ? -1 : this.finder.rankOf(slot) + offset;
      const age = { lamport, replica: run.replica };
      at = this.openAtRank(insertionGap(this.tree, rank, side, age));
    }
    return this.fill(at, run, lamport);
  }

  /**
   * Covers elements once more (+1) or once less (-1); they show while nothing covers them. Reports each stretch
   * of neighbours whose visibility changed, in order of application, when the sequence is just past that change.
   */
  cover(replica: number, counter: number, length: number, delta: 1 | -1, report?: ReportVisibility): void {
    let pending: Change | null = null;
    for (let next = counter; next < counter + length; ) {
      const whole = this.finder.locate(replica, next);
      const slot = this.isolate(whole, this.finder.offset, counter + length - next);
      const { tree } = this;
      const size = tree.length[slot] ?? 0;
      const covers = (tree.covers[slot] ?? 0) + delta;
      assert(covers >= 0, "nothing is uncovered more often than it was covered");
      const changes = covers === 0 || (covers === 1 && delta === 1);
      if (changes && report) {
        const position = this.finder.positionOf(slot);
        const rank = this.finder.rankOf(slot);
        if (pending && pending.rank + pending.length === rank) pending.length += size;
        else {
          if (pending) report(pending.position, pending.length, delta === -1, pending.rank);
          pending = { position, rank, length: size };
        }
      }
      tree.covers[slot] = covers;
      if (changes) this.finder.addToSums(slot, delta === 1 ? -size : size, 0);
      tree.fuseWithNext(slot);
      if (slot > nodeOf(slot) * FAN) tree.fuseWithNext(slot - 1);
      next += size;
    }
    if (pending && report) report(pending.position, pending.length, delta === -1, pending.rank);
  }

  /** Visible elements before an element. */
  positionOf(replica: number, counter: number): number {
    const slot = this.finder.locate(replica, counter);
    const offset = this.finder.offset;
    return this.finder.positionOf(slot) + (this.tree.covers[slot] === 0 ? offset : 0);
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
    return this.tree.covers[this.finder.locate(replica, counter)] === 0;
  }

  /** The visible element at a position, 0 ≤ position < visibleLength. */
  elementAt(position: number): Element {
    const slot = this.finder.slotAt(position);
    return {
      replica: this.tree.replica[slot] ?? 0,
      counter: (this.tree.counter[slot] ?? 0) + this.finder.offset,
    };
  }

  /** The element at a rank, 0 ≤ rank < totalLength. */
  elementAtRank(rank: number): Element {
    if (!(rank >= 0 && rank < this.totalLength)) throw new RangeError(`no element has the rank ${rank}`);
    const { slot, offset } = atRank(this.tree, rank);
    return { replica: this.tree.replica[slot] ?? 0, counter: (this.tree.counter[slot] ?? 0) + offset };
  }

  /** Visible elements before a rank, 0 ≤ rank ≤ totalLength. */
  positionOfRank(rank: number): number {
    if (rank === this.totalLength) return this.visibleLength;
    const { replica, counter } = this.elementAtRank(rank);
    return this.positionOf(replica, counter);
  }

  /** Visits the visible elements of the positions `from`..`to - 1` as maximal pieces of consecutive ids. */
  runs(from: number, to: number, visit: VisitVisible): void {
    const { tree } = this;
    if (from >= to) return;
    let slot = this.finder.slotAt(from);
    let offset = this.finder.offset;
    const piece = { replica: -1, counter: 0, length: 0 };
    let position = from;
    for (let left = to - from; left > 0; ) {
      const replica = tree.replica[slot] ?? 0;
      const counter = (tree.counter[slot] ?? 0) + offset;
      const length = Math.min(left, (tree.length[slot] ?? 0) - offset);
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
      if (left > 0) slot = this.finder.nextVisible(slot);
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
      const replica = tree.replica[slot] ?? 0;
      const counter = (tree.counter[slot] ?? 0) + offset;
      const length = Math.min(left, (tree.length[slot] ?? 0) - offset);
      const visible = tree.covers[slot] === 0;
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

  /** The content of consecutive elements, whether they show or not. */
  textOf(replica: number, counter: number, length: number): string {
    return this.space.textOf(replica).read(counter, length);
  }

  /** The visible text, or the part of it between two positions. */
  text(from = 0, to = this.visibleLength): string {
    let text = "";
    this.runs(from, to, (replica, counter, length) => {
      text += this.textOf(replica, counter, length);
    });
    return text;
  }

  /** Parent and side of an element, as its op said. */
  placeOf(replica: number, counter: number): Place {
    const { tree } = this;
    const slot = this.finder.locate(replica, counter);
    if (this.finder.offset > 0) return { parentReplica: replica, parentCounter: counter - 1, side: RIGHT };
    const rank = this.finder.rankOf(slot);
    const age = ageOf(tree, slot, 0);
    const side = (tree.flags[slot] ?? 0) & IS_LEFT ? LEFT : RIGHT;
    const parent = side === LEFT ? firstOlder(tree, rank, age) : lastOlder(tree, rank, age);
    if (!parent) return START;
    const parentCounter = (tree.counter[parent.slot] ?? 0) + parent.offset;
    return { parentReplica: tree.replica[parent.slot] ?? 0, parentCounter, side };
  }

  /** Which of two elements stands first: negative if `a`, 0 if they are the same. */
  compare(a: Element, b: Element): number {
    return this.rankOf(a.replica, a.counter) - this.rankOf(b.replica, b.counter);
  }

  private placeAfterOffset(slot: number, offset: number): Place {
    const { tree } = this;
    const replica = tree.replica[slot] ?? 0;
    const counter = (tree.counter[slot] ?? 0) + offset;
    if (offset < (tree.length[slot] ?? 0) - 1) {
      return { parentReplica: replica, parentCounter: counter + 1, side: LEFT };
    }
    const next = tree.after(slot);
    const hasRight = ((tree.flags[slot] ?? 0) & HAS_RIGHT) !== 0;
    const { own } = this.space;
    if (next >= 0 && (hasRight || (tree.replica[next] === own && replica !== own))) return this.leftOf(next);
    return { parentReplica: replica, parentCounter: counter, side: RIGHT };
  }

  private leftOf(slot: number): Place {
    const { tree } = this;
    return { parentReplica: tree.replica[slot] ?? 0, parentCounter: tree.counter[slot] ?? 0, side: LEFT };
  }

  private hasChildren(slot: number, offset: number, side: Place["side"]): boolean {
    const flags = this.tree.flags[slot] ?? 0;
    if (side === LEFT) return offset === 0 && (flags & HAS_LEFT) !== 0;
    return offset < (this.tree.length[slot] ?? 0) - 1 || (flags & HAS_RIGHT) !== 0;
  }

  /** Lengthens the parent's run if the new one simply goes on from its end: typing. */
  private extend(slot: number, offset: number, run: ElementRun): boolean {
    const { tree } = this;
    if (offset < 0 || offset !== (tree.length[slot] ?? 0) - 1 || tree.covers[slot] !== 0) return false;
    if (tree.replica[slot] !== run.replica || (tree.counter[slot] ?? 0) + offset + 1 !== run.counter)
      return false;
    tree.length[slot] = offset + 1 + run.length;
    tree.flags[slot] = (tree.flags[slot] ?? 0) & ~HAS_RIGHT;
    this.finder.noteRun(slot, offset + 1);
    this.finder.addToSums(slot, run.length, run.length);
    return true;
  }

  /** Opens a slot straight after an element; offset -1: before the first one of the sequence. */
  private openAfter(slot: number, offset: number): number {
    const { tree } = this;
    if (offset < 0) return this.openSlot(slot);
    if (offset < (tree.length[slot] ?? 0) - 1) return this.openInside(slot, offset + 1);
    tree.flags[slot] = (tree.flags[slot] ?? 0) | HAS_RIGHT;
    const at = tree.makeRoom(slot, 1) + 1;
    tree.openSlot(at);
    return at;
  }

  /** Opens a slot straight before an element, for a left child of it. */
  private openBefore(slot: number, offset: number): number {
    const at = offset === 0 ? this.openSlot(slot) : this.openInside(slot, offset);
    this.tree.flags[at + 1] = (this.tree.flags[at + 1] ?? 0) | HAS_LEFT;
    return at;
  }

  private openAtRank(rank: number): number {
    const { tree } = this;
    const isEnd = rank === this.totalLength;
    const { slot, offset } = atRank(tree, isEnd ? rank - 1 : rank);
    if (!isEnd) return offset === 0 ? this.openSlot(slot) : this.openInside(slot, offset);
    const at = tree.makeRoom(slot, 1) + 1;
    tree.openSlot(at);
    return at;
  }

  private openSlot(slot: number): number {
    const at = this.tree.makeRoom(slot, 1);
    this.tree.openSlot(at);
    return at;
  }

  private openInside(slot: number, offset: number): number {
    const at = this.tree.makeRoom(slot, 2);
    this.tree.cutRun(at, offset);
    this.tree.openSlot(at + 1);
    return at + 1;
  }

  /** Writes a new run into an open slot; returns its visible position. */
  private fill(slot: number, run: ElementRun, lamport: number): number {
    const { tree } = this;
    tree.replica[slot] = run.replica;
    tree.counter[slot] = run.counter;
    tree.length[slot] = run.length;
    tree.covers[slot] = 0;
    tree.flags[slot] = run.place.side === LEFT ? IS_LEFT : 0;
    this.finder.noteRun(slot, 0);
    this.finder.addToSums(slot, run.length, run.length);
    tree.noteAge(nodeOf(slot), lamport, run.replica);
    const position = this.finder.positionOf(slot);
    if (slot > nodeOf(slot) * FAN) tree.fuseWithNext(slot - 1);
    return position;
  }

  /** Cuts so that a run begins at `offset` and has at most `max` elements; gives its slot. */
  private isolate(slot: number, offset: number, max: number): number {
    const { tree } = this;
    const length = (tree.length[slot] ?? 0) - offset;
    if (offset === 0 && length <= max) return slot;
    let at = tree.makeRoom(slot, 2);
    if (offset > 0) tree.cutRun(at++, offset);
    if (length > max) tree.cutRun(at, max);
    return at;
  }
}
