/**
 * Marks by the ranges that they cover: a treap over the starts of the ranges in which every node knows the
 * farthest end below it, so that the marks that meet a stretch are found without looking at the others.
 *
 * The order of two elements in a sequence never changes, so neither does the order of the starts, though ranks
 * do. Nodes are compared by the ranks of the moment.
 */
import { type Random, seededRandom } from "@weft/base";
import type { Element, Sequence } from "@weft/rga";
import type { MarkEdge } from "../ops/mark-op.ts";
import type { Attributes } from "../rich-text.ts";

/** A mark put on a range or taken away from it by one op. */
export interface RangeMark {
  readonly id: Element;
  readonly stamp: number;
  readonly from: MarkEdge;
  readonly to: MarkEdge | null;
  readonly markType: string;
  readonly attributes: Attributes | null;
  /** False while the op is undone. */
  active: boolean;
}

interface Node {
  readonly mark: RangeMark;
  readonly priority: number;
  parent: Node | null;
  left: Node | null;
  right: Node | null;
  /** The farthest end in this node and below: null is the end of the document. */
  farthest: MarkEdge | null;
}

const SHAPE_SEED = 0x5eed;

/** All marks of one sequence. */
export class MarkTree {
  private readonly sequence: Sequence;
  private readonly random: Random = seededRandom(SHAPE_SEED);
  private root: Node | null = null;

  constructor(sequence: Sequence) {
    this.sequence = sequence;
  }

  /** Adds a mark. One whose range is empty or inverted is left out: it never covers anything. */
  add(mark: RangeMark): void {
    if (this.keyOf(mark.from) >= this.keyOf(mark.to)) return;
    const node: Node = {
      mark,
      priority: this.random.next(),
      parent: null,
      left: null,
      right: null,
      farthest: mark.to,
    };
    const start = this.keyOf(mark.from);
    let parent: Node | null = null;
    let goesLeft = false;
    for (let at = this.root; at; ) {
      parent = at;
      if (this.keyOf(at.farthest) < this.keyOf(mark.to)) at.farthest = mark.to;
      goesLeft = start < this.keyOf(at.mark.from);
      at = goesLeft ? at.left : at.right;
    }
    node.parent = parent;
    if (!parent) this.root = node;
    else if (goesLeft) parent.left = node;
    else parent.right = node;
    while (node.parent && node.parent.priority < node.priority) this.rotateUp(node);
  }

  /** Visits every active mark that covers an element with from ≤ rank < `to`. */
  visitOverlapping(from: number, to: number, visit: (mark: RangeMark) => void): void {
    const waiting: (Node | null)[] = [this.root];
    while (waiting.length > 0) {
      const node = waiting.pop();
      if (!node || this.keyOf(node.farthest) <= from * 2) continue;
      waiting.push(node.left);
      if (this.keyOf(node.mark.from) > (to - 1) * 2) continue;
      if (node.mark.active && this.keyOf(node.mark.to) > from * 2) visit(node.mark);
      waiting.push(node.right);
    }
  }

  /** Visible elements before an edge. */
  positionOf(edge: MarkEdge | null): number {
    if (!edge) return this.sequence.visibleLength;
    const { replica, counter } = edge.element;
    const position = this.sequence.positionOf(replica, counter);
    return edge.side === "after" && this.sequence.isVisible(replica, counter) ? position + 1 : position;
  }

  /** Twice the rank, and one more for what is after the element. */
  private keyOf(edge: MarkEdge | null): number {
    if (!edge) return Number.POSITIVE_INFINITY;
    const rank = this.sequence.rankOf(edge.element.replica, edge.element.counter);
    return edge.side === "before" ? rank * 2 : rank * 2 + 1;
  }

  private rotateUp(node: Node): void {
    const parent = node.parent!;
    const above = parent.parent;
    if (parent.left === node) {
      parent.left = node.right;
      if (node.right) node.right.parent = parent;
      node.right = parent;
    } else {
      parent.right = node.left;
      if (node.left) node.left.parent = parent;
      node.left = parent;
    }
    parent.parent = node;
    node.parent = above;
    if (!above) this.root = node;
    else if (above.left === parent) above.left = node;
    else above.right = node;
    this.measure(parent);
    this.measure(node);
  }

  private measure(node: Node): void {
    node.farthest = node.mark.to;
    for (const child of [node.left, node.right]) {
      if (child && this.keyOf(child.farthest) > this.keyOf(node.farthest)) node.farthest = child.farthest;
    }
  }
}
