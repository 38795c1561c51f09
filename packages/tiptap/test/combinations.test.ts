/**
 * Every deed against every other, and two in a row against a third: what the table of scenarios does not list. Nobody says
 * what must be seen then, but laws hold: all see the same valid document, which a fresh load shows as well; nothing had to
 * be corrected; when both take back all that they did, the document is what it was, and when both do it again, what it became.
 */

import { type Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { seededRandom } from "@weft/base";
import { describe, expect, test } from "vitest";
import type { CollaborativeDocument } from "../src/index.ts";
import { addColumn, addRow, deleteColumn, deleteRow } from "../src/tables/table-commands.ts";
import {
  both,
  enter,
  erase,
  eraseBlock,
  indent,
  joinBefore,
  moveBy,
  outdent,
  quote,
  relist,
  replace,
  retype,
  toggle,
  type,
  undo,
  unquote,
} from "./support/deeds.ts";
import { describeDocument } from "./support/notation.ts";
import { act, find, replicas } from "./support/replicas.ts";
import { type Deed, exchange, expectAgreement } from "./support/scenario.ts";

const line =
  "one two | ul(three four; five ul(inner); six) | bq(seven eight) | top | tb(a; b / c; d) | end of it";

const inCell =
  (text: string, run: (transaction: Transaction) => unknown): Deed =>
  (document) =>
    act(document, (tr) => {
      const caret: Selection = TextSelection.create(tr.doc, find(tr.doc, text));
      run(tr.setSelection(caret));
    });

const deeds: Readonly<Record<string, Deed>> = {
  type: type("!", "four"),
  split: enter("two"),
  splitItem: enter("four"),
  join: joinBefore("top"),
  joinItem: joinBefore("six"),
  erase: erase("ee fo"),
  rewrite: replace("two", "zwei"),
  quote: quote("one"),
  unquote: unquote("seven"),
  retype: retype("one", "heading", { level: 2 }),
  code: retype("top", "codeBlock"),
  indent: indent("six"),
  outdent: outdent("five"),
  relist: relist("three", "orderedList"),
  moveDown: moveBy("down", "one"),
  moveItem: moveBy("up", "six"),
  moveTable: moveBy("up", "top"),
  eraseBlock: eraseBlock("seven"),
  bold: toggle("bold", "three four"),
  rowAfter: inCell("a", (tr) => addRow(tr, "after")),
  columnAfter: inCell("a", (tr) => addColumn(tr, "after")),
  dropRow: inCell("c", deleteRow),
  dropColumn: inCell("b", deleteColumn),
  retypeCell: retype("d", "heading", { level: 1 }),
  typeInCell: type("?", "d"),
  undone: both(enter("eight"), quote("end"), undo),
};
const names = Object.keys(deeds);

/** Whether a deed finds what it is done to after another one. */
function mayFollow(first: Deed, then: Deed): boolean {
  const [document] = replicas(line);
  try {
    both(first, then)(document!);
    return true;
  } catch {
    return false;
  }
}

/** What both see; the laws are asked of it. */
function meet(first: readonly Deed[], second: readonly Deed[]): void {
  const [a, b] = replicas(line);
  const people = [a!, b!];
  const [ofA, ofB] = [countingUndo(a!, first), countingUndo(b!, second)];
  exchange(people);
  expectAgreement(people);
  const became = describeDocument(a!.doc);
  for (let step = 0; step < ofA; step++) a!.undo();
  for (let step = 0; step < ofB; step++) b!.undo();
  exchange(people);
  expectAgreement(people);
  expect(describeDocument(a!.doc)).toBe(line);
  for (let step = 0; step < ofA; step++) a!.redo();
  for (let step = 0; step < ofB; step++) b!.redo();
  exchange(people);
  expect(describeDocument(a!.doc)).toBe(became);
  expectAgreement(people);
  for (const { stats } of people) expect(stats.fixUps).toBe(0);
}

/** Does all of it, each thing for itself; returns how many steps of undo that is. */
function countingUndo(document: CollaborativeDocument, todo: readonly Deed[]): number {
  let steps = 0;
  for (const deed of todo) {
    const before = document.richText.undoCounter;
    deed(document);
    document.richText.endUndoGroup();
    if (document.richText.undoCounter !== before) steps++;
  }
  return steps;
}

describe("combinations", () => {
  const seed = Number(process.env.WEFT_SEED ?? 1);
  const runs = Number(process.env.WEFT_RUNS ?? 26);
  process.stdout.write(`combinations: ${runs} pairs and triples of ${names.length} deeds, seed ${seed}\n`);

  test("two and three deeds at once", () => {
    const random = seededRandom(seed);
    const pick = (): string => names[random.below(names.length)]!;
    let played = 0;
    for (let run = 0; run < runs; run++) {
      const told = [names[run % names.length]!, pick(), pick()] as const;
      const [x, y, z] = told.map((name) => deeds[name]!);
      try {
        meet([x!], [y!]);
        if (mayFollow(x!, z!)) meet([x!, z!], [y!]);
        else continue;
        played++;
      } catch (error) {
        throw new Error(`${told.join(", ")}: seed ${seed}, run ${run}`, { cause: error });
      }
    }
    // Some deeds leave nothing for others to be done to.
    expect(played).toBeGreaterThan(runs * 0.7);
  });
});
