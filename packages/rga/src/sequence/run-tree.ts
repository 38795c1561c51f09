/**
 * The runs of one sequence in document order, in a B+tree of typed arrays: no object a run, nothing for the
 * garbage collector to trace, 17 bytes a run. What it is not: it knows nothing of order rules, positions of
 * cursors or text. Plain loops over arrays, because here a closure a run costs more than the work
 * (260,000 edits: 0.1 s so, 0.4 s with objects).
 *
 * Nodes are numbers; a leaf and an inner node have `FAN` slots each, slot `node * FAN + i`. In a leaf a slot is a
 * run; in an inner node its `counter` is a child. Every node knows how many elements are below it, how many of
 * them are visible, and the oldest of them.
 */
import { assert } from "@weft/base";
import type { OpSpace } from "../space/op-space.ts";

/** Slots a node. */
export const FAN = 32;
const FAN_SHIFT = 5;
const FIRST_NODES = 4;

/** The first element of the run is a left child. */
export const IS_LEFT = 1;
/** The first element of the run has left children. */
export const HAS_LEFT = 2;
/** The last element of the run has right children. Inside a run every element has: the next one. */
export const HAS_RIGHT = 4;

/** Node of a slot. */
export function nodeOf(slot: number): number {
  return slot >> FAN_SHIFT;
}

/** Hears that the runs in the slots `from`..`to - 1` have moved to their leaf. */
export type RunsMoved = (from: number, to: number) => void;

export class RunTree {
  readonly space: OpSpace;
  replica = new Int32Array(FIRST_NODES * FAN);
  counter = new Int32Array(FIRST_NODES * FAN);
  length = new Int32Array(FIRST_NODES * FAN);
  covers = new Int32Array(FIRST_NODES * FAN);
  flags = new Uint8Array(FIRST_NODES * FAN);
  /** Slots in use. */
  count = new Int32Array(FIRST_NODES);
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
  private nodeCount = 1;
  private readonly moved: RunsMoved;

  constructor(space: OpSpace, moved: RunsMoved) {
    this.space = space;
    this.moved = moved;
  }

  /** The leftmost leaf. */
  firstLeaf(): number {
    let node = this.root;
    while ((this.level[node] ?? 0) > 0) node = this.counter[node * FAN] ?? 0;
    return node;
  }

  /** The slot of the run after this one, or -1. */
  after(slot: number): number {
    const node = nodeOf(slot);
    if (slot + 1 < node * FAN + (this.count[node] ?? 0)) return slot + 1;
    const next = this.next[node] ?? -1;
    return next < 0 ? -1 : next * FAN;
  }

  /** Visible elements in the run. */
  visibleIn(slot: number): number {
    return this.covers[slot] === 0 ? (this.length[slot] ?? 0) : 0;
  }

  /** Elements in the leaves before this one. */
  totalBefore(leaf: number): number {
    let before = 0;
    for (let node = leaf, parent = this.parent[leaf] ?? -1; parent >= 0; parent = this.parent[node] ?? -1) {
      for (let slot = parent * FAN; this.counter[slot] !== node; slot++) {
        before += this.total[this.counter[slot] ?? 0] ?? 0;
      }
      node = parent;
    }
    return before;
  }

  /** Visible elements in the leaves before this one. */
  visibleBefore(leaf: number): number {
    let before = 0;
    for (let node = leaf, parent = this.parent[leaf] ?? -1; parent >= 0; parent = this.parent[node] ?? -1) {
      for (let slot = parent * FAN; this.counter[slot] !== node; slot++) {
        before += this.visible[this.counter[slot] ?? 0] ?? 0;
      }
      node = parent;
    }
    return before;
  }

  /** Adds to the sums of a leaf and of all above it. */
  addToSums(leaf: number, visible: number, total: number): void {
    for (let node = leaf; node >= 0; node = this.parent[node] ?? -1) {
      this.visible[node] = (this.visible[node] ?? 0) + visible;
      this.total[node] = (this.total[node] ?? 0) + total;
    }
  }

  /** Notes that an element of this age is in the leaf now. */
  noteAge(leaf: number, lamport: number, replica: number): void {
    for (let node = leaf; node >= 0; node = this.parent[node] ?? -1) {
      if (!this.isOlderThanNode(lamport, replica, node)) return;
      this.oldestLamport[node] = lamport;
      this.oldestReplica[node] = replica;
    }
  }

  /** Whether this age is older than everything in the node. */
  isOlderThanNode(lamport: number, replica: number, node: number): boolean {
    const oldest = this.oldestLamport[node] ?? 0;
    if (lamport !== oldest) return lamport < oldest;
    return this.space.compareAge(lamport, replica, oldest, this.oldestReplica[node] ?? 0) < 0;
  }

  /** Makes room for `needed` more runs in the leaf of `slot`; gives the slot's address afterwards. */
  makeRoom(slot: number, needed: number): number {
    const leaf = nodeOf(slot);
    if ((this.count[leaf] ?? 0) + needed <= FAN) return slot;
    const right = this.splitNode(leaf);
    const kept = this.count[leaf] ?? 0;
    const index = slot - leaf * FAN;
    this.moved(right * FAN, right * FAN + (this.count[right] ?? 0));
    return index < kept ? slot : right * FAN + index - kept;
  }

  /** Opens an empty slot there, pushing what follows in its leaf on. There must be room; sums stay as they are. */
  openSlot(slot: number): void {
    const node = nodeOf(slot);
    const end = node * FAN + (this.count[node] ?? 0);
    assert(end - node * FAN < FAN, "room was made for the run");
    for (let at = end; at > slot; at--) this.copySlot(at - 1, at);
    this.count[node] = (this.count[node] ?? 0) + 1;
  }

  /** Cuts the run in two before its element `offset`, 0 < offset < length. There must be room for one more. */
  cutRun(slot: number, offset: number): void {
    const length = this.length[slot] ?? 0;
    assert(offset > 0 && offset < length, "a cut inside the run");
    this.openSlot(slot + 1);
    this.copySlot(slot, slot + 1);
    this.length[slot] = offset;
    this.flags[slot] = (this.flags[slot] ?? 0) | HAS_RIGHT;
    this.counter[slot + 1] = (this.counter[slot] ?? 0) + offset;
    this.length[slot + 1] = length - offset;
    this.flags[slot + 1] = (this.flags[slot + 1] ?? 0) & HAS_RIGHT;
  }

  /**
   * Fuses the run with the one after it in its leaf, if it is the same replica's, runs on in counters, is covered
   * as often, and its first element is a right child. Only then is it the child of this run's last element: a
   * left child with the next counter belongs to an element further right, and a run that hid it would lose its
   * parent.
   */
  fuseWithNext(slot: number): boolean {
    const node = nodeOf(slot);
    const next = slot + 1;
    if (next >= node * FAN + (this.count[node] ?? 0)) return false;
    if (this.replica[slot] !== this.replica[next] || this.covers[slot] !== this.covers[next]) return false;
    if ((this.counter[slot] ?? 0) + (this.length[slot] ?? 0) !== this.counter[next]) return false;
    if ((this.flags[next] ?? 0) & IS_LEFT) return false;
    this.length[slot] = (this.length[slot] ?? 0) + (this.length[next] ?? 0);
    this.flags[slot] = ((this.flags[slot] ?? 0) & ~HAS_RIGHT) | ((this.flags[next] ?? 0) & HAS_RIGHT);
    const end = node * FAN + (this.count[node] ?? 0);
    for (let at = next; at + 1 < end; at++) this.copySlot(at + 1, at);
    this.count[node] = (this.count[node] ?? 0) - 1;
    return true;
  }

  private copySlot(from: number, to: number): void {
    this.replica[to] = this.replica[from] ?? 0;
    this.counter[to] = this.counter[from] ?? 0;
    this.length[to] = this.length[from] ?? 0;
    this.covers[to] = this.covers[from] ?? 0;
    this.flags[to] = this.flags[from] ?? 0;
  }

  /** Moves the right half of a full node into a new one behind it. */
  private splitNode(node: number): number {
    if (node === this.root) this.growRoot();
    let parent = this.parent[node] ?? 0;
    if (this.count[parent] === FAN) {
      this.splitNode(parent);
      parent = this.parent[node] ?? 0;
    }
    const right = this.newNode(this.level[node] ?? 0);
    const kept = FAN >> 1;
    const all = this.count[node] ?? 0;
    for (let index = kept; index < all; index++)
      this.copySlot(node * FAN + index, right * FAN + index - kept);
    this.count[node] = kept;
    this.count[right] = all - kept;
    this.next[right] = this.next[node] ?? -1;
    this.next[node] = right;
    let slot = parent * FAN;
    while (this.counter[slot] !== node) slot++;
    this.openSlot(slot + 1);
    this.counter[slot + 1] = right;
    this.parent[right] = parent;
    if ((this.level[right] ?? 0) > 0) {
      for (let index = 0; index < all - kept; index++)
        this.parent[this.counter[right * FAN + index] ?? 0] = right;
    }
    this.sumUp(node);
    this.sumUp(right);
    return right;
  }

  private growRoot(): void {
    const old = this.root;
    const root = this.newNode((this.level[old] ?? 0) + 1);
    this.counter[root * FAN] = old;
    this.count[root] = 1;
    this.parent[old] = root;
    this.root = root;
    this.sumUp(root);
  }

  /** Works out the sums and the oldest element of a node from its slots. */
  private sumUp(node: number): void {
    let visible = 0;
    let total = 0;
    this.oldestLamport[node] = Number.POSITIVE_INFINITY;
    this.oldestReplica[node] = -1;
    const isLeaf = this.level[node] === 0;
    for (let slot = node * FAN; slot < node * FAN + (this.count[node] ?? 0); slot++) {
      const counter = this.counter[slot] ?? 0;
      visible += isLeaf ? this.visibleIn(slot) : (this.visible[counter] ?? 0);
      total += (isLeaf ? this.length[slot] : this.total[counter]) ?? 0;
      const replica = (isLeaf ? this.replica[slot] : this.oldestReplica[counter]) ?? 0;
      const lamport = isLeaf ? this.space.lamportOf(replica, counter) : (this.oldestLamport[counter] ?? 0);
      if (this.isOlderThanNode(lamport, replica, node)) {
        this.oldestLamport[node] = lamport;
        this.oldestReplica[node] = replica;
      }
    }
    this.visible[node] = visible;
    this.total[node] = total;
  }

  private newNode(level: number): number {
    const node = this.nodeCount++;
    if (node === this.count.length) this.grow();
    this.level[node] = level;
    return node;
  }

  private grow(): void {
    const nodes = this.count.length * 2;
    this.replica = grownInts(this.replica, nodes * FAN, 0);
    this.counter = grownInts(this.counter, nodes * FAN, 0);
    this.length = grownInts(this.length, nodes * FAN, 0);
    this.covers = grownInts(this.covers, nodes * FAN, 0);
    const flags = new Uint8Array(nodes * FAN);
    flags.set(this.flags);
    this.flags = flags;
    this.count = grownInts(this.count, nodes, 0);
    this.parent = grownInts(this.parent, nodes, -1);
    this.visible = grownInts(this.visible, nodes, 0);
    this.total = grownInts(this.total, nodes, 0);
    this.next = grownInts(this.next, nodes, -1);
    this.oldestReplica = grownInts(this.oldestReplica, nodes, -1);
    const lamports = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
    lamports.set(this.oldestLamport);
    this.oldestLamport = lamports;
    const levels = new Uint8Array(nodes);
    levels.set(this.level);
    this.level = levels;
  }
}

function grownInts(array: Int32Array, length: number, fill: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length).fill(fill);
  grown.set(array);
  return grown;
}
