/**
 * The runs of one sequence in document order, in a B+tree inside typed arrays: no object a run, nothing for the
 * garbage collector to trace, 16 bytes a run. What it is not: it knows nothing of order rules, of positions of
 * cursors or of text. Plain loops over arrays, because here an object or a closure a run costs more than the work
 * (260,000 edits: 10 ms so, 100 ms with objects).
 *
 * A slot is four numbers in `slots`; its address is that of the first. In a leaf it is a run, in an inner node its
 * first number is a child. A node has `FAN` slots, and is the address of what is known of it in `nodes`: how many elements
 * are below it, how many of them are visible, and, where somebody had to ask, the oldest of them.
 */
import { assert } from "@weft/base";
import type { OpSpace } from "../space/op-space.ts";

/** Slots a node. */
export const FAN = 16;
/** From one slot to the next. */
export const STEP = 4;
const LEAF_SHIFT = 6;
/** From one node's first slot to the next one's. */
const NODE_STEP = FAN * STEP;
const FIRST_NODES = 2;

/** Numbers a node, as a power of two. */
const NODE_BITS = 3;
/** From one leaf to the next one that was made. */
export const LEAF_STEP = 1 << NODE_BITS;
const SLOTS_SHIFT = LEAF_SHIFT - NODE_BITS;
/** Where the numbers of a node are, from its address on: where its slots in use end, as a distance from the first. */
const USED = 0;
const PARENT = 1;
/** The leaf after a leaf, or -1. */
export const NEXT = 2;
/** 0: a leaf. */
export const LEVEL = 3;
export const VISIBLE = 4;
export const TOTAL = 5;
/** Whose the oldest element is, -1 if it is not known; the Lamport timestamp is in `oldest`. */
export const OLDEST_BY = 6;

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
  return (slot >> LEAF_SHIFT) << NODE_BITS;
}

/** First slot of a node. */
export function firstSlot(node: number): number {
  return node << SLOTS_SHIFT;
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
  nodes = new Int32Array(FIRST_NODES << NODE_BITS);
  root = 0;
  /** Lamport timestamps of the oldest elements, a node each; null until somebody asks. */
  #oldest: Float64Array | null = null;
  /** Above the last node. */
  #end = LEAF_STEP;
  /** Above the nodes that there were from the beginning: the others were split off from the one before them. */
  #builtEnd = 1 << NODE_BITS;

  constructor(space: OpSpace) {
    this.space = space;
    this.nodes.fill(-1, PARENT, LEVEL);
  }

  /** Elements that show. */
  get visibleLength(): number {
    return this.nodes[this.root + VISIBLE]!;
  }

  /** Elements, tombstones included. */
  get totalLength(): number {
    return this.nodes[this.root + TOTAL]!;
  }

  /** Whether a leaf was split off from the one before it. */
  isSplitOff(leaf: number): boolean {
    return leaf >= this.#builtEnd;
  }

  /** The leftmost leaf. */
  firstLeaf(): number {
    let node = this.root;
    while (this.nodes[node + LEVEL]! > 0) node = this.slots[firstSlot(node)]!;
    return node;
  }

  /** The slot after the last one in use of a node. */
  endOf(node: number): number {
    return firstSlot(node) + this.nodes[node + USED]!;
  }

  /** The slot of the run after this one, or -1. */
  after(slot: number): number {
    const node = nodeOf(slot);
    if (slot + STEP < this.endOf(node)) return slot + STEP;
    const next = this.nodes[node + NEXT]!;
    return next < 0 ? -1 : firstSlot(next);
  }

  /** Adds to the sums of a leaf and of all above it. */
  addToSums(leaf: number, visible: number, total: number): void {
    const { nodes } = this;
    for (let node = leaf; node >= 0; node = nodes[node + PARENT]!) {
      nodes[node + VISIBLE]! += visible;
      nodes[node + TOTAL]! += total;
    }
  }

  /** Makes the oldest elements known, from now on. To be called before they are read. */
  settleAges(): void {
    if (this.#oldest) return;
    this.#oldest = new Float64Array(this.nodes.length >> NODE_BITS);
    for (let level = 0; level <= this.nodes[this.root + LEVEL]!; level++) {
      for (let node = 0; node < this.#end; node += 1 << NODE_BITS) {
        if (this.nodes[node + LEVEL] === level) this.#sumUp(node);
      }
    }
  }

  /** Notes that a new run is there. */
  noteAge(slot: number): void {
    if (!this.#oldest) return;
    const replica = this.slots[slot + OWNER]! >> FLAG_BITS;
    const lamport = this.space.lamportOf(replica, this.slots[slot]!);
    for (let node = nodeOf(slot); node >= 0; node = this.nodes[node + PARENT]!) {
      if (this.hasOlder(node, lamport, replica)) return;
      this.#setOldest(node, lamport, replica);
    }
  }

  /** The Lamport timestamp of the oldest element below a node. */
  oldestOf(node: number): number {
    return this.#oldest![node >> NODE_BITS]!;
  }

  /** Whether something below a node is older than that. */
  hasOlder(node: number, lamport: number, replica: number): boolean {
    const by = this.nodes[node + OLDEST_BY]!;
    return by >= 0 && this.space.compareAge(this.oldestOf(node), by, lamport, replica) < 0;
  }

  /** How many more runs the leaf of `slot` can take as it is. */
  roomBeside(slot: number): number {
    return (NODE_STEP - this.nodes[nodeOf(slot) + USED]!) / STEP;
  }

  /** Makes room for `needed` more runs in the leaf of `slot`; gives the slot's address afterwards. */
  makeRoom(slot: number, needed: number): number {
    const leaf = nodeOf(slot);
    const used = this.nodes[leaf + USED]!;
    if (used + needed * STEP <= NODE_STEP) return slot;
    const index = slot - firstSlot(leaf);
    let kept = NODE_STEP >> 1;
    if (index + STEP >= used && this.nodes[leaf + NEXT] === -1) kept = used - STEP;
    else if (index <= STEP) kept = index + STEP;
    const right = this.#splitNode(leaf, kept);
    return index < kept ? slot : firstSlot(right) + index - kept;
  }

  /** Opens empty slots there, pushing what follows in its node on. There must be room; sums stay as they are. */
  openSlots(slot: number, count: number): void {
    const node = nodeOf(slot);
    const end = this.endOf(node);
    const { slots } = this;
    const distance = count * STEP;
    assert(end + distance <= firstSlot(node) + NODE_STEP, "room for the run");
    if (end - slot > LOOP_NUMBERS) slots.copyWithin(slot + distance, slot, end);
    else for (let at = end - 1; at >= slot; at--) slots[at + distance] = slots[at]!;
    this.nodes[node + USED]! += distance;
  }

  /** Takes a slot out of its node. */
  closeSlot(slot: number): void {
    const node = nodeOf(slot);
    const { slots } = this;
    const end = this.endOf(node) - STEP;
    for (let at = slot; at < end; at++) slots[at] = slots[at + STEP]!;
    this.nodes[node + USED]! -= STEP;
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

  /** Whether a slot next to one in use is in use in the same node. */
  areTogether(slot: number, beside: number): boolean {
    const node = nodeOf(slot);
    return beside >= firstSlot(node) && beside < this.endOf(node);
  }

  /** Fuses the run with the one after it in its leaf, if that goes on from it and is covered as often. */
  fuseWithNext(slot: number): boolean {
    const { slots } = this;
    const next = slot + STEP;
    if (slots[slot + COVERS] !== slots[next + COVERS] || !this.runsOn(slot, next)) return false;
    if (next >= this.endOf(nodeOf(slot))) return false;
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
    assert(this.totalLength === 0, "an empty tree");
    const leaves = Math.max(1, Math.ceil(runs.length / NODE_STEP));
    let nodes = leaves;
    for (let above = leaves; above > 1; nodes += above) above = Math.ceil(above / FAN);
    this.#resize(nodes + (nodes >> 3) + 1);
    this.slots.set(runs);
    for (let leaf = 0; leaf < leaves; leaf++) {
      const node = leaf === 0 ? 0 : this.#newNode(0);
      this.nodes[node + USED] = Math.min(NODE_STEP, runs.length - leaf * NODE_STEP);
      if (leaf + 1 < leaves) this.nodes[node + NEXT] = this.#end;
      this.#sumUp(node);
    }
    for (let first = 0; this.#end - first > 1 << NODE_BITS; ) {
      const end = this.#end;
      for (let child = first; child < end; child += FAN << NODE_BITS) {
        this.#adopt(
          this.#newNode(this.nodes[first + LEVEL]! + 1),
          child,
          Math.min(child + (FAN << NODE_BITS), end),
        );
      }
      first = end;
    }
    this.root = this.#end - (1 << NODE_BITS);
    this.#builtEnd = this.#end;
  }

  #adopt(node: number, from: number, to: number): void {
    let slot = firstSlot(node);
    for (let child = from; child < to; child += 1 << NODE_BITS, slot += STEP) {
      this.slots[slot] = child;
      this.nodes[child + PARENT] = node;
    }
    this.nodes[node + USED] = slot - firstSlot(node);
    this.#sumUp(node);
  }

  /** What the nodes before a leaf have together: `sum` is VISIBLE or TOTAL. */
  before(leaf: number, sum: typeof VISIBLE | typeof TOTAL): number {
    const { slots, nodes } = this;
    let before = 0;
    for (let node = leaf, parent = nodes[leaf + PARENT]!; parent >= 0; parent = nodes[node + PARENT]!) {
      for (let slot = firstSlot(parent); slots[slot] !== node; slot += STEP)
        before += nodes[slots[slot]! + sum]!;
      node = parent;
    }
    return before;
  }

  /**
   * Moves what is behind the first `kept` numbers of a full node into a new one: half of it; only the last slot at the end
   * of the document, and all but the first where somebody writes backwards, so that what is left behind is full.
   */
  #splitNode(node: number, kept: number): number {
    if (node === this.root) {
      this.root = this.#newNode(this.nodes[node + LEVEL]! + 1);
      this.#adopt(this.root, node, node + 1);
    }
    let parent = this.nodes[node + PARENT]!;
    if (this.nodes[parent + USED] === NODE_STEP) {
      this.#splitNode(parent, Math.max(kept, NODE_STEP >> 1));
      parent = this.nodes[node + PARENT]!;
    }
    const right = this.#newNode(this.nodes[node + LEVEL]!);
    const { slots, nodes } = this;
    slots.copyWithin(firstSlot(right), firstSlot(node) + kept, this.endOf(node));
    nodes[right + USED] = nodes[node + USED]! - kept;
    nodes[node + USED] = kept;
    nodes[right + NEXT] = nodes[node + NEXT]!;
    nodes[node + NEXT] = right;
    let slot = firstSlot(parent);
    while (slots[slot] !== node) slot += STEP;
    this.openSlots(slot + STEP, 1);
    slots[slot + STEP] = right;
    nodes[right + PARENT] = parent;
    if (nodes[right + LEVEL]! > 0) {
      for (let at = firstSlot(right); at < this.endOf(right); at += STEP) nodes[slots[at]! + PARENT] = right;
    }
    this.#sumUp(node);
    this.#sumUp(right);
    return right;
  }

  /** Works out the sums and the oldest element of a node from its slots. */
  #sumUp(node: number): void {
    const { slots, nodes } = this;
    let visible = 0;
    let total = 0;
    const isLeaf = nodes[node + LEVEL] === 0;
    const end = this.endOf(node);
    if (this.#oldest) this.#setOldest(node, 0, -1);
    for (let slot = firstSlot(node); slot < end; slot += STEP) {
      const first = slots[slot]!;
      visible += isLeaf ? shownOf(slots[slot + LENGTH]!, slots[slot + COVERS]!) : nodes[first + VISIBLE]!;
      total += isLeaf ? slots[slot + LENGTH]! : nodes[first + TOTAL]!;
      if (!this.#oldest) continue;
      const replica = isLeaf ? slots[slot + OWNER]! >> FLAG_BITS : nodes[first + OLDEST_BY]!;
      const lamport = isLeaf ? this.space.lamportOf(replica, first) : this.oldestOf(first);
      if (!this.hasOlder(node, lamport, replica)) this.#setOldest(node, lamport, replica);
    }
    nodes[node + VISIBLE] = visible;
    nodes[node + TOTAL] = total;
  }

  #setOldest(node: number, lamport: number, replica: number): void {
    this.#oldest![node >> NODE_BITS] = lamport;
    this.nodes[node + OLDEST_BY] = replica;
  }

  #newNode(level: number): number {
    const node = this.#end;
    const count = node >> NODE_BITS;
    if (node === this.nodes.length) this.#resize(count < 64 ? count * 2 : count + (count >> 1));
    this.#end = node + (1 << NODE_BITS);
    this.nodes[node + PARENT] = -1;
    this.nodes[node + NEXT] = -1;
    this.nodes[node + LEVEL] = level;
    this.nodes[node + OLDEST_BY] = -1;
    return node;
  }

  #resize(nodes: number): void {
    this.slots = resized(this.slots, new Int32Array(nodes * NODE_STEP));
    this.nodes = resized(this.nodes, new Int32Array(nodes << NODE_BITS));
    if (this.#oldest) this.#oldest = resized(this.#oldest, new Float64Array(nodes));
  }
}

function resized<Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from.subarray(0, to.length));
  return to;
}
