import type { OpSpace } from "../space/op-space.ts";
import { IdIndex } from "./id-index.ts";
import { FAN, nodeOf, RunTree } from "./run-tree.ts";

/**
 * Finds runs by id and by position. Remembers the leaf that was found last and how much visible text is before
 * it, because edits come where the last one was: then neither the id index nor the tree is asked.
 */
export class RunFinder {
  readonly tree: RunTree;
  /** Offset, in the run that was found last, of the element that was looked for. */
  offset = 0;
  private readonly index = new IdIndex();
  private leaf = 0;
  /** Visible elements before `leaf`, or -1 if that is not known. */
  private base = 0;

  constructor(space: OpSpace) {
    this.tree = new RunTree(space, (from, to) => {
      for (let slot = from; slot < to; slot++) this.noteRun(slot, 0);
    });
  }

  /** The slot of the run that holds the element; RangeError if it is not in the sequence. */
  locate(replica: number, counter: number): number {
    const slot = this.search(replica, counter);
    if (slot < 0) throw new RangeError(`the sequence has no element ${counter} of replica number ${replica}`);
    return slot;
  }

  /** The slot of the run that holds the element, or -1. */
  search(replica: number, counter: number): number {
    const near = this.searchLeaf(this.leaf, replica, counter);
    if (near >= 0) return near;
    const leaf = this.index.leafOf(replica, counter);
    if (leaf < 0 || leaf === this.leaf) return -1;
    const slot = this.searchLeaf(leaf, replica, counter);
    if (slot >= 0) this.moveTo(leaf, -1);
    return slot;
  }

  /** The slot of the run that holds the visible element at `position`; RangeError if there is none. */
  slotAt(position: number): number {
    const { tree } = this;
    if (!(position >= 0 && position < (tree.visible[tree.root] ?? 0))) {
      throw new RangeError(`no visible element is at ${position}`);
    }
    const near = position - this.base;
    if (this.base < 0 || near < 0 || near >= (tree.visible[this.leaf] ?? 0)) this.descend(position);
    let slot = this.leaf * FAN;
    let before = this.base;
    for (let size = tree.visibleIn(slot); position - before >= size; size = tree.visibleIn(slot)) {
      before += size;
      slot++;
    }
    this.offset = position - before;
    return slot;
  }

  /** The next run with visible elements; there must be one. Dead leaves are stepped over by their sums. */
  nextVisible(slot: number): number {
    const { tree } = this;
    let node = nodeOf(slot);
    let entry = slot + 1;
    for (;;) {
      const end = node * FAN + (tree.count[node] ?? 0);
      const isLeaf = tree.level[node] === 0;
      while (entry < end && (isLeaf ? tree.visibleIn(entry) : tree.visible[tree.counter[entry] ?? 0]) === 0)
        entry++;
      if (entry < end && isLeaf) return entry;
      if (entry < end) {
        node = tree.counter[entry] ?? 0;
        entry = node * FAN;
      } else {
        const parent = tree.parent[node] ?? -1;
        if (parent < 0) throw new RangeError("no visible element follows");
        entry = parent * FAN;
        while (tree.counter[entry] !== node) entry++;
        entry++;
        node = parent;
      }
    }
  }

  /** Visible elements before the run. */
  positionOf(slot: number): number {
    const { tree } = this;
    const leaf = nodeOf(slot);
    if (leaf !== this.leaf || this.base < 0) this.moveTo(leaf, tree.visibleBefore(leaf));
    let position = this.base;
    for (let at = leaf * FAN; at < slot; at++) position += tree.visibleIn(at);
    return position;
  }

  /** Elements before the run, tombstones included. */
  rankOf(slot: number): number {
    const leaf = nodeOf(slot);
    let rank = this.tree.totalBefore(leaf);
    for (let at = leaf * FAN; at < slot; at++) rank += this.tree.length[at] ?? 0;
    return rank;
  }

  /** Notes elements that came or went in the leaf of a run, or turned visible or not. */
  addToSums(slot: number, visible: number, total: number): void {
    const leaf = nodeOf(slot);
    this.tree.addToSums(leaf, visible, total);
    if (leaf !== this.leaf) this.moveTo(leaf, -1);
  }

  /** Notes where the elements of a run are, from its element `offset` on. */
  noteRun(slot: number, offset: number): void {
    const { tree } = this;
    const counter = tree.counter[slot] ?? 0;
    this.index.assign(
      tree.replica[slot] ?? 0,
      counter + offset,
      counter + (tree.length[slot] ?? 0),
      nodeOf(slot),
    );
  }

  private moveTo(leaf: number, base: number): void {
    this.leaf = leaf;
    this.base = base;
  }

  private descend(position: number): void {
    const { tree } = this;
    let node = tree.root;
    let before = 0;
    while ((tree.level[node] ?? 0) > 0) {
      let slot = node * FAN;
      let child = tree.counter[slot] ?? 0;
      while (position - before >= (tree.visible[child] ?? 0)) {
        before += tree.visible[child] ?? 0;
        child = tree.counter[++slot] ?? 0;
      }
      node = child;
    }
    this.moveTo(node, before);
  }

  private searchLeaf(leaf: number, replica: number, counter: number): number {
    const { tree } = this;
    const end = leaf * FAN + (tree.count[leaf] ?? 0);
    for (let slot = leaf * FAN; slot < end; slot++) {
      if (tree.replica[slot] !== replica) continue;
      const offset = counter - (tree.counter[slot] ?? 0);
      if (offset < 0 || offset >= (tree.length[slot] ?? 0)) continue;
      this.offset = offset;
      return slot;
    }
    return -1;
  }
}
