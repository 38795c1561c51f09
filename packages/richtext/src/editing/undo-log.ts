/**
 * Which own edits there are to undo and to redo, read off the log: for a document that is opened again. The log knows
 * neither pauses nor calls of `edit`, so the groups are those that it shows: a transaction as far as its ops say where
 * it began, a word that was typed, deletions that follow one another; and whatever was undone at once.
 */
import type { AnyOp, InsertOp, ReplicaIndex } from "@weft/rga";
import type { CounterRange } from "../document/counter-range.ts";
import type { DocumentState } from "../document/document-state.ts";
import { type RichTextOp, richTextOpKinds } from "../ops/op-kinds.ts";
import { isRecordKey } from "./record-key.ts";
import type { UndoGroup, UndoStacks } from "./undo-history.ts";

/** How far back, in own counters, a document that is opened again can be undone. */
export const UNDO_REACH_COUNTERS = 20_000;

/** Adds what the log says of the own counters from `from` on to the stacks. */
export function readUndoLog(state: DocumentState, from: number, stacks: UndoStacks): void {
  const { space } = state.parts;
  const end = space.known(space.own);
  const start = Math.max(from, end - UNDO_REACH_COUNTERS);
  const entries: { readonly op: RichTextOp; readonly counter: number }[] = [];
  state.log.journal.visit(space.own, start, end, (op, counter) => entries.push({ op, counter }));
  const reader = new UndoLogReader(stacks, edgesOf(entries, space.own));
  for (const { op, counter } of entries) reader.read(op, counter);
}

/** Where undo and redo have cut the own counters: there the groups of the time began and ended. */
function edgesOf(entries: readonly { readonly op: RichTextOp }[], own: ReplicaIndex): ReadonlySet<number> {
  const edges = new Set<number>();
  for (const { op } of entries) {
    if (isToggle(op) && op.replica === own) edges.add(op.counter).add(op.counter + op.length);
  }
  return edges;
}

class UndoLogReader {
  private readonly stacks: UndoStacks;
  private readonly edges: ReadonlySet<number>;
  /** What the newest group ends with, if more of the same may run on from it. */
  private open: "word" | "space" | "deletion" | null = null;

  constructor(stacks: UndoStacks, edges: ReadonlySet<number>) {
    this.stacks = stacks;
    this.edges = edges;
  }

  read(op: RichTextOp, counter: number): void {
    if (isToggle(op)) {
      this.open = null;
      const range = { from: op.counter, to: op.counter + op.length };
      if (op.type === "cancel") take(this.stacks.done, this.stacks.undone, range);
      else take(this.stacks.undone, this.stacks.done, range);
      return;
    }
    if (op.type === "write" && op.target === null && op.values.every(({ key }) => isRecordKey(key))) return;
    this.stacks.undone.length = 0;
    const to = counter + richTextOpKinds.of(op).span(op);
    if (op.type === "insert") this.readText(op, counter);
    else if (op.type === "cell") {
      // What opens a cell is nothing by itself: it belongs to what is written there.
      this.add({ from: counter, to }, false);
      this.open = "word";
    } else if (op.type === "delete") {
      this.add({ from: counter, to }, this.open === "deletion");
      this.open = "deletion";
    } else {
      this.add({ from: counter, to }, false);
      if ("back" in op && op.back > 0) this.fuseFrom(counter - op.back);
      this.open = null;
    }
  }

  private readText(op: InsertOp, counter: number): void {
    for (const { index, 0: word } of op.text.matchAll(/\s+|\S+\s*/g)) {
      const runsOn = index > 0 || isAfter(op, counter);
      const startsWord = this.open === "space" && !/^\s/.test(word);
      const from = counter + index;
      this.add(
        { from, to: from + word.length },
        runsOn && this.open !== null && !startsWord && this.open !== "deletion",
      );
      this.open = /\s$/.test(word) ? "space" : "word";
    }
  }

  private add(range: CounterRange, runsOn: boolean): void {
    for (let { from } = range; from < range.to; ) {
      let to = from + 1;
      while (to < range.to && !this.edges.has(to)) to++;
      const last = this.stacks.done.at(-1)?.at(-1);
      const goesOn = from > range.from ? false : runsOn && !this.edges.has(from) && last?.to === from;
      if (goesOn && last) this.stacks.done[this.stacks.done.length - 1] = [{ from: last.from, to }];
      else this.stacks.done.push([{ from, to }]);
      from = to;
    }
  }

  /** One transaction: the groups that began at `start` or after it are one. */
  private fuseFrom(start: number): void {
    const { done } = this.stacks;
    let index = done.length - 1;
    while (index > 0 && (done[index]?.[0]?.from ?? 0) > start && !this.edges.has(done[index]?.[0]?.from ?? 0))
      index--;
    const ranges = done.splice(index).flat();
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (first && last) done.push([{ from: first.from, to: last.to }]);
  }
}

/** Moves the newest groups that lie within a range, as one, from a stack to another. */
function take(from: UndoGroup[], to: UndoGroup[], range: CounterRange): void {
  const taken: CounterRange[] = [];
  for (let group = from.at(-1); group; group = from.at(-1)) {
    const inside = group.every((one) => one.from >= range.from && one.to <= range.to);
    if (!inside) break;
    from.pop();
    taken.unshift(...group);
  }
  if (taken.length > 0) to.push([range]);
}

function isToggle(op: AnyOp): op is Extract<RichTextOp, { type: "cancel" | "restore" }> {
  return op.type === "cancel" || op.type === "restore";
}

/** Whether text was typed straight on from the own element before it. */
function isAfter({ place }: InsertOp, counter: number): boolean {
  return place.parentCounter === counter - 1;
}
