/**
 * The slow twin of `Sequence`: the tree of DESIGN §4 spelled out. One object an element, children in sorted
 * arrays, the whole order walked again after every insertion. Obviously right, never fast.
 */

import {
  type Element,
  type ElementRun,
  LEFT,
  type Place,
  type ReportVisibility,
  RIGHT,
  START,
  type VisitRun,
  type VisitVisible,
} from "../src/sequence/place.ts";
import type { OpSpace } from "../src/space/op-space.ts";

interface Node {
  readonly replica: number;
  readonly counter: number;
  readonly lamport: number;
  readonly place: Place;
  readonly unit: string;
  covers: number;
  readonly left: Node[];
  readonly right: Node[];
}

export class SlowSequence {
  private readonly space: OpSpace;
  private readonly root: Node = {
    replica: -1,
    counter: 0,
    lamport: -1,
    place: START,
    unit: "",
    covers: 1,
    left: [],
    right: [],
  };
  private order: Node[] = [];
  private readonly nodes = new Map<string, Node>();

  constructor(space: OpSpace) {
    this.space = space;
  }

  get visibleLength(): number {
    return this.order.filter((node) => node.covers === 0).length;
  }

  get totalLength(): number {
    return this.order.length;
  }

  placeAfter(replica: number, counter: number): Place {
    const parent = replica < 0 ? this.root : this.node(replica, counter);
    const next = this.order[replica < 0 ? 0 : this.order.indexOf(parent) + 1];
    const own = this.space.own;
    if (next && (parent.right.length > 0 || (next.replica === own && replica !== own))) {
      return { parentReplica: next.replica, parentCounter: next.counter, side: LEFT };
    }
    return { parentReplica: replica, parentCounter: counter, side: RIGHT };
  }

  placeAt(position: number): Place {
    if (position === 0) return this.placeAfter(-1, 0);
    const { replica, counter } = this.elementAt(position - 1);
    return this.placeAfter(replica, counter);
  }

  insert(run: ElementRun): number {
    let place = run.place;
    for (let offset = 0; offset < run.length; offset++) {
      const counter = run.counter + offset;
      const node: Node = {
        replica: run.replica,
        counter,
        lamport: this.space.lamportOf(run.replica, counter),
        place,
        unit: run.text[offset] ?? "",
        covers: 0,
        left: [],
        right: [],
      };
      const parent =
        place.parentReplica < 0 ? this.root : this.node(place.parentReplica, place.parentCounter);
      const age = (a: Node, b: Node): number =>
        this.space.compareAge(a.lamport, a.replica, b.lamport, b.replica);
      const siblings = place.side === RIGHT ? parent.right : parent.left;
      siblings.push(node);
      siblings.sort((a, b) => (place.side === RIGHT ? age(b, a) : age(a, b)));
      this.nodes.set(`${run.replica}/${counter}`, node);
      place = { parentReplica: run.replica, parentCounter: counter, side: RIGHT };
    }
    this.walk();
    return this.positionOf(run.replica, run.counter);
  }

  cover(replica: number, counter: number, length: number, delta: 1 | -1, report: ReportVisibility): void {
    for (let offset = 0; offset < length; offset++) {
      const node = this.node(replica, counter + offset);
      const before = node.covers === 0;
      node.covers += delta;
      const after = node.covers === 0;
      if (before !== after) {
        report(this.positionOf(replica, counter + offset), 1, after, this.rankOf(replica, counter + offset));
      }
    }
  }

  positionOf(replica: number, counter: number): number {
    return this.positionOfRank(this.rankOf(replica, counter));
  }

  rankOf(replica: number, counter: number): number {
    return this.order.indexOf(this.node(replica, counter));
  }

  has(replica: number, counter: number): boolean {
    return this.nodes.has(`${replica}/${counter}`);
  }

  isVisible(replica: number, counter: number): boolean {
    return this.node(replica, counter).covers === 0;
  }

  elementAt(position: number): Element {
    const node = this.order.filter((candidate) => candidate.covers === 0)[position];
    if (!node) throw new RangeError("no such position");
    return { replica: node.replica, counter: node.counter };
  }

  elementAtRank(rank: number): Element {
    const node = this.order[rank];
    if (!node) throw new RangeError("no such rank");
    return { replica: node.replica, counter: node.counter };
  }

  positionOfRank(rank: number): number {
    return this.order.slice(0, rank).filter((node) => node.covers === 0).length;
  }

  runs(from: number, to: number, visit: VisitVisible): void {
    const nodes = this.order.filter((node) => node.covers === 0).slice(from, to);
    for (let start = 0; start < nodes.length; ) {
      const end = endOfRun(nodes, start);
      const first = nodes[start];
      if (first) visit(first.replica, first.counter, end - start, from + start);
      start = end;
    }
  }

  runsByRank(from: number, to: number, visit: VisitRun): void {
    const nodes = this.order.slice(from, to);
    for (let start = 0; start < nodes.length; ) {
      const visible = nodes[start]?.covers === 0;
      let end = endOfRun(nodes, start);
      for (let index = start; index < end; index++) if ((nodes[index]?.covers === 0) !== visible) end = index;
      const first = nodes[start];
      if (first) visit(first.replica, first.counter, end - start, visible, from + start);
      start = end;
    }
  }

  textOf(replica: number, counter: number, length: number): string {
    let text = "";
    for (let offset = 0; offset < length; offset++) text += this.node(replica, counter + offset).unit;
    return text;
  }

  text(from = 0, to = this.visibleLength): string {
    const visible = this.order.filter((node) => node.covers === 0).slice(from, to);
    return visible.map((node) => node.unit).join("");
  }

  placeOf(replica: number, counter: number): Place {
    return this.node(replica, counter).place;
  }

  compare(a: Element, b: Element): number {
    return this.rankOf(a.replica, a.counter) - this.rankOf(b.replica, b.counter);
  }

  private node(replica: number, counter: number): Node {
    const node = this.nodes.get(`${replica}/${counter}`);
    if (!node) throw new RangeError(`no element ${replica}/${counter}`);
    return node;
  }

  /** In order, with a stack of its own: left children, the element, right children. */
  private walk(): void {
    const order: Node[] = [];
    const stack: (Node | { readonly done: Node })[] = [this.root];
    for (let top = stack.pop(); top; top = stack.pop()) {
      if ("done" in top) {
        if (top.done !== this.root) order.push(top.done);
        continue;
      }
      for (let index = top.right.length - 1; index >= 0; index--) stack.push(top.right[index] ?? this.root);
      stack.push({ done: top });
      for (let index = top.left.length - 1; index >= 0; index--) stack.push(top.left[index] ?? this.root);
    }
    this.order = order;
  }
}

function endOfRun(nodes: readonly Node[], start: number): number {
  let end = start + 1;
  while (
    end < nodes.length &&
    nodes[end]?.replica === nodes[start]?.replica &&
    nodes[end]?.counter === (nodes[end - 1]?.counter ?? 0) + 1
  ) {
    end++;
  }
  return end;
}
