/** The nodes of a `WeightedList`: what a leaf and an inner node hold, without the order of operations on them. */

/** A node is split when it holds more. */
export const MAX_CHILDREN = 32;
/** A node that holds less is fused with a neighbour that has room. */
export const MIN_CHILDREN = 8;

/** An item in a list, and the way back to its place. Good until the item is removed. */
export class ListHandle<Item> {
  readonly item: Item;
  /** One weight per dimension; changed only through the list. */
  readonly weights: number[];
  /** The leaf that holds it; null once it is removed. */
  leaf: ListNode<Item> | null = null;

  constructor(item: Item, weights: number[]) {
    this.item = item;
    this.weights = weights;
  }
}

/** A leaf with handles or an inner node with nodes; `count` and `sums` cover everything below. */
export class ListNode<Item> {
  readonly isLeaf: boolean;
  parent: ListNode<Item> | null = null;
  count = 0;
  readonly sums: number[];
  handles: ListHandle<Item>[] = [];
  nodes: ListNode<Item>[] = [];

  constructor(dimensions: number, isLeaf: boolean) {
    this.isLeaf = isLeaf;
    this.sums = new Array<number>(dimensions).fill(0);
  }

  /** How many children it has. */
  get size(): number {
    return this.isLeaf ? this.handles.length : this.nodes.length;
  }

  /** Adds to the count, and `weights` times `sign` to the sums. */
  add(count: number, weights: readonly number[], sign: 1 | -1): void {
    this.count += count;
    for (let index = 0; index < weights.length; index++) this.sums[index]! += sign * weights[index]!;
  }

  /** Takes a node as its child without changing count and sums. */
  adopt(node: ListNode<Item>, index: number): void {
    this.nodes.splice(index, 0, node);
    node.parent = this;
  }

  /** Moves the right half of the children to a new node, which has no parent yet. */
  takeRightHalf(dimensions: number): ListNode<Item> {
    const right = new ListNode<Item>(dimensions, this.isLeaf);
    const middle = this.size >> 1;
    if (this.isLeaf) {
      right.handles = this.handles.splice(middle);
      for (const handle of right.handles) {
        handle.leaf = right;
        right.add(1, handle.weights, 1);
      }
    } else {
      right.nodes = this.nodes.splice(middle);
      for (const node of right.nodes) {
        node.parent = right;
        right.add(node.count, node.sums, 1);
      }
    }
    this.add(-right.count, right.sums, -1);
    return right;
  }

  /** Takes all children of its right neighbour. */
  absorb(right: ListNode<Item>): void {
    for (const handle of right.handles) handle.leaf = this;
    for (const node of right.nodes) node.parent = this;
    this.handles.push(...right.handles);
    this.nodes.push(...right.nodes);
    this.add(right.count, right.sums, 1);
  }
}
