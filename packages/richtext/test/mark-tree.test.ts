import { seededRandom } from "@weft/base";
import { OpSpace, parseReplicaId, Sequence, START } from "@weft/rga";
import { expect, it } from "vitest";
import { DocumentState } from "../src/document/document-state.ts";
import { genesisReplica } from "../src/document/genesis.ts";
import { writeEdits } from "../src/editing/edit-writer.ts";
import type { Edit } from "../src/index.ts";
import { MarkReader } from "../src/marks/mark-reader.ts";
import { MarkTree } from "../src/marks/mark-tree.ts";
import type { RangeMark } from "../src/marks/range-mark.ts";

const FIRST_SEED = Number(process.env.WEFT_SEED ?? 1);
const RUNS = Number(process.env.WEFT_RUNS ?? 6);
const LENGTH = 60;

/** A sequence of one replica's characters, every fifth of them hidden, and marks over it. */
class Marked {
  readonly space = new OpSpace(parseReplicaId("00000000000000a1")!);
  readonly sequence = new Sequence(this.space);
  readonly tree = new MarkTree(this.space, this.sequence);
  readonly reader = new MarkReader({ space: this.space, sequence: this.sequence, tree: this.tree });
  readonly marks: RangeMark[] = [];

  constructor(length: number) {
    const { counter } = this.space.allocate(length);
    this.sequence.insert({ replica: 0, counter, length, place: START, text: "x".repeat(length) });
    for (let at = 4; at < length; at += 5) this.sequence.cover(0, at, 1, 1);
  }

  mark(from: number, to: number | null, markType: string, adds: boolean): void {
    const run = this.space.allocate(1);
    this.marks.push(
      this.tree.add({
        id: { replica: 0, counter: run.counter },
        stamp: run.lamport,
        from: { element: { replica: 0, counter: from }, side: "before" },
        to:
          to === null
            ? null
            : { element: { replica: 0, counter: to }, side: to % 2 === 0 ? "before" : "after" },
        markType,
        attributes: adds ? {} : null,
      }),
    );
  }

  /** The newest active mark of each type at a visible position, found by looking at all of them. */
  slowly(position: number): RangeMark[] {
    const { counter } = this.sequence.elementAt(position);
    const newest = new Map<string, RangeMark>();
    for (const mark of this.marks) {
      const end = mark.to ? mark.to.element.counter + (mark.to.side === "after" ? 1 : 0) : LENGTH;
      if (mark.active && mark.from.element.counter <= counter && counter < end)
        newest.set(mark.markType, mark);
    }
    return [...newest.values()];
  }
}

const byType = (marks: readonly RangeMark[]): RangeMark[] =>
  [...marks].sort((a, b) => (a.markType < b.markType ? -1 : 1));

for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
  it(`[RT-30] finds the newest mark of each type, added, undone and redone, seed ${seed}`, () => {
    const random = seededRandom(seed);
    const marked = new Marked(LENGTH);
    for (let step = 0; step < 150; step++) {
      const from = random.below(LENGTH);
      const to = random.next() < 0.4 ? null : random.below(LENGTH);
      const some = marked.marks[random.below(Math.max(1, marked.marks.length))];
      if (some && random.next() < 0.3) marked.tree.setActive(some, !some.active);
      else marked.mark(from, to, ["bold", "italic", "link"][random.below(3)]!, random.next() < 0.7);
      if (random.next() < 0.3) continue;
      const { visibleLength } = marked.sequence;
      const first = random.below(visibleLength);
      const last = first + random.below(visibleLength - first);
      const stretches = marked.reader.stretches(first, last + 1);
      expect([stretches[0]?.from, stretches.at(-1)?.to]).toEqual([first, last + 1]);
      let end = first;
      for (const stretch of stretches) {
        expect(stretch.from).toBe(end);
        for (let at = stretch.from; at < stretch.to; at++) {
          expect(byType(stretch.deciding), `step ${step}`).toEqual(byType(marked.slowly(at)));
        }
        end = stretch.to;
      }
    }
  });
}

/** Steps in the tree of marks while a document of so many blocks is written from its start to its end. */
function stepsOfWriting(blockCount: number): number {
  const state = new DocumentState(parseReplicaId("00000000000000a1")!, genesisReplica("steps"));
  const marks = (type: string | null) => (type ? [{ type, attributes: {} }] : []);
  for (let block = 0; block < blockCount; block++) {
    const edits: Edit[] = [];
    for (const type of ["bold", null, "italic", "bold", null]) {
      const at = state.parts.blocks.length;
      writeEdits(state, [{ type: "insertText", at, text: "word ", marks: marks(type) }]);
    }
    edits.push({ type: "splitBlock", at: state.parts.blocks.length });
    writeEdits(state, edits);
  }
  return state.parts.marks.steps;
}

it("[RT-35] writing at the end costs each block the same, though all marks before reach there", () => {
  const [short, long] = [stepsOfWriting(40) / 40, stepsOfWriting(640) / 640];
  // Sixteen times the marks are four levels more of some ten; each of them all would be sixteen times the steps.
  expect(long / short).toBeLessThan(2.5);
});

it("[RT-35] a place under many marks of one type is read in as few steps as one under a few", () => {
  const steps = [150, 2400].map((count) => {
    const marked = new Marked(6000);
    for (let index = 0; index < count; index++) {
      marked.mark(index * 2, null, "bold", index % 2 === 0);
      marked.mark(index * 2, index * 2 + 1, "bold", true);
    }
    marked.reader.at(0);
    const before = marked.tree.steps;
    for (let at = 0; at < 100; at++) marked.reader.at(marked.sequence.visibleLength - 1 - at * 7);
    return marked.tree.steps - before;
  });
  expect(steps[1]! / steps[0]!).toBeLessThan(2);
});
