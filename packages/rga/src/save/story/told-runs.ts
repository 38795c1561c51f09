/**
 * The runs of a story while it is read: nothing but order and covers, at visible positions. Who is whose child and how
 * old comes at the end, so each step costs a search and a few numbers (10,700 steps: about 2 ms).
 */
import type { RunOfIds } from "../../sequence/place.ts";
import { RunFinder } from "../../sequence/run-finder.ts";
import {
  COVERS,
  FLAG_BITS,
  firstSlot,
  IS_LEFT,
  LENGTH,
  nodeOf,
  OWNER,
  type RunTree,
  STEP,
} from "../../sequence/run-tree.ts";
import { atRank } from "../../sequence/tree-search.ts";
import type { OpSpace } from "../../space/op-space.ts";
import type { ReplicaIndex } from "../../space/replica.ts";

const NOT_FOUND = -2;
/** A leaf is two thirds full, and a step makes a run and a half. */
const STEPS_A_NODE = 14;
const FIRST_INSERTIONS = 16;

/** All runs in document order. */
export interface OrderedRuns {
  /** Four numbers each as in a `RunTree`, as long as they can be. */
  readonly runs: Int32Array<ArrayBuffer>;
  /** For each run, the entry of its first element among those of its replica. */
  readonly entries: Int32Array;
}

export class ToldRuns {
  readonly tree: RunTree;
  private readonly space: OpSpace;
  private readonly finder: RunFinder;
  /** The gap is after the element `offset` of the run at `slot`; -1: it is the very start. */
  private slot = -1;
  private offset = 0;
  /** `slot` if the finder found it last, else `NOT_FOUND`. */
  private found = NOT_FOUND;
  /**
   * Who inserted, and the entry that says so, two numbers an insertion. The runs of this tree are owned by
   * insertions instead of replicas, so that nobody has to search for a run's entry afterwards.
   */
  private insertions = new Int32Array(FIRST_INSERTIONS * 2);
  private insertionCount = 0;

  /** Room for what about so many steps make. */
  constructor(space: OpSpace, steps: number) {
    this.space = space;
    this.finder = new RunFinder(space);
    this.tree = this.finder.tree;
    this.tree.keepsAges = false;
    this.tree.reserve(Math.ceil(steps / STEPS_A_NODE));
  }

  /** Goes to the gap straight after the visible element before `position`, 0 ≤ position ≤ visible elements. */
  goTo(position: number): void {
    this.slot = position === 0 ? -1 : this.finder.slotAt(position - 1);
    this.offset = this.finder.offset;
    this.found = position === 0 ? NOT_FOUND : this.slot;
  }

  /** Goes to the gap before the element with this rank, 0 ≤ rank ≤ all elements. */
  goToRank(rank: number): void {
    this.slot = -1;
    this.found = NOT_FOUND;
    if (rank === 0) return;
    const { slot, offset } = atRank(this.tree, rank - 1);
    this.slot = slot;
    this.offset = offset;
  }

  /** See `guessesLeft`, of the elements on both sides of the gap. */
  guessesLeft(writer: ReplicaIndex): boolean {
    const { tree, slot, space } = this;
    if (slot < 0) return tree.totalLength > 0;
    const { slots } = tree;
    if (this.offset < slots[slot + LENGTH]! - 1) return true;
    const next = tree.after(slot);
    if (next < 0) return false;
    const left = this.writerOf(slot);
    const right = this.writerOf(next);
    if (right === left) return slots[next]! > slots[slot]! + this.offset;
    if (right === writer) return true;
    return space.lamportOf(right, slots[next]!) > space.lamportOf(left, slots[slot]! + this.offset);
  }

  /** Puts new elements into the gap, which `entry` of their replica tells of. */
  put(replica: ReplicaIndex, entry: number, counter: number, length: number, isLeft: boolean): void {
    const { tree, slot, offset } = this;
    let at: number;
    if (slot < 0) at = this.open(firstSlot(tree.firstLeaf()), 1, 0);
    else if (offset < tree.slots[slot + LENGTH]! - 1) {
      at = this.open(slot, 2, STEP);
      tree.cutInto(at - STEP, offset + 1, at + STEP);
    } else at = this.open(slot, 1, STEP);
    const { slots } = tree;
    slots[at] = counter;
    slots[at + LENGTH] = length;
    slots[at + OWNER] = (this.noteInsertion(replica, entry) << FLAG_BITS) | (isLeft ? IS_LEFT : 0);
    slots[at + COVERS] = 0;
    tree.addToSums(nodeOf(at), length, length);
    // The finder knows of changes behind the run that it found last, and of no others.
    if (slot !== this.found) this.finder.remember(at);
  }

  /** Visible elements before the gap. */
  positionOfGap(): number {
    const { slot, offset, tree } = this;
    if (slot < 0) return 0;
    return this.finder.positionOf(slot) + (tree.slots[slot + COVERS] === 0 ? offset + 1 : 0);
  }

  /**
   * Covers up to `count` elements from the visible `position` on, in one direction, as far as they are in one run;
   * writes into `run` which they were.
   */
  coverAt(position: number, count: number, direction: 1 | -1, run: RunOfIds): void {
    const slot = this.finder.slotAt(position);
    this.cover(slot, this.finder.offset, count, direction, run);
  }

  /** See `coverAt`, for elements that may be covered already. */
  coverAtRank(rank: number, count: number, direction: 1 | -1, run: RunOfIds): void {
    const { slot, offset } = atRank(this.tree, rank);
    this.finder.remember(slot);
    this.cover(slot, offset, count, direction, run);
  }

  /** What all steps came to. */
  runs(): OrderedRuns {
    const { tree, insertions } = this;
    const { slots } = tree;
    let room = 0;
    for (let leaf = tree.firstLeaf(); leaf >= 0; leaf = tree.next[leaf]!) room += tree.used[leaf]!;
    const runs = new Int32Array(room);
    const entries = new Int32Array(room / STEP);
    let end = 0;
    /** The counter and the replica with which the last run would go on. */
    let nextCounter = -1;
    let lastWriter = -1;
    for (let leaf = tree.firstLeaf(); leaf >= 0; leaf = tree.next[leaf]!) {
      const stop = tree.endOf(leaf);
      for (let slot = firstSlot(leaf); slot < stop; slot += STEP) {
        const counter = slots[slot]!;
        const length = slots[slot + LENGTH]!;
        const covers = slots[slot + COVERS]!;
        const insertion = (slots[slot + OWNER]! >> FLAG_BITS) * 2;
        const isLeft = slots[slot + OWNER]! & IS_LEFT;
        const writer = insertions[insertion]!;
        const goesOn = counter === nextCounter && writer === lastWriter && isLeft === 0;
        if (goesOn && runs[end - STEP + COVERS] === covers) runs[end - STEP + LENGTH]! += length;
        else {
          entries[end / STEP] = insertions[insertion + 1]!;
          runs[end] = counter;
          runs[end + LENGTH] = length;
          runs[end + OWNER] = (writer << FLAG_BITS) | isLeft;
          runs[end + COVERS] = covers;
          end += STEP;
        }
        nextCounter = counter + length;
        lastWriter = writer;
      }
    }
    return { runs: runs.subarray(0, end), entries: entries.subarray(0, end / STEP) };
  }

  /** Who inserted the run there. */
  private writerOf(slot: number): ReplicaIndex {
    return this.insertions[(this.tree.slots[slot + OWNER]! >> FLAG_BITS) * 2]!;
  }

  private noteInsertion(replica: ReplicaIndex, entry: number): number {
    const insertion = this.insertionCount++;
    if (insertion * 2 === this.insertions.length) {
      const grown = new Int32Array(insertion * 4);
      grown.set(this.insertions);
      this.insertions = grown;
    }
    this.insertions[insertion * 2] = replica;
    this.insertions[insertion * 2 + 1] = entry;
    return insertion;
  }

  private cover(slot: number, offset: number, count: number, direction: 1 | -1, run: RunOfIds): void {
    const { tree } = this;
    const size = tree.slots[slot + LENGTH]!;
    const length = Math.min(count, direction > 0 ? size - offset : offset + 1);
    const first = direction > 0 ? offset : offset - length + 1;
    run.replica = this.writerOf(slot);
    run.counter = tree.slots[slot]! + first;
    run.length = length;
    const at = this.isolate(slot, first, length);
    const covers = tree.slots[at + COVERS]!;
    tree.slots[at + COVERS] = covers + 1;
    if (covers === 0) tree.addToSums(nodeOf(at), -length, 0);
  }

  /** Cuts so that a run begins at `offset` and has `length` elements; gives its slot. */
  private isolate(slot: number, offset: number, length: number): number {
    const { tree } = this;
    const rest = tree.slots[slot + LENGTH]! - offset - length;
    const cuts = (offset > 0 ? 1 : 0) + (rest > 0 ? 1 : 0);
    if (cuts === 0) return slot;
    let at = this.open(slot, cuts, STEP) - STEP;
    if (offset > 0) {
      tree.cutInto(at, offset, at + STEP);
      at += STEP;
    }
    if (rest > 0) tree.cutInto(at, length, at + STEP);
    return at;
  }

  private open(slot: number, count: number, distance: number): number {
    const at = this.tree.makeRoom(slot, count);
    this.finder.followSplit(at);
    this.tree.openSlots(at + distance, count);
    return at + distance;
  }
}
