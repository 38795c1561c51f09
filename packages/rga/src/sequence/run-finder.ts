import type { OpSpace } from "../space/op-space.ts";
import { IdIndex } from "./id-index.ts";
import {
  COVERS,
  FLAG_BITS,
  firstSlot,
  LENGTH,
  LEVEL,
  NEXT,
  nodeOf,
  OWNER,
  RunTree,
  STEP,
  shownOf,
  TOTAL,
  VISIBLE,
} from "./run-tree.ts";

/**
 * Finds runs by id and by position. Remembers the run that was found last, its leaf and how much visible text is before
 * them, because edits come where the last one was: then neither the id index nor the tree is asked.
 */
export class RunFinder {
  readonly tree: RunTree;
  /** Offset, in the run that was found last, of the element that was looked for. */
  offset = 0;
  /** The run that was found or changed last. It is in `leaf`. */
  at = 0;
  /** Visible elements before `at`; of no meaning while `base` is -1. */
  start = 0;
  #leaf = 0;
  /** Visible elements before `leaf`, or -1 if that is not known. */
  #base = 0;
  readonly #index: IdIndex;

  constructor(space: OpSpace) {
    this.tree = new RunTree(space);
    this.#index = new IdIndex(this.tree);
  }

  /** The slot of the run that holds the element; RangeError if it is not in the sequence. */
  locate(replica: number, counter: number): number {
    const slot = this.search(replica, counter);
    if (slot < 0) throw new RangeError(`no element ${counter} of replica ${replica}`);
    return slot;
  }

  /** The slot of the run that holds the element, or -1. */
  search(replica: number, counter: number): number {
    const { slots } = this.tree;
    const { at } = this;
    const offset = counter - slots[at]!;
    if (offset >= 0 && offset < slots[at + LENGTH]! && slots[at + OWNER]! >> FLAG_BITS === replica) {
      this.offset = offset;
      return at;
    }
    const near = this.#searchLeaf(this.#leaf, replica, counter);
    if (near >= 0) return near;
    const noted = this.#index.leafOf(replica, counter);
    for (let leaf = noted; leaf >= 0; leaf = this.#index.nextOf(leaf, noted)) {
      const slot = this.#searchLeaf(leaf, replica, counter);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  /** The slot of the run that holds the visible element at `position`; RangeError if there is none. */
  slotAt(position: number): number {
    const { tree } = this;
    if (!(position >= 0 && position < tree.visibleLength)) {
      throw new RangeError(`no element at ${position}`);
    }
    const near = position - this.#base;
    if (this.#base < 0 || near < 0 || near >= tree.nodes[this.#leaf + VISIBLE]!) this.#descend(position);
    const { slots } = tree;
    let slot = this.at;
    let before = this.start;
    if (position < before) {
      slot = firstSlot(this.#leaf);
      before = this.#base;
    }
    for (;;) {
      const size = shownOf(slots[slot + LENGTH]!, slots[slot + COVERS]!);
      if (position - before < size) break;
      before += size;
      slot += STEP;
    }
    this.at = slot;
    this.start = before;
    this.offset = position - before;
    return slot;
  }

  /** The next run with visible elements; there must be one. Dead leaves are stepped over. */
  nextVisible(slot: number): number {
    const { tree } = this;
    const { slots } = tree;
    let leaf = nodeOf(slot);
    let next = slot + STEP;
    for (;;) {
      for (const end = tree.endOf(leaf); next < end; next += STEP)
        if (slots[next + COVERS] === 0) return next;
      do leaf = tree.nodes[leaf + NEXT]!;
      while (leaf >= 0 && tree.nodes[leaf + VISIBLE] === 0);
      if (leaf < 0) throw new RangeError("no element follows");
      next = firstSlot(leaf);
    }
  }

  /** Visible elements before the run. Remembers it. */
  positionOf(slot: number): number {
    const { tree } = this;
    const leaf = nodeOf(slot);
    if (leaf !== this.#leaf || this.#base < 0) this.#moveTo(leaf, tree.before(leaf, VISIBLE));
    this.remember(slot);
    return this.start;
  }

  /** Elements before the run, tombstones included. */
  rankOf(slot: number): number {
    const { tree } = this;
    const leaf = nodeOf(slot);
    let rank = tree.before(leaf, TOTAL);
    for (let at = firstSlot(leaf); at < slot; at += STEP) rank += tree.slots[at + LENGTH]!;
    return rank;
  }

  /** Remembers a run that was found or changed, where the next edit is likely to be. */
  remember(slot: number): void {
    const { tree } = this;
    const leaf = nodeOf(slot);
    if (leaf !== this.#leaf) this.#moveTo(leaf, -1);
    let before = this.#base;
    if (before >= 0) {
      const { slots } = tree;
      for (let at = firstSlot(leaf); at < slot; at += STEP) {
        before += shownOf(slots[at + LENGTH]!, slots[at + COVERS]!);
      }
    }
    this.at = slot;
    this.start = before;
  }

  /** `remember` for who knows how many visible elements are before the run. */
  rememberAt(slot: number, start: number): void {
    const leaf = nodeOf(slot);
    if (leaf !== this.#leaf) this.#moveTo(leaf, -1);
    this.at = slot;
    this.start = start;
  }

  /**
   * Notes that the leaf of `slot`, a slot that `makeRoom` gave back, may be one of two halves now: what is known of the
   * leaf that was remembered still holds for its left half.
   */
  followSplit(slot: number): void {
    const leaf = nodeOf(slot);
    if (leaf === this.#leaf) return;
    const { nodes } = this.tree;
    const isRightHalf = nodes[this.#leaf + NEXT] === leaf && this.#base >= 0;
    this.#moveTo(leaf, isRightHalf ? this.#base + nodes[this.#leaf + VISIBLE]! : -1);
  }

  /** Notes where a new run is. */
  noteRun(slot: number): void {
    this.#index.noteRun(slot);
  }

  #moveTo(leaf: number, base: number): void {
    this.#leaf = leaf;
    this.#base = base;
    this.at = firstSlot(leaf);
    this.start = base;
  }

  #descend(position: number): void {
    const { tree } = this;
    const { slots, nodes } = tree;
    let node = tree.root;
    let before = 0;
    while (nodes[node + LEVEL]! > 0) {
      let slot = firstSlot(node);
      let child = slots[slot]!;
      for (let size = nodes[child + VISIBLE]!; position - before >= size; size = nodes[child + VISIBLE]!) {
        before += size;
        slot += STEP;
        child = slots[slot]!;
      }
      node = child;
    }
    this.#moveTo(node, before);
  }

  #searchLeaf(leaf: number, replica: number, counter: number): number {
    const { tree } = this;
    const { slots } = tree;
    const end = tree.endOf(leaf);
    for (let slot = firstSlot(leaf); slot < end; slot += STEP) {
      const offset = counter - slots[slot]!;
      if (offset < 0 || offset >= slots[slot + LENGTH]! || slots[slot + OWNER]! >> FLAG_BITS !== replica)
        continue;
      this.offset = offset;
      return slot;
    }
    return -1;
  }
}
