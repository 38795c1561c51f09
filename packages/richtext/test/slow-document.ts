/**
 * The slow twin: what SPEC.md says a set of ops comes to, computed from scratch, in the plainest way. One object an
 * element, sorted children, no index, no state between two renders.
 */
import { decodeUpdate, LEFT, type Place, ReplicaTable } from "@weft/rga";
import type { Block, InlineRun, Mark, RichText, Value } from "../src/index.ts";
import { genesisReplica } from "../src/index.ts";
import type { MarkEdge } from "../src/ops/mark-op.ts";
import { type RichTextOp, richTextOpKinds } from "../src/ops/op-kinds.ts";
import { equalMarks } from "../src/reading/inline-reader.ts";

interface Id {
  readonly replica: number;
  readonly counter: number;
}

interface Known extends Id {
  readonly op: RichTextOp;
  readonly lamport: number;
}

interface Node {
  readonly key: string;
  readonly id: Id;
  readonly lamport: number;
  readonly unit: string;
  readonly left: Node[];
  readonly right: Node[];
}

interface Written {
  readonly id: Id;
  readonly stamp: number;
  readonly key: string;
  readonly content: unknown;
}

type State = "living" | "joined" | "deleted";

/** A document as it has to be shown. */
export interface SlowView {
  readonly blocks: readonly (Omit<Block, "length"> & { readonly runs: readonly InlineRun[] })[];
  readonly properties: ReadonlyMap<string, Value>;
}

const keyOf = (id: Id): string => `${id.replica}/${id.counter}`;

/** Renders all ops in `update`, which are those of the document `documentId`. */
export function renderSlowly(documentId: string, update: Uint8Array): SlowView {
  return new SlowDocument(documentId, update).view();
}

/** What a document shows, in the form of the twin. */
export function viewOf(
  document: Pick<RichText, "blockCount" | "blockAt" | "inline">,
): Pick<SlowView, "blocks"> {
  const blocks = [];
  for (let index = 0; index < document.blockCount; index++) {
    const { length: _, ...block } = document.blockAt(index);
    blocks.push({ ...block, runs: document.inline(block.id) });
  }
  return { blocks };
}

class SlowDocument {
  private readonly replicas = new ReplicaTable();
  private readonly known: Known[] = [];
  private readonly cancelled = new Set<string>();
  private readonly order: Node[] = [];
  private readonly rankByKey = new Map<string, number>();

  constructor(documentId: string, update: Uint8Array) {
    const genesis = this.replicas.indexOf(genesisReplica(documentId));
    const decoded = decodeUpdate(update, richTextOpKinds, { replicas: this.replicas, given: [genesis] });
    if (!decoded.ok) throw decoded.error;
    const place: Place = { parentReplica: -1, parentCounter: 0, side: 1 };
    const shape = { type: "paragraph", attributes: {} };
    const first: RichTextOp = { type: "marker", place, shape, container: null, madeEmpty: true, back: 0 };
    this.known.push({ replica: genesis, counter: 0, lamport: 0, op: first });
    for (const batch of decoded.value) {
      let counter = batch.counter;
      for (const op of batch.ops) {
        this.known.push({
          op,
          replica: batch.replica,
          counter,
          lamport: batch.lamport + counter - batch.counter,
        });
        counter += richTextOpKinds.of(op).span(op);
      }
    }
    const byCounter = [...this.known].sort((a, b) => a.counter - b.counter);
    for (const { op } of byCounter) {
      if (op.type !== "cancel" && op.type !== "restore") continue;
      for (let counter = op.counter; counter < op.counter + op.length; counter++) {
        if (op.type === "cancel") this.cancelled.add(keyOf({ replica: op.replica, counter }));
        else this.cancelled.delete(keyOf({ replica: op.replica, counter }));
      }
    }
    this.walk();
    for (const [rank, node] of this.order.entries()) this.rankByKey.set(node.key, rank);
  }

  view(): SlowView {
    const segments = this.segments();
    const states = segments.map((segment) => this.stateOf(segment.marker));
    const living = states.map((state) => state === "living");
    const hasContent = segments.map((segment) => segment.content.length > 0);
    const firstLiving = living.indexOf(true);
    const head = firstLiving < 0 ? segments.length : firstLiving;
    const flowsNowhere = segments.some(
      (_, index) => index < head && states[index] === "joined" && hasContent[index],
    );
    const nothing = firstLiving < 0 && !hasContent.includes(true);
    if (flowsNowhere || nothing) living[0] = true;
    const blocks: { marker: Known; content: Node[] }[] = [];
    let host: { marker: Known; content: Node[] } | null = null;
    for (const [index, segment] of segments.entries()) {
      if (living[index]) {
        host = { marker: segment.marker, content: [...segment.content] };
        blocks.push(host);
      } else if (states[index] === "joined") host?.content.push(...segment.content);
      else if (hasContent[index]) blocks.push({ marker: segment.marker, content: segment.content });
    }
    const shown = blocks.map(({ marker, content }) => this.readBlock(marker, content));
    return { blocks: shown, properties: this.properties() };
  }

  private isActive(id: Id): boolean {
    return !this.cancelled.has(keyOf(id));
  }

  private walk(): void {
    const nodes = new Map<string, Node>();
    const root: Node = {
      key: "",
      id: { replica: -1, counter: 0 },
      lamport: -1,
      unit: "",
      left: [],
      right: [],
    };
    for (const { op, replica, counter, lamport } of this.known) {
      if (op.type !== "insert" && op.type !== "marker" && op.type !== "atom") continue;
      const text = op.type === "insert" ? op.text : "\uFFFC";
      let parent =
        op.place.parentReplica < 0 ? root : nodes.get(`${op.place.parentReplica}/${op.place.parentCounter}`)!;
      let side = op.place.side;
      for (let offset = 0; offset < text.length; offset++) {
        const id = { replica, counter: counter + offset };
        const node = {
          key: keyOf(id),
          id,
          lamport: lamport + offset,
          unit: text[offset]!,
          left: [],
          right: [],
        };
        nodes.set(node.key, node);
        (side === LEFT ? parent.left : parent.right).push(node);
        parent = node;
        side = 1;
      }
    }
    const stack: (Node | { readonly done: Node })[] = [root];
    for (let top = stack.pop(); top; top = stack.pop()) {
      if ("done" in top) {
        if (top.done !== root) this.order.push(top.done);
        continue;
      }
      const age = (a: Node, b: Node): number => this.compare(a.lamport, a.id, b.lamport, b.id);
      for (const child of top.right.sort(age)) stack.push(child);
      stack.push({ done: top });
      for (const child of top.left.sort(age).reverse()) stack.push(child);
    }
  }

  private compare(stampA: number, a: Id, stampB: number, b: Id): number {
    if (stampA !== stampB) return stampA - stampB;
    const [nameA, nameB] = [this.replicas.idAt(a.replica), this.replicas.idAt(b.replica)];
    return nameA === nameB ? a.counter - b.counter : nameA < nameB ? -1 : 1;
  }

  private segments(): { marker: Known; content: Node[] }[] {
    const markers = new Map(
      this.known.filter((one) => one.op.type === "marker").map((one) => [keyOf(one), one]),
    );
    const hidden = new Set<string>();
    for (const { by, target } of this.deletions("delete")) if (this.isActive(by)) hidden.add(keyOf(target));
    const segments: { marker: Known; content: Node[] }[] = [];
    for (const node of this.order) {
      const marker = markers.get(node.key);
      if (marker) segments.push({ marker, content: [] });
      else if (this.isActive(node.id) && !hidden.has(node.key)) segments.at(-1)?.content.push(node);
    }
    return segments;
  }

  private deletions(type: "delete" | "removeBlocks"): { by: Id; target: Id; lamport: number }[] {
    return this.known.flatMap(({ op, replica, counter, lamport }) => {
      if (op.type !== type) return [];
      const targets =
        op.type === "removeBlocks"
          ? op.markers
          : Array.from({ length: op.length }, (_, index) => ({
              replica: op.replica,
              counter: op.counter + index * op.direction,
            }));
      return targets.map((target, index) => ({
        target,
        by: { replica, counter: counter + index },
        lamport: lamport + index,
      }));
    });
  }

  private stateOf(marker: Known): State {
    const kept = new Set<string>();
    for (const { op, ...id } of this.known) {
      if (op.type !== "keep" || !this.isActive(id) || keyOf(op.marker) !== keyOf(marker)) continue;
      for (const deletion of op.deletions) kept.add(keyOf(deletion));
    }
    const of = (type: "delete" | "removeBlocks", state: State) =>
      this.deletions(type)
        .filter(
          ({ by, target }) => keyOf(target) === keyOf(marker) && this.isActive(by) && !kept.has(keyOf(by)),
        )
        .map((deletion) => ({ ...deletion, state }));
    const all = [...of("delete", "joined"), ...of("removeBlocks", "deleted")];
    const newest = all.sort((a, b) => this.compare(a.lamport, a.by, b.lamport, b.by)).at(-1);
    if (this.isActive(marker) || kept.has(keyOf(marker))) return newest?.state ?? "living";
    const madeEmpty = marker.op.type === "marker" && marker.op.madeEmpty;
    return madeEmpty && newest?.state !== "joined" ? "deleted" : "joined";
  }

  private writes(target: Id | null): Written[] {
    const written: Written[] = [];
    for (const { op, lamport, ...id } of this.known) {
      if (op.type === "write" && this.isActive(id) && sameTarget(op.target, target)) {
        for (const { key, value } of op.values)
          written.push({ id, stamp: lamport - op.back, key, content: value });
        if (op.house)
          written.push({ id, stamp: lamport - op.back, key: "house", content: op.house.container });
      }
      if (!target || keyOf(id) !== keyOf(target)) continue;
      if (op.type !== "marker" && op.type !== "atom" && op.type !== "container") continue;
      const stamp = lamport - op.back;
      written.push({ id, stamp, key: "type", content: op.shape.type });
      for (const [name, value] of Object.entries(op.shape.attributes)) {
        written.push({ id, stamp, key: `attributes.${name}`, content: value });
      }
      if (op.type === "marker") written.push({ id, stamp, key: "house", content: op.container });
      if (op.type === "container") written.push({ id, stamp: -1, key: "house", content: op.parent });
    }
    return written.sort((a, b) => this.compare(a.stamp, a.id, b.stamp, b.id));
  }

  private shapeOf(target: Id): { type: string; attributes: Record<string, Value> } {
    const written = this.writes(target);
    const typeIndex = written.findLastIndex((write) => write.key === "type");
    const typeWrite = written[typeIndex];
    const attributes: Record<string, Value> = {};
    for (const write of written) {
      if (!write.key.startsWith("attributes.")) continue;
      const name = write.key.slice("attributes.".length);
      delete attributes[name];
      if (typeWrite && this.compare(write.stamp, write.id, typeWrite.stamp, typeWrite.id) < 0) continue;
      attributes[name] = write.content as Value;
    }
    return { type: String(typeWrite?.content ?? ""), attributes };
  }

  private properties(): Map<string, Value> {
    return new Map(this.writes(null).map((write) => [write.key, write.content as Value]));
  }

  /** Parents of all containers: every write oldest first, those that close a cycle skipped. */
  private parents(): Map<string, Id | null> {
    const containers = this.known.filter((one) => one.op.type === "container");
    const writes = containers.flatMap((container) =>
      this.writes(container)
        .filter((write) => write.key === "house")
        .map((write) => ({ ...write, container })),
    );
    const parents = new Map<string, Id | null>();
    for (const write of writes.sort((a, b) => this.compare(a.stamp, a.id, b.stamp, b.id))) {
      const parent = write.content as Id | null;
      let at = parent;
      while (at && keyOf(at) !== keyOf(write.container)) at = parents.get(keyOf(at)) ?? null;
      if (!at) parents.set(keyOf(write.container), parent);
    }
    return parents;
  }

  private readBlock(marker: Known, content: readonly Node[]): SlowView["blocks"][number] {
    const shape = this.shapeOf(marker);
    const house = this.writes(marker).findLast((write) => write.key === "house")?.content as Id | null;
    const parents = this.parents();
    const containers = [];
    for (let at = house; at; at = parents.get(keyOf(at)) ?? null) {
      containers.unshift({ id: this.name(at), ...sorted(this.shapeOf(at)) });
    }
    return { id: this.name(marker), ...sorted(shape), containers, runs: this.runs(content) };
  }

  private runs(content: readonly Node[]): InlineRun[] {
    const runs: InlineRun[] = [];
    for (const node of content) {
      const marks = this.marksOf(node);
      const last = runs.at(-1);
      if (node.unit === "\uFFFC") runs.push({ kind: "atom", ...sorted(this.shapeOf(node.id)), marks });
      else if (last?.kind === "text" && equalMarks(last.marks, marks)) {
        runs[runs.length - 1] = { kind: "text", text: last.text + node.unit, marks };
      } else runs.push({ kind: "text", text: node.unit, marks });
    }
    return runs;
  }

  private marksOf(node: Node): Mark[] {
    const at = this.rankByKey.get(node.key)! * 2;
    const edge = ({ element, side }: MarkEdge): number =>
      this.rankByKey.get(keyOf(element))! * 2 + (side === "before" ? 0 : 1);
    const covering = this.known.flatMap((one) => {
      const { op, lamport, ...id } = one;
      if (op.type !== "mark" || !this.isActive(id)) return [];
      const covers = edge(op.from) <= at && (op.to === null || edge(op.to) > at);
      return covers ? [{ op, id, stamp: lamport - op.back }] : [];
    });
    covering.sort((a, b) => this.compare(a.stamp, a.id, b.stamp, b.id));
    const newest = new Map(covering.map(({ op }) => [op.markType, op.attributes]));
    const marks = [...newest].flatMap(([type, attributes]) => (attributes ? [{ type, attributes }] : []));
    return marks.sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  private name(id: Id): string {
    return `${this.replicas.idAt(id.replica)}:${id.counter}`;
  }
}

function sameTarget(a: Id | null, b: Id | null): boolean {
  return a === null || b === null ? a === b : keyOf(a) === keyOf(b);
}

function sorted(shape: { type: string; attributes: Record<string, Value> }): {
  type: string;
  attributes: Record<string, Value>;
} {
  const entries = Object.entries(shape.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return { type: shape.type, attributes: Object.fromEntries(entries) };
}
