/**
 * Changes a `RunTree` so that its runs stay as long as they can be and its flags, sums, ages and ids true: puts
 * runs beside others, covers parts of them.
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
  protected finder: RunFinder;
  protected tree: RunTree;
  protected readonly space: OpSpace;
  /** The newest Lamport timestamp in the sequence, or later. */
  protected newestLamport = -1;
  /** The run that was covered last. */
  protected lastCovered = 0;

  constructor(space: OpSpace) {
    this.space = space;
    this.finder = new RunFinder(space);
    this.tree = this.finder.tree;
  }

  /**
   * Puts new elements of this replica straight after the visible element before `position`, and writes into `run` where that
   * is. The space has given the counters just now; their text is there or follows.
   */
  insertAt(position: number, run: PlacedRun): void {
    const { finder } = this;
    const left = position === 0 ? -1 : finder.slotAt(position - 1);
    const slot = this.findPlace(left, finder.offset, run);
    this.newestLamport = this.space.maxLamport;
    this.#putBeside(run, slot, finder.offset, position);
  }

  /**
   * Puts elements where they say, whether they are this replica's or come from elsewhere. The space knows them, they
   * are newer than their parent, and their text is there or follows. RangeError if the parent is not there.
   */
  insertRun(run: PlacedRun): void {
    const { finder } = this;
    const { parentReplica, replica, side } = run;
    const slot = parentReplica < 0 ? -1 : finder.locate(parentReplica, run.parentCounter);
    const { offset } = finder;
    const lamport = this.space.lamportOf(replica, run.counter);
    const isNewest = lamport > this.newestLamport;
    const last = this.space.lamportOf(replica, run.counter + run.length - 1);
    this.newestLamport = Math.max(this.newestLamport, last);
    if (isNewest || !this.#hasChildren(slot, offset, side)) {
      this.#putBeside(run, slot, offset, -1);
      return;
    }
    const rank = slot < 0 ? -1 : finder.rankOf(slot) + offset;
    const gap = insertionGap(this.tree, rank, side, { lamport, replica });
    const isEnd = gap === this.tree.totalLength;
    const found = atRank(this.tree, isEnd ? gap - 1 : gap);
    const at = this.#openGap(found.slot, isEnd ? found.offset + 1 : found.offset);
    this.#fill(at, run);
    finder.remember(this.#fuse(at));
  }

  /**
   * Lengthens the run that ends with the element before `counter` by the `length` elements that follow it: typing. The
   * space has given those just now; the element before shows, and nothing leans on it yet.
   */
  typeOn(replica: number, counter: number, length: number): void {
    const { tree, finder } = this;
    const { slots } = tree;
    let { at } = finder;
    if (slots[at]! + slots[at + LENGTH]! !== counter || slots[at + OWNER]! >> FLAG_BITS !== replica) {
      at = finder.locate(replica, counter - 1);
      finder.remember(at);
    }
    assert(slots[at]! + slots[at + LENGTH]! === counter, "typing goes on at the end of a run");
    slots[at + LENGTH]! += length;
    tree.addToSums(nodeOf(at), length, length);
    this.newestLamport = Math.max(this.newestLamport, this.space.lastLamport(replica));
  }

  /**
   * Puts `length` elements from `counter` on each straight before the one with the counter before, whose left child it is:
   * typing that goes back before every character. The space has given the counters just now; nothing leans on the
   * element before the first of them.
   */
  typeBack(replica: number, counter: number, length: number): void {
    const { tree, finder } = this;
    const own = (replica << FLAG_BITS) | IS_LEFT;
    let at = finder.locate(replica, counter - 1);
    assert(finder.offset === 0, "a run begins with what is typed before");
    for (let next = counter, end = counter + length; next < end; ) {
      const count = Math.min(end - next, Math.max(1, tree.roomBeside(at)));
      at = this.#open(at, count, 0);
      const { slots } = tree;
      slots[at + count * STEP + OWNER]! |= HAS_LEFT;
      for (let slot = at + (count - 1) * STEP; slot >= at; slot -= STEP, next++) {
        slots[slot] = next;
        slots[slot + LENGTH] = 1;
        slots[slot + OWNER] = slot === at ? own : own | HAS_LEFT;
        slots[slot + COVERS] = 0;
        finder.noteRun(slot);
        tree.noteAge(slot);
      }
      tree.addToSums(nodeOf(at), count, count);
    }
    finder.remember(at);
    this.newestLamport = Math.max(this.newestLamport, this.space.lastLamport(replica));
  }

  /**
   * Covers the visible elements from `position` on once, as far as they have consecutive ids and at most `count`; writes
   * into `run` which they were.
   */
  coverAt(position: number, count: number, run: RunOfIds): void {
    const slot = this.finder.slotAt(position);
    const { offset } = this.finder;
    this.#coverPart(slot, offset, Math.min(count, this.tree.slots[slot + LENGTH]! - offset), run);
  }

  /** Writes into `run` the whole tombstone in which what was covered last is. */
  tellCovered(run: RunOfIds): void {
    this.#tell(this.lastCovered, 0, this.tree.slots[this.lastCovered + LENGTH]!, run);
  }

  /** How many elements on that side of what was covered last `eraseOn` can cover: fewer than are in their run. */
  erasable(side: Side): number {
    const slot = this.lastCovered;
    const { tree } = this;
    const { slots } = tree;
    const beside = side === LEFT ? slot - STEP : slot + STEP;
    if (beside < 0 || slots[beside + COVERS] !== 0 || slots[slot + COVERS] !== 1) return 0;
    if (!tree.areTogether(slot, beside)) return 0;
    return tree.runsOn(Math.min(slot, beside), Math.max(slot, beside)) ? slots[beside + LENGTH]! - 1 : 0;
  }

  /**
   * Covers `count` visible elements, at most `erasable(side)`, straight beside what was covered last: erasing on. Writes into
   * `run` which they were. The sequence must not have been changed since.
   */
  eraseOn(side: Side, count: number, run: RunOfIds): void {
    const slot = side === LEFT ? this.lastCovered - STEP : this.lastCovered + STEP;
    this.#coverPart(slot, side === LEFT ? this.tree.slots[slot + LENGTH]! - count : 0, count, run);
  }

  /** Sets how often `count` elements from `offset` on, in the run at `slot`, are covered. */
  protected setCovers(slot: number, offset: number, count: number, covers: number): void {
    const { tree, finder } = this;
    const before = tree.slots[slot + COVERS]!;
    let change = 0;
    if (before === 0) change = -count;
    else if (covers === 0) change = count;
    const holder = this.#handOver(slot, offset, count, covers);
    if (holder >= 0) {
      tree.addToSums(nodeOf(slot), change, 0);
      if (change >= 0 || finder.at !== slot) finder.remember(slot);
      this.lastCovered = holder;
      return;
    }
    // What is covered now shows no more, nor does a tombstone that it fuses with: neither is counted before the other.
    const start = before === 0 && finder.at === slot ? finder.start + offset : -1;
    let at = this.#isolate(slot, offset, count);
    tree.slots[at + COVERS] = covers;
    tree.addToSums(nodeOf(at), change, 0);
    tree.fuseWithNext(at);
    at = this.#fuse(at);
    if (start < 0) finder.remember(at);
    else finder.rememberAt(at, start);
    this.lastCovered = at;
  }

  /**
   * Where this replica inserts straight after an element that is `offset` in the run at `slot`; -1 is the very start. Writes
   * that into `run`; gives the slot of the parent, whose offset the finder has then.
   */
  protected findPlace(slot: number, offset: number, run: PlacedRun): number {
    const { tree } = this;
    const { slots } = tree;
    if (slot < 0) {
      if (tree.totalLength > 0) return this.#leanOn(firstSlot(tree.firstLeaf()), 0, LEFT, run);
      run.parentReplica = -1;
      run.parentCounter = 0;
      run.side = RIGHT;
      return -1;
    }
    if (offset < slots[slot + LENGTH]! - 1) return this.#leanOn(slot, offset + 1, LEFT, run);
    const { own } = this.space;
    const owner = slots[slot + OWNER]!;
    const hasRight = (owner & HAS_RIGHT) !== 0;
    if (hasRight || owner >> FLAG_BITS !== own) {
      const next = tree.after(slot);
      if (next >= 0 && (hasRight || slots[next + OWNER]! >> FLAG_BITS === own))
        return this.#leanOn(next, 0, LEFT, run);
    }
    return this.#leanOn(slot, offset, RIGHT, run);
  }

  #leanOn(slot: number, offset: number, side: Side, run: PlacedRun): number {
    const { slots } = this.tree;
    run.parentReplica = slots[slot + OWNER]! >> FLAG_BITS;
    run.parentCounter = slots[slot]! + offset;
    run.side = side;
    this.finder.offset = offset;
    return slot;
  }

  #coverPart(slot: number, offset: number, count: number, run: RunOfIds): void {
    this.#tell(slot, offset, count, run);
    this.setCovers(slot, offset, count, 1);
  }

  #tell(slot: number, offset: number, count: number, run: RunOfIds): void {
    const { slots } = this.tree;
    run.replica = slots[slot + OWNER]! >> FLAG_BITS;
    run.counter = slots[slot]! + offset;
    run.length = count;
  }

  /**
   * Gives the first or the last elements of a run to the neighbour that is covered just so and that they run on with:
   * deleting on, which then moves a border and nothing else. Returns the neighbour, or -1.
   */
  #handOver(slot: number, offset: number, count: number, covers: number): number {
    const { tree } = this;
    const { slots } = tree;
    const isEnd = offset + count === slots[slot + LENGTH];
    if ((offset === 0) === isEnd) return -1;
    const neighbour = isEnd ? slot + STEP : slot - STEP;
    const first = isEnd ? slot : neighbour;
    if (neighbour < 0 || slots[neighbour + COVERS] !== covers || !tree.runsOn(first, first + STEP)) return -1;
    if (!tree.areTogether(slot, neighbour)) return -1;
    const moved = isEnd ? -count : count;
    slots[first + LENGTH]! += moved;
    slots[first + OWNER]! |= HAS_RIGHT;
    slots[first + STEP]! += moved;
    slots[first + STEP + LENGTH]! -= moved;
    return neighbour;
  }

  #hasChildren(slot: number, offset: number, side: Side): boolean {
    const { tree } = this;
    if (slot < 0) return tree.totalLength > 0;
    const flags = tree.slots[slot + OWNER]!;
    if (side === LEFT) return offset === 0 && (flags & HAS_LEFT) !== 0;
    return offset < tree.slots[slot + LENGTH]! - 1 || (flags & HAS_RIGHT) !== 0;
  }

  /**
   * Puts a new run straight beside its parent, which is `offset` in the run at `slot`, the start if `slot` is -1. `position`
   * is how many visible elements will be before it; -1: not known.
   */
  #putBeside(run: PlacedRun, slot: number, offset: number, position: number): void {
    const { tree, finder } = this;
    const { slots } = tree;
    let at: number;
    if (slot < 0) at = this.#openGap(firstSlot(tree.firstLeaf()), 0);
    else if (run.side === LEFT) {
      at = this.#openGap(slot, offset);
      tree.slots[at + STEP + OWNER]! |= HAS_LEFT;
    } else {
      const length = slots[slot + LENGTH]!;
      if (offset === length - 1) {
        const isOwn = slots[slot + OWNER]! >> FLAG_BITS === run.replica;
        if (isOwn && slots[slot]! + length === run.counter && slots[slot + COVERS] === 0) {
          slots[slot + LENGTH] = length + run.length;
          slots[slot + OWNER]! &= ~HAS_RIGHT;
          tree.addToSums(nodeOf(slot), run.length, run.length);
          if (finder.at !== slot) finder.remember(slot);
          return;
        }
        slots[slot + OWNER]! |= HAS_RIGHT;
      }
      at = this.#openGap(slot, offset + 1);
    }
    this.#fill(at, run);
    if (position < 0) finder.remember(at);
    else finder.rememberAt(at, position);
  }

  /** Opens a slot before the element `offset` of a run, or behind the run if it has no more; cuts it if need be. */
  #openGap(slot: number, offset: number): number {
    if (offset === 0) return this.#open(slot, 1, 0);
    if (offset === this.tree.slots[slot + LENGTH]) return this.#open(slot, 1, STEP);
    const at = this.#open(slot, 2, STEP);
    this.tree.cutInto(at - STEP, offset, at + STEP);
    return at;
  }

  /** Opens `count` slots at `distance` from a slot, with all that comes of it; gives the first of them. */
  #open(slot: number, count: number, distance: number): number {
    const at = this.tree.makeRoom(slot, count);
    this.finder.followSplit(at);
    this.tree.openSlots(at + distance, count);
    return at + distance;
  }

  /** Writes a new run into an open slot. */
  #fill(slot: number, run: PlacedRun): void {
    const { tree } = this;
    const { slots } = tree;
    slots[slot] = run.counter;
    slots[slot + LENGTH] = run.length;
    slots[slot + OWNER] = (run.replica << FLAG_BITS) | (run.side === LEFT ? IS_LEFT : 0);
    slots[slot + COVERS] = 0;
    this.finder.noteRun(slot);
    tree.addToSums(nodeOf(slot), run.length, run.length);
    tree.noteAge(slot);
  }

  /** Cuts so that a run begins at `offset` and has `count` elements; gives its slot. */
  #isolate(slot: number, offset: number, count: number): number {
    const { tree } = this;
    const rest = tree.slots[slot + LENGTH]! - offset - count;
    const cuts = (offset > 0 ? 1 : 0) + (rest > 0 ? 1 : 0);
    if (cuts === 0) return slot;
    let at = this.#open(slot, cuts, STEP) - STEP;
    if (offset > 0) {
      tree.cutInto(at, offset, at + STEP);
      at += STEP;
    }
    if (rest > 0) tree.cutInto(at, count, at + STEP);
    return at;
  }

  /** Fuses a run with the one before it in its leaf if they go together; gives where it is then. */
  #fuse(slot: number): number {
    return slot > firstSlot(nodeOf(slot)) && this.tree.fuseWithNext(slot - STEP) ? slot - STEP : slot;
  }
}
