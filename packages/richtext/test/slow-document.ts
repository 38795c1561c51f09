/**
 * The slow twin: what SPEC.md says a set of ops comes to, computed from scratch, in the plainest way. One object an
 * element, sorted children, no index, no state between two renders.
 */
import type { Block, InlineRun, Mark, RichText, Value } from "../src/index.ts";
import type { MarkEdge } from "../src/ops/mark-op.ts";
import type { RichTextOp } from "../src/ops/op-kinds.ts";
import { equalMarks } from "../src/reading/inline-reader.ts";
import {
  compareAge,
  type History,
  type Id,
  inOrder,
  type Known,
  keyOf,
  type Node,
  nameOf,
  readHistory,
} from "./slow-history.ts";
import { SlowTables, splitSequences } from "./slow-tables.ts";

interface Written {
  readonly id: Id;
  readonly stamp: number;
  readonly key: string;
  readonly content: unknown;
}

type State = "living" | "joined" | "deleted" | "withdrawn";

/** A marker with what stands between it and the next one: visible characters, and slots as nodes without a unit. */
interface Segment {
  readonly marker: Known;
  readonly content: Node[];
  state: State;
  /** The slot in which its content shows, as a guest. */
  hostSlot: string | null;
  forced: boolean;
}

/** A document as it has to be shown. */
export interface SlowView {
  readonly blocks: readonly (Omit<Block, "length"> & { readonly runs: readonly InlineRun[] })[];
  readonly properties: ReadonlyMap<string, Value>;
}

const isCharacter = (node: Node): boolean => node.unit !== "";
const INSERTIONS: readonly RichTextOp["type"][] = ["insert", "marker", "table", "atom", "slot"];

/** Renders all ops in `update`, which are those of the document `documentId`. */
export function renderSlowly(documentId: string, update: Uint8Array): SlowView {
  const history = readHistory(documentId, update);
  const sequences = splitSequences(history.known);
  const cells = sequences.cells.map(({ row, column, known }) => ({
    row,
    column,
    document: new SlowDocument(history, known),
  }));
  return new SlowDocument(history, sequences.own).view(new SlowTables(history, cells));
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

/** The same for the ops of one sequence; what is in cells is known to `SlowTables`. */
export class SlowDocument {
  private readonly history: History;
  private readonly known: readonly Known[];
  private readonly order: Node[] = [];
  private readonly rankByKey = new Map<string, number>();
  private tables: SlowTables | null = null;

  constructor(history: History, known: readonly Known[]) {
    this.history = history;
    this.known = known;
    this.walk();
    for (const [rank, node] of this.order.entries()) this.rankByKey.set(node.key, rank);
  }

  /** Whether it shows a character or an atom. */
  get hasText(): boolean {
    return this.segments().some((one) => one.content.some(isCharacter));
  }

  view(tables: SlowTables | null = null): SlowView {
    this.tables = tables;
    const segments: Segment[] = [];
    for (const segment of this.segments()) {
      const state = this.stateOf(segment.marker);
      const before = segments.at(-1);
      const { op } = before?.marker ?? segment.marker;
      const isUndoneEmpty = before?.state === "deleted" && op.type === "marker" && op.madeEmpty;
      const isUndone = isUndoneEmpty && !this.isActive(before.marker) && !this.isKept(before.marker);
      if (state !== "withdrawn") segments.push({ ...segment, state });
      else if (isUndone || op.type === "table") segments.push({ ...segment, state: "joined" });
      else before!.content.push(...segment.content);
    }
    this.inviteGuests(segments);
    const blocks = this.inDisplayOrder(this.shownSegments(segments), segments);
    const shown = blocks.flatMap((block) => {
      const content = isTable(block) ? [] : this.contentOf(block, segments);
      const read = this.readBlock(block.marker, content);
      return isTable(block) && tables
        ? [{ ...read, isTable: true as const }, ...tables.cellsOf(block.marker, read)]
        : [read];
    });
    return { blocks: shown, properties: this.properties() };
  }

  /** Living segments, deleted ones with content, and the first one if joined content or everything needs it. */
  private shownSegments(segments: Segment[]): Segment[] {
    const nothingLives = !segments.some((segment) => segment.state === "living");
    const first = segments.find((segment) => !isTable(segment))!;
    // What stands between tables before the first block of another kind shows nowhere: no editor puts it there.
    const withText = segments.slice(segments.indexOf(first)).filter((one) => one.content.some(isCharacter));
    const flowsNowhere = withText.some((one) => this.rootOf(one, segments) === null);
    const nothing = nothingLives && withText.length === 0;
    if (flowsNowhere || nothing) first.forced = true;
    return segments.filter(
      (one) =>
        one.state === "living" ||
        one.forced ||
        (one.state === "deleted" && !isTable(one) && this.contentOf(one, segments).length > 0),
    );
  }

  /** The segment that heads the content of another one, up the sequence; null if there is none. */
  private headOf(segment: Segment, segments: Segment[]): Segment | null {
    if (segment.state === "deleted" && !segment.forced && !isTable(segment)) return segment;
    for (let index = segments.indexOf(segment); index >= 0; index--) {
      const one = segments[index]!;
      if (isRoot(one) || one.hostSlot !== null) return one;
    }
    return null;
  }

  /** The block in which the content of a segment shows; null if it has none. */
  private rootOf(segment: Segment, segments: Segment[]): Segment | null {
    for (let at: Segment | null = segment; at; ) {
      const head = this.headOf(at, segments);
      if (!head || head.forced || head.hostSlot === null) return head;
      at = segments.find((one) => one.content.some((node) => node.key === head.hostSlot)) ?? null;
    }
    return null;
  }

  /** Every joined segment that asks for a slot is a guest there; of those in a circle the newest is left out. */
  private inviteGuests(segments: Segment[]): void {
    const wishes = segments.flatMap((segment) => {
      const isJoined = segment.state === "joined" && this.stateOf(segment.marker) === "joined";
      const wish = isJoined ? this.slotOf(segment.marker, "inline") : null;
      const first = segments.findIndex((one) => !isTable(one));
      const isOwned = segments
        .slice(first)
        .some((one) => one.content.some((node) => wish && node.key === keyOf(wish.id)));
      return wish && isOwned ? [{ segment, wish }] : [];
    });
    wishes.sort((a, b) => this.compare(b.wish.stamp, b.wish.id, a.wish.stamp, a.wish.id));
    for (const { segment, wish } of wishes) segment.hostSlot = keyOf(wish.id);
    for (;;) {
      const newest = wishes.find(({ segment }) => segment.hostSlot && this.isInItself(segment, segments));
      if (!newest) return;
      newest.segment.hostSlot = null;
    }
  }

  private isInItself(guest: Segment, segments: Segment[]): boolean {
    const met = new Set<Segment>();
    for (let head: Segment | null = guest; head?.hostSlot && !met.has(head); ) {
      met.add(head);
      const slot: string = head.hostSlot;
      const around = segments.find((one) => one.content.some((node) => node.key === slot));
      head = around ? this.headOf(around, segments) : null;
      if (head === guest) return true;
    }
    return false;
  }

  /** What a segment that heads content shows: its own, that of the joined ones after it, and guests where their slots are. */
  private contentOf(head: Segment, segments: Segment[]): Node[] {
    const chain = [head];
    const isAlone = head.state === "deleted" && !head.forced;
    for (const one of isAlone ? [] : segments.slice(segments.indexOf(head) + 1)) {
      if (isRoot(one) || one.hostSlot !== null) break;
      if (one.state === "joined" || isTable(one)) chain.push(one);
    }
    return chain.flatMap((segment) =>
      segment.content.flatMap((node) => {
        if (isCharacter(node)) return [node];
        const guest = segments.find((one) => one.hostSlot === node.key && !one.forced);
        return guest ? this.contentOf(guest, segments) : [];
      }),
    );
  }

  /** Blocks by where they show: at their markers, in their slots, or in that of the displaced block they follow. */
  private inDisplayOrder(blocks: Segment[], segments: Segment[]): Segment[] {
    const rank = (id: Id): number => this.rankByKey.get(keyOf(id))!;
    const ownSlot = (segment: Segment): Written | null =>
      segment.state === "joined" ? null : this.slotOf(segment.marker, "block");
    const station = (segment: Segment): number => {
      const own = ownSlot(segment);
      if (own) return rank(own.id);
      for (let index = segments.indexOf(segment) - 1; index >= 0; index--) {
        const slot = ownSlot(segments[index]!);
        const end = slot?.content as Id | null | undefined;
        if (slot && (!end || rank(end) > rank(segment.marker))) return rank(slot.id);
      }
      return rank(segment.marker);
    };
    const keyed = blocks.map((block) => ({ block, at: station(block), home: rank(block.marker) }));
    return keyed.sort((a, b) => a.at - b.at || a.home - b.home).map(({ block }) => block);
  }

  /** The newest active slot of a marker for a purpose. */
  private slotOf(marker: Known, purpose: "block" | "inline"): Written | null {
    const slots = this.known.flatMap(({ op, lamport, ...id }) => {
      if (op.type !== "slot" || op.purpose !== purpose || keyOf(op.marker) !== keyOf(marker)) return [];
      if (op.end && !this.rankByKey.has(keyOf(op.end))) return [];
      return this.isActive(id) ? [{ id, stamp: lamport - op.back, key: "slot", content: op.end }] : [];
    });
    return slots.sort((a, b) => this.compare(a.stamp, a.id, b.stamp, b.id)).at(-1) ?? null;
  }

  private isActive(id: Id): boolean {
    return !this.history.cancelled.has(keyOf(id));
  }

  private walk(): void {
    const units = this.known.flatMap(({ op, replica, counter, lamport }) => {
      if (!INSERTIONS.includes(op.type) || !("place" in op)) return [];
      return [
        { replica, counter, lamport, text: op.type === "insert" ? op.text : "\uFFFC", place: op.place },
      ];
    });
    this.order.push(...inOrder(this.history, units));
  }

  private compare(stampA: number, a: Id, stampB: number, b: Id): number {
    return compareAge(this.history, { ...a, lamport: stampA }, { ...b, lamport: stampB });
  }

  private segments(): Segment[] {
    const slots = new Set(this.known.filter((one) => one.op.type === "slot").map(keyOf));
    const markers = new Map(
      this.known
        .filter(({ op }) => op.type === "marker" || op.type === "table")
        .map((one) => [keyOf(one), one]),
    );
    const hidden = new Set<string>();
    for (const { by, target } of this.deletions("delete")) if (this.isActive(by)) hidden.add(keyOf(target));
    const segments: Segment[] = [];
    for (const node of this.order) {
      const marker = markers.get(node.key);
      if (marker) segments.push({ marker, content: [], state: "living", hostSlot: null, forced: false });
      else if (slots.has(node.key)) segments.at(-1)?.content.push({ ...node, unit: "" });
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
        target: this.renamed(target),
        by: { replica, counter: counter + index },
        lamport: lamport + index,
      }));
    });
  }

  /** The id under which an element of a cell is known here. */
  private renamed(id: Id): Id {
    return this.known[0]?.openers?.has(keyOf(id)) ? this.known[0] : id;
  }

  /** Whether a `keep` overrules that the insertion of a marker is undone. */
  private isKept(marker: Known): boolean {
    return this.known.some(({ op, ...id }) => {
      if (op.type !== "keep" || !this.isActive(id) || keyOf(op.marker) !== keyOf(marker)) return false;
      return op.deletions.some((deletion) => keyOf(deletion) === keyOf(marker));
    });
  }

  private stateOf(marker: Known): State {
    if (marker.op.type !== "table") return this.ownStateOf(marker);
    const stands = this.ownStateOf(marker) === "living";
    return this.tables?.showsCells(marker, stands) ? "living" : "deleted";
  }

  private ownStateOf(marker: Known): State {
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
    const madeEmpty = marker.op.type === "table" || (marker.op.type === "marker" && marker.op.madeEmpty);
    const genesis = this.rankByKey.get(keyOf(this.known[0]!))!;
    if (!madeEmpty && this.rankByKey.get(keyOf(marker))! > genesis) return "withdrawn";
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
      if (op.type !== "marker" && op.type !== "table" && op.type !== "atom" && op.type !== "container")
        continue;
      const stamp = lamport - op.back;
      written.push({ id, stamp, key: "type", content: op.shape.type });
      for (const [name, value] of Object.entries(op.shape.attributes)) {
        written.push({ id, stamp, key: `attributes.${name}`, content: value });
      }
      if (op.type === "marker" || op.type === "table")
        written.push({ id, stamp, key: "house", content: op.container });
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
    return { id: marker.name ?? this.name(marker), ...sorted(shape), containers, runs: this.runs(content) };
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
    const marks = [...newest].flatMap(([key, attributes]) => {
      const [type = "", id] = key.split("\0");
      return attributes ? [{ type, ...(id === undefined ? {} : { id }), attributes }] : [];
    });
    const name = (mark: Mark): string => mark.type + (mark.id === undefined ? "" : `\0${mark.id}`);
    return marks.sort((a, b) => (name(a) < name(b) ? -1 : 1));
  }

  private name(id: Id): string {
    return nameOf(this.history, id);
  }
}

function isTable(segment: Segment): boolean {
  return segment.marker.op.type === "table";
}

function isRoot(segment: Segment): boolean {
  return segment.forced || (segment.state === "living" && !isTable(segment));
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
