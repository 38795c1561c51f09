/**
 * Changes a `RunTree` so that its runs stay as long as they can be and its flags, sums, ages and ids true: puts
 * runs beside others, covers parts of them. Which place is right is for others to say.
 */
import { assert } from "@weft/base";
import type { OpSpace } from "../space/op-space.ts";
import { insertionGap } from "./insertion-gap.ts";
import { LEFT, type PlacedRun, RIGHT, type RunOfIds, type Side } from "./place.ts";
import { RunFinder } from "./run-finder.ts";
import {
  COVERS,
  FLAG_BITS,
  firstSlot,
  HAS_LEFT,
  HAS_RIGHT,
  IS_LEFT,
  LENGTH,
  nodeOf,
  OWNER,
  type RunTree,
  STEP,
} from "./run-tree.ts";
import { atRank } from "./tree-search.ts";

export class RunEditor {
  readonly finder: RunFinder;
  private readonly tree: RunTree;
  private readonly space: OpSpace;
  private newestLamport = -1;
  /** The run that was covered last. */
  private lastCovered = 0;

  constructor(space: OpSpace) {
    this.space = space;
    this.finder = new RunFinder(space);
    this.tree = this.finder.tree;
  }

  /** The tree was built from outside; the newest element in it has this Lamport timestamp. */
  noteNewest(lamport: number): void {
    if (lamport > this.newestLamport) this.newestLamport = lamport;
  }

  /** Lengthens the run that ends before `counter`, and that nothing leans on yet, by the elements from there on. */
  typeOn(replica: number, counter: number, length: number): void {
    const { tree, finder } = this;
    const { slots } = tree;
    let { at } = finder;
    if (slots[at]! + slots[at + LENGTH]! !== counter || slots[at + OWNER]! >> FLAG_BITS !== replica) {
      at = finder.locate(replica, counter - 1);
      finder.remember(at);
    }
    const before = slots[at + LENGTH]!;
    assert(slots[at]! + before === counter && slots[at + COVERS] === 0, "typing goes on from the last run");
    slots[at + LENGTH] = before + length;
    tree.addToSums(nodeOf(at), length, length);
    const last = this.space.lastLamport(replica);
    if (last > this.newestLamport) this.newestLamport = last;
  }

  /** The run that was covered last: who inserted it, its first counter and its length. */
  tellCovered(run: RunOfIds): void {
    const { slots } = this.tree;
    run.replica = slots[this.lastCovered + OWNER]! >> FLAG_BITS;
    run.counter = slots[this.lastCovered]!;
    run.length = slots[this.lastCovered + LENGTH]!;
  }

  /** How many elements can be handed over from the visible run straight before what was covered last, to be covered too. */
  erasable(): number {
    const { tree } = this;
    const { slots } = tree;
    const left = this.lastCovered - STEP;
    if (this.lastCovered === firstSlot(nodeOf(this.lastCovered)) || slots[left + COVERS] !== 0) return 0;
    return slots[left + COVERS + STEP] === 1 && tree.runsOn(left, this.lastCovered)
      ? slots[left + LENGTH]! - 1
      : 0;
  }

  /** Covers the last elements of the run straight before what was covered last; at most `erasable` ones. */
  eraseOn(count: number, run: RunOfIds): void {
    const { slots } = this.tree;
    const left = this.lastCovered - STEP;
    const offset = slots[left + LENGTH]! - count;
    run.replica = slots[left + OWNER]! >> FLAG_BITS;
    run.counter = slots[left]! + offset;
    run.length = count;
    const holder = this.setCovers(left, offset, count, 1);
    assert(holder === this.lastCovered, "erasing goes on from the last run");
  }

  /** How many elements can be handed over from the visible run straight after what was covered last. */
  erasableAfter(): number {
    const { tree, lastCovered } = this;
    const { slots } = tree;
    const right = lastCovered + STEP;
    if (right >= tree.endOf(nodeOf(lastCovered)) || slots[right + COVERS] !== 0) return 0;
    return slots[lastCovered + COVERS] === 1 && tree.runsOn(lastCovered, right)
      ? slots[right + LENGTH]! - 1
      : 0;
  }

  /** Covers the first elements of the run straight after what was covered last; at most `erasableAfter` ones. */
  eraseAfter(count: number, run: RunOfIds): void {
    const { slots } = this.tree;
    const right = this.lastCovered + STEP;
    run.replica = slots[right + OWNER]! >> FLAG_BITS;
    run.counter = slots[right]!;
    run.length = count;
    const holder = this.setCovers(right, 0, count, 1);
    assert(holder === this.lastCovered, "erasing goes on from the last run");
  }

  /**
   * Puts a new run where it says; its parent is `offset` in the run at `slot`, the start if `slot` is -1. `position` is how
   * many visible elements will be before it, if that is known.
   */
  insert(run: PlacedRun, slot: number, offset: number, position = -1): void {
    const { tree } = this;
    const lamport = this.space.lamportOf(run.replica, run.counter);
    const isNewest = lamport > this.newestLamport;
    const last = lamport + run.length - 1;
    if (last > this.newestLamport) this.newestLamport = last;
    let at: number;
    if (isNewest || !this.hasChildren(slot, offset, run.side)) {
      if (slot < 0) at = this.openFirst();
      else if (run.side === LEFT) at = this.openBefore(slot, offset);
      else {
        if (this.extend(run, slot, offset)) return;
        at = this.openAfter(slot, offset);
      }
      this.fill(at, run, lamport);
    } else {
      const rank = slot < 0 ? -1 : this.finder.rankOf(slot) + offset;
      at = this.openAtRank(insertionGap(tree, rank, run.side, { lamport, replica: run.replica }));
      this.fill(at, run, lamport);
      if (at > firstSlot(nodeOf(at)) && tree.fuseWithNext(at - STEP)) at -= STEP;
      this.finder.remember(at);
      return;
    }
    if (position < 0) this.finder.remember(at);
    else this.finder.rememberAt(at, position);
  }

  /** Sets how often `count` elements from `offset` on, in the run at `slot`, are covered; gives the run that holds them then. */
  setCovers(slot: number, offset: number, count: number, covers: number): number {
    const { tree, finder } = this;
    const { slots } = tree;
    const before = slots[slot + COVERS]!;
    let change = 0;
    if (before === 0) change = -count;
    else if (covers === 0) change = count;
    const holder = this.handOver(slot, offset, count, covers);
    if (holder >= 0) {
      tree.addToSums(nodeOf(slot), change, 0);
      if (change >= 0 || finder.at !== slot) finder.remember(slot);
      this.lastCovered = holder;
      return holder;
    }
    // What is covered now shows no more, nor does a tombstone that it fuses with: neither is counted before the other.
    const start = before === 0 && finder.at === slot ? finder.start + offset : -1;
    let at = this.isolate(slot, offset, count);
    tree.slots[at + COVERS] = covers;
    tree.addToSums(nodeOf(at), change, 0);
    tree.fuseWithNext(at);
    if (at > firstSlot(nodeOf(at)) && tree.fuseWithNext(at - STEP)) at -= STEP;
    if (start < 0) finder.remember(at);
    else finder.rememberAt(at, start);
    this.lastCovered = at;
    return at;
  }

  /**
   * Gives the first or the last elements of a run to the neighbour that is covered just so and that they run on with:
   * deleting on, which then moves two borders and nothing else. Returns the neighbour, or -1.
   */
  private handOver(slot: number, offset: number, count: number, covers: number): number {
    const { tree } = this;
    const { slots } = tree;
    const rest = slots[slot + LENGTH]! - offset - count;
    if (offset > 0 && rest === 0) {
      const next = slot + STEP;
      if (next >= tree.endOf(nodeOf(slot)) || slots[next + COVERS] !== covers) return -1;
      if (!tree.runsOn(slot, next)) return -1;
      slots[slot + LENGTH]! -= count;
      slots[slot + OWNER]! |= HAS_RIGHT;
      slots[next]! -= count;
      slots[next + LENGTH]! += count;
      return next;
    }
    if (offset > 0 || rest === 0) return -1;
    const previous = slot - STEP;
    if (slot === firstSlot(nodeOf(slot)) || slots[previous + COVERS] !== covers) return -1;
    if (!tree.runsOn(previous, slot)) return -1;
    slots[previous + LENGTH]! += count;
    slots[previous + OWNER]! |= HAS_RIGHT;
    slots[slot]! += count;
    slots[slot + LENGTH]! -= count;
    return previous;
  }

  private hasChildren(slot: number, offset: number, side: Side): boolean {
    const { tree } = this;
    if (slot < 0) return tree.totalLength > 0;
    const flags = tree.slots[slot + OWNER]!;
    if (side === LEFT) return offset === 0 && (flags & HAS_LEFT) !== 0;
    return offset < tree.slots[slot + LENGTH]! - 1 || (flags & HAS_RIGHT) !== 0;
  }

  /** Lengthens the parent's run if the new one simply goes on from its end. */
  private extend(run: PlacedRun, slot: number, offset: number): boolean {
    const { tree } = this;
    const { slots } = tree;
    const length = slots[slot + LENGTH]!;
    if (offset !== length - 1 || slots[slot + COVERS] !== 0 || slots[slot]! + length !== run.counter)
      return false;
    if (slots[slot + OWNER]! >> FLAG_BITS !== run.replica) return false;
    slots[slot + LENGTH] = length + run.length;
    slots[slot + OWNER]! &= ~HAS_RIGHT;
    tree.addToSums(nodeOf(slot), run.length, run.length);
    if (this.finder.at !== slot) this.finder.remember(slot);
    return true;
  }

  private openFirst(): number {
    const { tree } = this;
    const first = firstSlot(tree.firstLeaf());
    return this.open(first, 1, 0);
  }

  private openAfter(slot: number, offset: number): number {
    const { slots } = this.tree;
    if (offset < slots[slot + LENGTH]! - 1) return this.openInside(slot, offset + 1);
    slots[slot + OWNER]! |= HAS_RIGHT;
    return this.open(slot, 1, STEP);
  }

  /** Opens a slot straight before an element, for a left child of it. */
  private openBefore(slot: number, offset: number): number {
    const at = offset === 0 ? this.open(slot, 1, 0) : this.openInside(slot, offset);
    this.tree.slots[at + STEP + OWNER]! |= HAS_LEFT;
    return at;
  }

  private openAtRank(rank: number): number {
    const { tree } = this;
    const isEnd = rank === tree.totalLength;
    const { slot, offset } = atRank(tree, isEnd ? rank - 1 : rank);
    if (isEnd) return this.open(slot, 1, STEP);
    return offset === 0 ? this.open(slot, 1, 0) : this.openInside(slot, offset);
  }

  /** Cuts the run before its element `offset` and opens a slot between the parts. */
  private openInside(slot: number, offset: number): number {
    const at = this.open(slot, 2, STEP);
    this.tree.cutInto(at - STEP, offset, at + STEP);
    return at;
  }

  /** Opens `count` slots at `distance` from a slot, with all that comes of it; gives the first of them. */
  private open(slot: number, count: number, distance: number): number {
    const at = this.tree.makeRoom(slot, count);
    this.finder.followSplit(at);
    this.tree.openSlots(at + distance, count);
    return at + distance;
  }

  /** Writes a new run into an open slot. */
  private fill(slot: number, run: PlacedRun, lamport: number): void {
    const { tree } = this;
    const { slots } = tree;
    slots[slot] = run.counter;
    slots[slot + LENGTH] = run.length;
    slots[slot + OWNER] = (run.replica << FLAG_BITS) | (run.side === LEFT ? IS_LEFT : 0);
    slots[slot + COVERS] = 0;
    this.finder.noteRun(slot);
    tree.addToSums(nodeOf(slot), run.length, run.length);
    tree.noteAge(nodeOf(slot), lamport, run.replica);
  }

  /** Cuts so that a run begins at `offset` and has `count` elements; gives its slot. */
  private isolate(slot: number, offset: number, count: number): number {
    const { tree } = this;
    const rest = tree.slots[slot + LENGTH]! - offset - count;
    assert(rest >= 0, "a part of the run");
    const cuts = (offset > 0 ? 1 : 0) + (rest > 0 ? 1 : 0);
    if (cuts === 0) return slot;
    let at = this.open(slot, cuts, STEP) - STEP;
    if (offset > 0) {
      tree.cutInto(at, offset, at + STEP);
      at += STEP;
    }
    if (rest > 0) tree.cutInto(at, count, at + STEP);
    return at;
  }

  /** Where this replica inserts straight after an element that is `offset` in the run at `slot`; -1 is the very start. */
  placeAfter(slot: number, offset: number, run: PlacedRun): number {
    const { tree } = this;
    if (slot < 0) {
      run.parentReplica = -1;
      run.parentCounter = 0;
      run.side = RIGHT;
      return tree.totalLength === 0 ? -1 : this.placeBefore(firstSlot(tree.firstLeaf()), run);
    }
    const { slots } = tree;
    const counter = slots[slot]! + offset;
    const replica = slots[slot + OWNER]! >> FLAG_BITS;
    if (offset < slots[slot + LENGTH]! - 1) {
      run.parentReplica = replica;
      run.parentCounter = counter + 1;
      run.side = LEFT;
      this.finder.offset = offset + 1;
      return slot;
    }
    const { own } = this.space;
    const hasRight = (slots[slot + OWNER]! & HAS_RIGHT) !== 0;
    if (hasRight || replica !== own) {
      const next = tree.after(slot);
      if (next >= 0 && (hasRight || slots[next + OWNER]! >> FLAG_BITS === own))
        return this.placeBefore(next, run);
    }
    run.parentReplica = replica;
    run.parentCounter = counter;
    run.side = RIGHT;
    this.finder.offset = offset;
    return slot;
  }

  private placeBefore(slot: number, run: PlacedRun): number {
    const { slots } = this.tree;
    run.parentReplica = slots[slot + OWNER]! >> FLAG_BITS;
    run.parentCounter = slots[slot]!;
    run.side = LEFT;
    this.finder.offset = 0;
    return slot;
  }
}
