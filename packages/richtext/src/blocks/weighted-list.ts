/**
 * A list whose items carry weights, so that "which item covers place n" and "what stands before this item" are
 * both answered in O(log n). A B+tree with parent links: leaves hold handles, every node holds the sums of its
 * weights. A list may carry several weights per item (dimensions), each with its own sums.
 *
 * It is not a sequence that merges: it knows nothing of replicas, and its order is whatever it is told.
 */
import { assert } from "@weft/base";
import { ListHandle, ListNode, MAX_CHILDREN, MIN_CHILDREN } from "./list-node.ts";

/** The dimension in which every item weighs one. */
export const ITEMS = -1;

/** An item found by a prefix sum: `offset` is what is left of the sum inside the item. */
export interface Found<Item> {
  readonly handle: ListHandle<Item>;
  readonly offset: number;
}

/**
 * A list of weighted items.
 *
 * Law: `find(d, sumBefore(h, d) + o)` gives `{ handle: h, offset: o }` for 0 ≤ o < weight of `h` in `d`;
 * `at(indexOf(h))` is `h`.
 */
export class WeightedList<Item> {
  private root: ListNode<Item>;
  private readonly dimensions: number;

  constructor(dimensions = 1) {
    this.dimensions = dimensions;
    this.root = new ListNode<Item>(dimensions, true);
  }

  /** The number of items. */
  get length(): number {
    return this.root.count;
  }

  /** The sum of all weights of a dimension. */
  total(dimension = 0): number {
    return this.root.sums[dimension]!;
  }

  /** Puts `item` straight after `previous`, or first if that is null. `weights` has one number per dimension. */
  insertAfter(previous: ListHandle<Item> | null, item: Item, weights: readonly number[]): ListHandle<Item> {
    assert(weights.length === this.dimensions, "one weight per dimension");
    const handle = new ListHandle<Item>(item, [...weights]);
    let leaf: ListNode<Item>;
    let index = 0;
    if (previous === null) {
      leaf = this.root;
      while (!leaf.isLeaf) leaf = leaf.nodes[0]!;
    } else {
      leaf = leafOf(previous);
      index = leaf.handles.indexOf(previous) + 1;
    }
    leaf.handles.splice(index, 0, handle);
    handle.leaf = leaf;
    for (let node: ListNode<Item> | null = leaf; node; node = node.parent) node.add(1, weights, 1);
    if (leaf.handles.length > MAX_CHILDREN) this.split(leaf);
    return handle;
  }

  /** Takes an item out. Its handle must not be used any more. */
  remove(handle: ListHandle<Item>): void {
    const leaf = leafOf(handle);
    leaf.handles.splice(leaf.handles.indexOf(handle), 1);
    handle.leaf = null;
    for (let node: ListNode<Item> | null = leaf; node; node = node.parent) node.add(-1, handle.weights, -1);
    this.shrink(leaf);
  }

  /** Sets one weight of an item. */
  update(handle: ListHandle<Item>, weight: number, dimension = 0): void {
    const delta = weight - handle.weights[dimension]!;
    if (delta === 0) return;
    handle.weights[dimension] = weight;
    for (let node: ListNode<Item> | null = leafOf(handle); node; node = node.parent) {
      node.sums[dimension]! += delta;
    }
  }

  /** How many items stand before this one. */
  indexOf(handle: ListHandle<Item>): number {
    const leaf = leafOf(handle);
    let index = leaf.handles.indexOf(handle);
    let node = leaf;
    for (let parent = node.parent; parent; node = parent, parent = node.parent) {
      for (const sibling of parent.nodes) {
        if (sibling === node) break;
        index += sibling.count;
      }
    }
    return index;
  }

  /** The item at an index, or null outside of the list. */
  at(index: number): ListHandle<Item> | null {
    if (!(index >= 0 && index < this.length)) return null;
    let node = this.root;
    let rest = index;
    while (!node.isLeaf) {
      let position = 0;
      while (rest >= node.nodes[position]!.count) rest -= node.nodes[position++]!.count;
      node = node.nodes[position]!;
    }
    return node.handles[rest]!;
  }

  /** The sum of the weights of all items before this one. */
  sumBefore(handle: ListHandle<Item>, dimension = 0): number {
    const leaf = leafOf(handle);
    let sum = 0;
    for (const sibling of leaf.handles) {
      if (sibling === handle) break;
      sum += sibling.weights[dimension]!;
    }
    let node = leaf;
    for (let parent = node.parent; parent; node = parent, parent = node.parent) {
      for (const sibling of parent.nodes) {
        if (sibling === node) break;
        sum += sibling.sums[dimension]!;
      }
    }
    return sum;
  }

  /** The item that covers `offset` of a dimension: items of weight 0 are never found. Null outside of 0 ≤ offset < total. */
  find(offset: number, dimension = 0): Found<Item> | null {
    if (!(offset >= 0 && offset < this.total(dimension))) return null;
    let node = this.root;
    let rest = offset;
    while (!node.isLeaf) {
      let position = 0;
      while (rest >= node.nodes[position]!.sums[dimension]!) {
        rest -= node.nodes[position++]!.sums[dimension]!;
      }
      node = node.nodes[position]!;
    }
    let position = 0;
    while (rest >= node.handles[position]!.weights[dimension]!) {
      rest -= node.handles[position++]!.weights[dimension]!;
    }
    return { handle: node.handles[position]!, offset: rest };
  }

  /** `find` by the sum of several dimensions, of which ITEMS counts one for each item. */
  findBySum(offset: number, dimensions: readonly number[]): Found<Item> | null {
    const sumOf = (count: number, weights: readonly number[]): number =>
      dimensions.reduce((sum, dimension) => sum + (dimension === ITEMS ? count : weights[dimension]!), 0);
    if (!(offset >= 0 && offset < sumOf(this.root.count, this.root.sums))) return null;
    let rest = offset;
    let node = this.root;
    while (!node.isLeaf) {
      let position = 0;
      for (let size = 0; ; position++) {
        size = sumOf(node.nodes[position]!.count, node.nodes[position]!.sums);
        if (rest < size) break;
        rest -= size;
      }
      node = node.nodes[position]!;
    }
    for (const handle of node.handles) {
      const size = sumOf(1, handle.weights);
      if (rest < size) return { handle, offset: rest };
      rest -= size;
    }
    return null;
  }

  /** The item after this one, or the first for null; null at the end. Amortised O(1) along a walk. */
  next(handle: ListHandle<Item> | null): ListHandle<Item> | null {
    if (handle === null) return this.at(0);
    const leaf = leafOf(handle);
    const index = leaf.handles.indexOf(handle) + 1;
    return leaf.handles[index] ?? neighbour(leaf, 1)?.handles[0] ?? null;
  }

  /** The item before this one, or the last for null; null at the start. */
  previous(handle: ListHandle<Item> | null): ListHandle<Item> | null {
    if (handle === null) return this.at(this.length - 1);
    const leaf = leafOf(handle);
    const index = leaf.handles.indexOf(handle) - 1;
    return leaf.handles[index] ?? neighbour(leaf, -1)?.handles.at(-1) ?? null;
  }

  private split(full: ListNode<Item>): void {
    let node = full;
    for (;;) {
      const right = node.takeRightHalf(this.dimensions);
      let parent = node.parent;
      if (!parent) {
        parent = new ListNode<Item>(this.dimensions, false);
        parent.adopt(node, 0);
        parent.add(node.count + right.count, node.sums, 1);
        parent.add(0, right.sums, 1);
        this.root = parent;
      }
      parent.adopt(right, parent.nodes.indexOf(node) + 1);
      if (parent.nodes.length <= MAX_CHILDREN) return;
      node = parent;
    }
  }

  /** Drops empty nodes and fuses thin neighbours, from a leaf upwards. */
  private shrink(start: ListNode<Item>): void {
    let node = start;
    for (let parent = node.parent; parent; node = parent, parent = node.parent) {
      const index = parent.nodes.indexOf(node);
      if (node.size === 0) parent.nodes.splice(index, 1);
      else if (node.size < MIN_CHILDREN) {
        const sibling = parent.nodes[index + 1] ?? parent.nodes[index - 1];
        if (!sibling || sibling.size + node.size > MAX_CHILDREN - MIN_CHILDREN) return;
        const [left, right] = parent.nodes[index + 1] ? [node, sibling] : [sibling, node];
        left.absorb(right);
        parent.nodes.splice(parent.nodes.indexOf(right), 1);
      } else return;
    }
    while (!this.root.isLeaf && this.root.nodes.length <= 1) {
      const only = this.root.nodes[0];
      this.root = only ?? new ListNode<Item>(this.dimensions, true);
      this.root.parent = null;
    }
  }
}

function leafOf<Item>(handle: ListHandle<Item>): ListNode<Item> {
  assert(handle.leaf !== null, "the handle of an item that was removed");
  return handle.leaf;
}

/** The leaf beside this one; no leaf but the root's own is ever empty. */
function neighbour<Item>(leaf: ListNode<Item>, step: 1 | -1): ListNode<Item> | null {
  let node = leaf;
  for (let parent = node.parent; parent; node = parent, parent = node.parent) {
    let beside = parent.nodes[parent.nodes.indexOf(node) + step];
    if (!beside) continue;
    while (!beside.isLeaf) beside = step === 1 ? beside.nodes[0]! : beside.nodes.at(-1)!;
    return beside;
  }
  return null;
}
