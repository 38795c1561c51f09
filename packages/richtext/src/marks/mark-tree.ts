/**
 * Marks by the ranges that they cover: a segment tree over the edges of all ranges (de Berg and others, "Computational
 * Geometry", §10.3), so that the newest mark of each type that covers a place is found in O(log n) steps, however many
 * marks cover it. In a document that was written from its start to its end all growing marks do, to the end.
 *
 * Every edge is a node of a binary search tree. The part of the sequence below a node is cut in two by its edge; a mark
 * is kept at the few parts that it covers wholly while it does not cover the part above. The order of two elements in a
 * sequence never changes, so neither does the order of the edges, though ranks do: nodes are compared by the ranks of
 * the moment.
 *
 * The tree is kept in balance by building a lopsided part anew (Galperin and Rivest, "Scapegoat Trees", 1993).
 */
import { assert } from "@weft/base";
import type { OpSpace, Sequence } from "@weft/rga";
import type { MarkEdge } from "../ops/mark-op.ts";
import { compareWrites } from "../registers/register.ts";
import { CoverList } from "./cover-list.ts";
import type { RangeMark } from "./range-mark.ts";

/** An edge of a mark. */
export interface MarkBoundary {
  readonly edge: MarkEdge;
  readonly mark: RangeMark;
  readonly isStart: boolean;
}

interface Node extends MarkBoundary {
  parent: Node | null;
  left: Node | null;
  right: Node | null;
  /** Nodes from here on down. */
  size: number;
  /** The marks that cover all that is below this node before its edge, but not all that is below it. */
  before: CoverList | null;
  /** The same after its edge. */
  after: CoverList | null;
}

/** The nodes of a mark. */
interface Ends {
  readonly start: Node;
  /** Null: the mark covers all to the end. */
  readonly end: Node | null;
}

/** A part is built anew if one side of it holds more than this share of it. */
const MAX_SHARE = 0.7;
/** All is built anew if so many marks came since the last question that they are this share of all. */
const MANY_SHARE = 0.25;

/** All marks of one sequence. */
export class MarkTree {
  /** Nodes visited so far, to hold costs to. */
  steps = 0;
  private readonly space: OpSpace;
  private readonly sequence: Sequence;
  private readonly ends = new Map<RangeMark, Ends>();
  /** Marks that came since the last question: a document that is opened asks none before it has them all. */
  private waiting: RangeMark[] = [];
  private root: Node | null = null;

  constructor(space: OpSpace, sequence: Sequence) {
    this.space = space;
    this.sequence = sequence;
  }

  /** Whether it never got a mark that covers anything. */
  get isEmpty(): boolean {
    return this.root === null && this.waiting.length === 0;
  }

  /** Adds an active mark; returns it. One whose range is empty or inverted never covers anything. */
  add(options: Omit<RangeMark, "active">): RangeMark {
    const mark: RangeMark = { ...options, active: true };
    if (this.keyOf(mark.from) < this.keyOf(mark.to)) this.waiting.push(mark);
    return mark;
  }

  /** Undoes or redoes a mark. */
  setActive(mark: RangeMark, active: boolean): void {
    if (mark.active === active) return;
    mark.active = active;
    if (!this.ends.has(mark)) return;
    this.visitParts(mark, null, (covers) => (active ? covers.add(mark) : covers.remove(mark)));
  }

  /** The newest active mark of each type that covers the element at a rank. O(log n) for each of them. */
  newestAt(rank: number): Map<string, RangeMark> {
    this.plantWaiting();
    const newest = new Map<string, RangeMark>();
    this.descend(rank, (covers) => {
      covers.visitNewest((mark) => {
        const other = newest.get(mark.markType);
        if (!other || compareWrites(this.space, other, mark) < 0) newest.set(mark.markType, mark);
      });
    });
    return newest;
  }

  /** The newest active mark of a type that covers the element at a rank. O(log n). */
  newestOfType(markType: string, rank: number): RangeMark | null {
    this.plantWaiting();
    let newest: RangeMark | null = null;
    this.descend(rank, (covers) => {
      const mark = covers.newest(markType);
      if (mark && (!newest || compareWrites(this.space, newest, mark) < 0)) newest = mark;
    });
    return newest;
  }

  /** The edges between the element at a rank and that at another one, in order. O(log n + those). */
  edgesBetween(from: number, to: number): MarkBoundary[] {
    this.plantWaiting();
    const edges: MarkBoundary[] = [];
    const path: Node[] = [];
    for (let node = this.root; node || path.length > 0; ) {
      if (node) {
        this.steps++;
        if (this.keyOf(node.edge) > 2 * from) {
          path.push(node);
          node = node.left;
        } else node = node.right;
        continue;
      }
      const next = path.pop();
      if (!next || this.keyOf(next.edge) > 2 * to) return edges;
      edges.push(next);
      node = next.right;
    }
    return edges;
  }

  /** Visible elements before an edge. */
  positionOf(edge: MarkEdge | null): number {
    if (!edge) return this.sequence.visibleLength;
    const { replica, counter } = edge.element;
    const position = this.sequence.positionOf(replica, counter);
    return edge.side === "after" && this.sequence.isVisible(replica, counter) ? position + 1 : position;
  }

  /** Twice the rank, and one more for what is after the element: an element covers from one to the other. */
  private keyOf(edge: MarkEdge | null): number {
    if (!edge) return Number.POSITIVE_INFINITY;
    const rank = this.sequence.rankOf(edge.element.replica, edge.element.counter);
    return edge.side === "before" ? rank * 2 : rank * 2 + 1;
  }

  /** Visits what covers the parts that hold an element, the largest first. */
  private descend(rank: number, visit: (covers: CoverList) => void): void {
    for (let node = this.root; node; ) {
      this.steps++;
      const isBefore = this.keyOf(node.edge) > 2 * rank;
      const covers = isBefore ? node.before : node.after;
      if (covers) visit(covers);
      node = isBefore ? node.left : node.right;
    }
  }

  /** Puts the marks that wait into the tree: one by one, or all anew if they are many. */
  private plantWaiting(): void {
    const { waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    const isMany = waiting.length > MANY_SHARE * this.ends.size;
    const nodes: Node[] = [];
    for (const mark of waiting) {
      const start = makeNode({ edge: mark.from, mark, isStart: true });
      const end = mark.to && makeNode({ edge: mark.to, mark, isStart: false });
      for (const node of end ? [start, end] : [start]) {
        if (isMany) nodes.push(node);
        else this.insert(node);
      }
      this.ends.set(mark, { start, end });
      if (!isMany && mark.active) this.visitParts(mark, null, (covers) => covers.add(mark));
    }
    if (isMany) this.buildAll([...(this.root ? inOrder(this.root) : []), ...nodes]);
  }

  private buildAll(nodes: readonly Node[]): void {
    const keyed = nodes.map((node) => ({ node, key: this.keyOf(node.edge) }));
    keyed.sort((a, b) => a.key - b.key);
    this.root = this.build(
      keyed.map(({ node }) => node),
      null,
    );
  }

  private insert(node: Node): void {
    const key = this.keyOf(node.edge);
    let parent: Node | null = null;
    let goesLeft = false;
    for (let at = this.root; at; at = goesLeft ? at.left : at.right) {
      this.steps++;
      at.size++;
      parent = at;
      goesLeft = key < this.keyOf(at.edge);
    }
    node.parent = parent;
    if (!parent) this.root = node;
    else if (goesLeft) parent.left = node;
    else parent.right = node;
    this.balance(node);
  }

  /** Builds the largest lopsided part above a node anew, if there is one. */
  private balance(node: Node): void {
    let lopsided: Node | null = null;
    for (let at = node; at.parent; at = at.parent) {
      if (at.size > MAX_SHARE * at.parent.size + 1) lopsided = at.parent;
    }
    if (lopsided) this.rebuild(lopsided);
  }

  private rebuild(old: Node): void {
    const { parent } = old;
    const isLeft = parent?.left === old;
    const top = this.build(inOrder(old), parent);
    if (!parent) this.root = top;
    else if (isLeft) parent.left = top;
    else parent.right = top;
  }

  /** A balanced part of these nodes below `parent`, with the marks that are kept in it. */
  private build(nodes: readonly Node[], parent: Node | null): Node {
    this.steps += nodes.length;
    for (const node of nodes) {
      node.before = null;
      node.after = null;
    }
    const top = built(nodes, 0, nodes.length);
    assert(top !== null, "a part that is built holds nodes");
    top.parent = parent;
    for (const mark of new Set(nodes.map((node) => node.mark))) {
      if (mark.active && this.ends.has(mark)) this.visitParts(mark, top, (covers) => covers.add(mark));
    }
    return top;
  }

  /** Visits the parts that a mark is kept at: below `top`, or all of them if that is null. */
  private visitParts(mark: RangeMark, top: Node | null, visit: (covers: CoverList) => void): void {
    const ends = this.ends.get(mark);
    assert(ends !== undefined, "a mark of this tree");
    const { start, end } = ends;
    const highest = top?.parent ?? null;
    const common = end && commonAncestor(start, end);
    const space = this.space;
    const climb = (from: Node, side: "before" | "after"): void => {
      const turn = side === "after" ? "left" : "right";
      for (let node = from, isWhole = true; node !== common && node !== highest; ) {
        this.steps++;
        if (isWhole) {
          node[side] ??= new CoverList(space);
          visit(node[side]);
        }
        const above: Node | null = node.parent;
        if (!above) return;
        isWhole = above[turn] === node;
        node = above;
      }
    };
    if (!top || isBelow(start, top)) climb(start, "after");
    if (end && (!top || isBelow(end, top))) climb(end, "before");
  }
}

function makeNode(boundary: MarkBoundary): Node {
  return { ...boundary, parent: null, left: null, right: null, size: 1, before: null, after: null };
}

function inOrder(top: Node): Node[] {
  const nodes: Node[] = [];
  const path: Node[] = [];
  for (let node: Node | null = top; node || path.length > 0; ) {
    if (node) {
      path.push(node);
      node = node.left;
      continue;
    }
    const next = path.pop()!;
    nodes.push(next);
    node = next.right;
  }
  return nodes;
}

/** A balanced tree of the nodes from ≤ index < `to`: as deep as the logarithm of their number. */
function built(nodes: readonly Node[], from: number, to: number): Node | null {
  if (from >= to) return null;
  const middle = (from + to) >> 1;
  const node = nodes[middle]!;
  node.left = built(nodes, from, middle);
  node.right = built(nodes, middle + 1, to);
  if (node.left) node.left.parent = node;
  if (node.right) node.right.parent = node;
  node.size = to - from;
  return node;
}

function commonAncestor(a: Node, b: Node): Node {
  const above = new Set<Node>();
  for (let node: Node | null = a; node; node = node.parent) above.add(node);
  for (let node: Node | null = b; node; node = node.parent) if (above.has(node)) return node;
  throw new RangeError("nodes of different trees");
}

function isBelow(node: Node, top: Node): boolean {
  for (let at: Node | null = node; at; at = at.parent) if (at === top) return true;
  return false;
}
