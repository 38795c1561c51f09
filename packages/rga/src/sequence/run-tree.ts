/**
 * The runs of one sequence in document order, in a B+tree inside typed arrays: no object a run, nothing for the
 * garbage collector to trace, 16 bytes a run. What it is not: it knows nothing of order rules, of positions of
 * cursors or of text. Plain loops over arrays, because here an object or a closure a run costs more than the work
 * (260,000 edits: 10 ms so, 100 ms with objects).
 *
 * A slot is four numbers in `slots`; its address is that of the first. In a leaf it is a run, in an inner node its
 * first number is a child. A node has `FAN` slots and is a number itself. Every node knows how many elements are
 * below it, how many of them are visible, and the oldest of them. Sums above the leaf that was changed last wait in
 * `settle`, since edits come where the last one was.
 */
import { assert } from "@weft/base";
import type { OpSpace } from "../space/op-space.ts";

/** Slots a node. */
export const FAN = 32;
/** From one slot to the next. */
export const STEP = 4;
const NODE_SHIFT = 7;
/** From one node's first slot to the next one's. */
const NODE_STEP = FAN * STEP;
const FIRST_NODES = 2;
/** A call of copyWithin costs as much as a loop over so many numbers. */
const LOOP_NUMBERS = 64;

/** Where the numbers of a run are, from its address on; the first element's counter is at the address. */
export const LENGTH = 1;
/** The replica's number in the upper bits, the flags in the lower. */
export const OWNER = 2;
/** How many deletions cover the run. */
export const COVERS = 3;

/** The first element of the run is a left child. */
export const IS_LEFT = 1;
/** The first element of the run has left children. */
export const HAS_LEFT = 2;
/** The last element of the run has right children. Inside a run every element has: the next one. */
export const HAS_RIGHT = 4;
/** The replica's number is above the flags. */
export const FLAG_BITS = 3;

/** Node of a slot. */
export function nodeOf(slot: number): number {
  return slot >> NODE_SHIFT;
}

/** First slot of a node. */
export function firstSlot(node: number): number {
  return node << NODE_SHIFT;
}

/**
 * How many elements of a run show. No branch: runs that show and tombstones take turns as they please, and a processor that
 * guesses wrong loses more than it would count.
 */
export function shownOf(length: number, covers: number): number {
  return length & ((covers - 1) >> 31);
}

export class RunTree {
  readonly space: OpSpace;
  slots = new Int32Array(FIRST_NODES * NODE_STEP);
  /** Where the slots in use end, for each node, as a distance from its first one. */
  used = new Int32Array(FIRST_NODES);
  parent = new Int32Array(FIRST_NODES).fill(-1);
  visible = new Int32Array(FIRST_NODES);
  total = new Int32Array(FIRST_NODES);
  oldestLamport = new Float64Array(FIRST_NODES).fill(Number.POSITIVE_INFINITY);
  oldestReplica = new Int32Array(FIRST_NODES).fill(-1);
  /** The leaf after a leaf, or -1. */
  next = new Int32Array(FIRST_NODES).fill(-1);
  /** 0: a leaf. */
  level = new Uint8Array(FIRST_NODES);
  root = 0;
  /** Whether the oldest element below each node is known: only where somebody had to ask for it. */
  private keepsAges = false;
  /** Elements that show, and all of them. */
  visibleLength = 0;
  totalLength = 0;
  private nodeCount = 1;
  /** The leaf whose sums the nodes above it lack, and what they lack. */
  private unsettled = 0;
  private lackVisible = 0;
  private lackTotal = 0;
  /** Nodes that there were from the beginning: the others were split off from the one before them. */
  private builtCount = 1;

  constructor(space: OpSpace) {
    this.space = space;
  }

  /** Whether a leaf was split off from the one before it. */
  isSplitOff(leaf: number): boolean {
    return leaf >= this.builtCount;
  }

  /** The leftmost leaf. */
  firstLeaf(): number {
    let node = this.root;
    while (this.level[node]! > 0) node = this.slots[firstSlot(node)]!;
    return node;
  }

  /** The slot after the last one in use of a node. */
  endOf(node: number): number {
    return firstSlot(node) + this.used[node]!;
  }

  /** The slot of the run after this one, or -1. */
  after(slot: number): number {
    const node = nodeOf(slot);
    if (slot + STEP < this.endOf(node)) return slot + STEP;
    const next = this.next[node]!;
    return next < 0 ? -1 : firstSlot(next);
  }

  /** Adds to the sums of a leaf and, when they are asked for, of all above it. */
  addToSums(leaf: number, visible: number, total: number): void {
    if (leaf !== this.unsettled) {
      this.settle();
      this.unsettled = leaf;
    }
    this.visible[leaf]! += visible;
    this.total[leaf]! += total;
    this.visibleLength += visible;
    this.totalLength += total;
    this.lackVisible += visible;
    this.lackTotal += total;
  }

  /** Gives the nodes above the leaf that was changed last their sums. To be called before they are read. */
  settle(): void {
    const { lackVisible, lackTotal } = this;
    if (lackVisible === 0 && lackTotal === 0) return;
    this.lackVisible = 0;
    this.lackTotal = 0;
    for (let node = this.parent[this.unsettled]!; node >= 0; node = this.parent[node]!) {
      this.visible[node]! += lackVisible;
      this.total[node]! += lackTotal;
    }
  }

  /** Makes the oldest elements known, from now on. To be called before they are read. */
  settleAges(): void {
    if (this.keepsAges) return;
    this.keepsAges = true;
    this.settle();
    for (let level = 0; level <= this.level[this.root]!; level++) {
      for (let node = 0; node < this.nodeCount; node++) if (this.level[node] === level) this.sumUp(node);
    }
  }

  /** Notes that a new run is there. */
  noteAge(slot: number): void {
    if (!this.keepsAges) return;
    const replica = this.slots[slot + OWNER]! >> FLAG_BITS;
    const lamport = this.space.lamportOf(replica, this.slots[slot]!);
    for (let node = nodeOf(slot); node >= 0; node = this.parent[node]!) {
      if (!this.isOlderThanNode(lamport, replica, node)) return;
      this.oldestLamport[node] = lamport;
      this.oldestReplica[node] = replica;
    }
  }

  /** Whether this age is older than everything in the node. */
  isOlderThanNode(lamport: number, replica: number, node: number): boolean {
    const oldest = this.oldestLamport[node]!;
    if (lamport !== oldest) return lamport < oldest;
    return this.space.compareAge(lamport, replica, oldest, this.oldestReplica[node]!) < 0;
  }

  /** Makes room for `needed` more runs in the leaf of `slot`; gives the slot's address afterwards. */
  makeRoom(slot: number, needed: number): number {
    const leaf = nodeOf(slot);
    if (this.used[leaf]! + needed * STEP <= NODE_STEP) return slot;
    this.settle();
    const index = slot - firstSlot(leaf);
    let kept = NODE_STEP >> 1;
    if (slot + STEP >= this.endOf(leaf) && this.next[leaf] === -1) kept = this.used[leaf]! - STEP;
    else if (index <= STEP) kept = index + STEP;
    const right = this.splitNode(leaf, kept);
    return index < kept ? slot : firstSlot(right) + index - kept;
  }

  /** Opens empty slots there, pushing what follows in its node on. There must be room; sums stay as they are. */
  openSlots(slot: number, count: number): void {
    const node = nodeOf(slot);
    const end = this.endOf(node);
    assert(this.used[node]! + count * STEP <= NODE_STEP, "room was made for the run");
    const { slots } = this;
    const distance = count * STEP;
    if (end - slot > LOOP_NUMBERS) slots.copyWithin(slot + distance, slot, end);
    else for (let at = end - 1; at >= slot; at--) slots[at + distance] = slots[at]!;
    this.used[node]! += distance;
  }

  /** Takes a slot out of its node. */
  closeSlot(slot: number): void {
    const node = nodeOf(slot);
    const { slots } = this;
    const end = this.endOf(node) - STEP;
    for (let at = slot; at < end; at++) slots[at] = slots[at + STEP]!;
    this.used[node]! -= STEP;
  }

  /**
   * Makes the run there and the one behind it out of one: the first has `offset` elements, 0 < offset < length, and
   * the second, in a slot that is open, the others. Covers are copied.
   */
  cutInto(slot: number, offset: number, second: number): void {
    const { slots } = this;
    const length = slots[slot + LENGTH]!;
    const owner = slots[slot + OWNER]!;
    assert(offset > 0 && offset < length, "a cut inside the run");
    slots[second] = slots[slot]! + offset;
    slots[second + LENGTH] = length - offset;
    slots[second + OWNER] = owner & ~(IS_LEFT | HAS_LEFT);
    slots[second + COVERS] = slots[slot + COVERS]!;
    slots[slot + LENGTH] = offset;
    slots[slot + OWNER] = owner | HAS_RIGHT;
  }

  /**
   * Whether the second run, straight after the first, goes on from it: the same replica's, the next counter, and its
   * first element a right child. Only then is it the child of the first one's last element: a left child with the
   * next counter belongs to an element further right, and a run that hid it would lose its parent.
   */
  runsOn(first: number, second: number): boolean {
    const { slots } = this;
    const owner = slots[second + OWNER]!;
    return (
      (owner & IS_LEFT) === 0 &&
      slots[first]! + slots[first + LENGTH]! === slots[second] &&
      slots[first + OWNER]! >> FLAG_BITS === owner >> FLAG_BITS
    );
  }

  /** Fuses the run with the one after it in its leaf, if that goes on from it and is covered as often. */
  fuseWithNext(slot: number): boolean {
    const { slots } = this;
    const next = slot + STEP;
    if (next >= this.endOf(nodeOf(slot))) return false;
    if (slots[slot + COVERS] !== slots[next + COVERS] || !this.runsOn(slot, next)) return false;
    slots[slot + LENGTH]! += slots[next + LENGTH]!;
    slots[slot + OWNER] = (slots[slot + OWNER]! & ~HAS_RIGHT) | (slots[next + OWNER]! & HAS_RIGHT);
    this.closeSlot(next);
    return true;
  }

  /**
   * Takes in all runs at once, which an empty tree is given in document order, four numbers each as in `slots`. The
   * leaves are full, and there is room for an eighth more.
   */
  build(runs: Int32Array): void {
    assert(this.totalLength === 0, "only an empty tree is built");
    const leaves = Math.max(1, Math.ceil(runs.length / NODE_STEP));
    let nodes = leaves;
    for (let above = leaves; above > 1; nodes += above) above = Math.ceil(above / FAN);
    this.resize(nodes + (nodes >> 3) + 1);
    this.slots.set(runs);
    for (let leaf = 0; leaf < leaves; leaf++) {
      this.used[leaf] = Math.min(NODE_STEP, runs.length - leaf * NODE_STEP);
      this.next[leaf] = leaf + 1 < leaves ? leaf + 1 : -1;
      this.sumUp(leaf);
    }
    this.nodeCount = leaves;
    for (let first = 0, count = leaves; count > 1; ) {
      const above = this.nodeCount;
      for (let child = first; child < first + count; child += FAN) {
        this.adopt(this.newNode(this.level[first]! + 1), child, Math.min(child + FAN, first + count));
      }
      first = above;
      count = this.nodeCount - above;
    }
    this.root = this.nodeCount - 1;
    this.builtCount = this.nodeCount;
    this.visibleLength = this.visible[this.root]!;
    this.totalLength = this.total[this.root]!;
  }

  private adopt(node: number, from: number, to: number): void {
    for (let child = from; child < to; child++) {
      this.slots[firstSlot(node) + (child - from) * STEP] = child;
      this.parent[child] = node;
    }
    this.used[node] = (to - from) * STEP;
    this.sumUp(node);
  }

  /** What the nodes before a leaf have together: `sums` is `visible` or `total`. */
  before(leaf: number, sums: Int32Array): number {
    this.settle();
    const { slots } = this;
    let before = 0;
    for (let node = leaf, parent = this.parent[leaf]!; parent >= 0; parent = this.parent[node]!) {
      for (let slot = firstSlot(parent); slots[slot] !== node; slot += STEP) before += sums[slots[slot]!]!;
      node = parent;
    }
    return before;
  }

  /**
   * Moves what is behind the first `kept` numbers of a full node into a new one: half of it; only the last slot at the end
   * of the document, and all but the first where somebody writes backwards, so that what is left behind is full.
   */
  private splitNode(node: number, kept: number): number {
    if (node === this.root) this.growRoot();
    let parent = this.parent[node]!;
    if (this.used[parent] === NODE_STEP) {
      this.splitNode(parent, Math.max(kept, NODE_STEP >> 1));
      parent = this.parent[node]!;
    }
    const right = this.newNode(this.level[node]!);
    this.slots.copyWithin(firstSlot(right), firstSlot(node) + kept, this.endOf(node));
    this.used[right] = this.used[node]! - kept;
    this.used[node] = kept;
    this.next[right] = this.next[node]!;
    this.next[node] = right;
    let slot = firstSlot(parent);
    while (this.slots[slot] !== node) slot += STEP;
    this.openSlots(slot + STEP, 1);
    this.slots[slot + STEP] = right;
    this.parent[right] = parent;
    if (this.level[right]! > 0) {
      for (let at = firstSlot(right); at < this.endOf(right); at += STEP)
        this.parent[this.slots[at]!] = right;
    }
    this.sumUp(node);
    this.sumUp(right);
    return right;
  }

  private growRoot(): void {
    const old = this.root;
    const root = this.newNode(this.level[old]! + 1);
    this.adopt(root, old, old + 1);
    this.root = root;
  }

  /** Works out the sums and the oldest element of a node from its slots. */
  private sumUp(node: number): void {
    const { slots } = this;
    let visible = 0;
    let total = 0;
    let oldest = Number.POSITIVE_INFINITY;
    let oldestReplica = -1;
    const isLeaf = this.level[node] === 0;
    const end = this.endOf(node);
    for (let slot = firstSlot(node); slot < end; slot += STEP) {
      const counter = slots[slot]!;
      visible += isLeaf ? shownOf(slots[slot + LENGTH]!, slots[slot + COVERS]!) : this.visible[counter]!;
      total += isLeaf ? slots[slot + LENGTH]! : this.total[counter]!;
      if (!this.keepsAges) continue;
      const replica = isLeaf ? slots[slot + OWNER]! >> FLAG_BITS : this.oldestReplica[counter]!;
      const lamport = isLeaf ? this.space.lamportOf(replica, counter) : this.oldestLamport[counter]!;
      if (lamport > oldest || this.space.compareAge(lamport, replica, oldest, oldestReplica) >= 0) continue;
      oldest = lamport;
      oldestReplica = replica;
    }
    this.oldestLamport[node] = oldest;
    this.oldestReplica[node] = oldestReplica;
    this.visible[node] = visible;
    this.total[node] = total;
  }

  private newNode(level: number): number {
    const node = this.nodeCount++;
    if (node === this.used.length) this.resize(node < 64 ? node * 2 : node + (node >> 1));
    this.level[node] = level;
    return node;
  }

  private resize(nodes: number): void {
    this.slots = resizedInts(this.slots, nodes * NODE_STEP, 0);
    this.used = resizedInts(this.used, nodes, 0);
    this.parent = resizedInts(this.parent, nodes, -1);
    this.visible = resizedInts(this.visible, nodes, 0);
    this.total = resizedInts(this.total, nodes, 0);
    this.next = resizedInts(this.next, nodes, -1);
    this.oldestReplica = resizedInts(this.oldestReplica, nodes, -1);
    const lamports = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
    lamports.set(this.oldestLamport.subarray(0, nodes));
    this.oldestLamport = lamports;
    const levels = new Uint8Array(nodes);
    levels.set(this.level.subarray(0, nodes));
    this.level = levels;
  }
}

function resizedInts(array: Int32Array, length: number, fill: number): Int32Array<ArrayBuffer> {
  const resized = new Int32Array(length);
  if (fill !== 0) resized.fill(fill);
  resized.set(array.subarray(0, length));
  return resized;
}
