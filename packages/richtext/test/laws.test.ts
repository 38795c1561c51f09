import { type Random, seededRandom, VirtualClock } from "@weft/base";
import { describe, expect, it } from "vitest";
import { createRichText, type Edit, type RichText } from "../src/index.ts";
import { attempt, count, randomEdits, structuralEdits, type Tally } from "./random-edits.ts";
import { viewOf } from "./slow-document.ts";
import { paragraphs } from "./two-people.ts";

const FIRST_SEED = Number(process.env.WEFT_SEED ?? 1);
const RUNS = Number(process.env.WEFT_RUNS ?? 30);
/** Seeds that once found something. */
const PINNED = process.env.WEFT_SEED === undefined ? [317, 1068] : [];
process.stdout.write(`laws of rich text: seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}\n`);

/** One call of `edit` on a document that three people have worked on. */
type Law = (document: RichText, edits: readonly Edit[], where: string) => void;

describe("laws of one call, on merged documents (WEFT_SEED and WEFT_RUNS pin and widen)", () => {
  const tally: Tally = new Map();
  for (const seed of [...Array.from({ length: RUNS }, (_, run) => FIRST_SEED + run), ...PINNED]) {
    it(`[RT-43] undone at once restores exactly, redone as well, seed ${seed}`, () => {
      run(seed, tally, undoRestores);
    });
    it(`[RT-8] shows what it says, seed ${seed}`, () => run(seed, tally, showsWhatItSays));
  }

  it("met every kind of structural edit", () => {
    const kinds = ["deleteRange", "deleteBlock", "splitBlock", "insertBlock", "moveBlocks"];
    if (RUNS >= 30) for (const kind of kinds) expect(tally.get(kind) ?? 0, kind).toBeGreaterThan(30);
    for (const kind of ["insertTable", "insertRow", "insertColumn", "deleteRow", "deleteColumn"]) {
      if (RUNS >= 30) expect(tally.get(kind) ?? 0, kind).toBeGreaterThan(5);
    }
  });
});

function run(seed: number, tally: Tally, law: Law): void {
  const random = seededRandom(seed);
  const clock = new VirtualClock();
  let unit = 0x4e00;
  const names = ["00000000000000aa", "0000000000000abb", "f00000000000000c"];
  const origin = createRichText({ documentId: "laws", replica: "0000000000000001" });
  paragraphs("ABC", "DEF", "GHI", "JKL", "MNO", "PQR")(origin);
  const saved = origin.save();
  const documents = names.map((replica) => createRichText({ documentId: "laws", replica, saved, clock }));
  const inboxes: Uint8Array[][] = names.map(() => []);
  for (let step = 0; step < 60; step++) {
    const index = random.below(documents.length);
    const document = documents[index]!;
    if (random.next() < 0.65) {
      const letter = (): string => String.fromCharCode(unit++);
      const edits =
        random.next() < 0.5 ? structuralEdits(document, random) : randomEdits(document, random, letter, 0.25);
      law(document, edits, `seed ${seed} step ${step} ${JSON.stringify(edits)}`);
      count(tally, edits);
      if (random.next() < 0.1) document.undo();
      const update = document.takeUpdate();
      if (update) for (const [other, inbox] of inboxes.entries()) if (other !== index) inbox.push(update);
    } else deliver(document, inboxes[index]!, random);
  }
}

function deliver(document: RichText, inbox: Uint8Array[], random: Random): void {
  const [update] = inbox.splice(random.below(Math.max(1, inbox.length)), 1);
  if (update) document.applyUpdate(update);
}

function undoRestores(document: RichText, edits: readonly Edit[], where: string): void {
  document.endUndoGroup();
  const before = viewOf(document);
  const counters = document.version().get(document.replica) ?? 0;
  if (!attempt(document, edits)) return;
  if ((document.version().get(document.replica) ?? 0) === counters) return;
  const after = viewOf(document);
  expect(document.undo()).toBe(true);
  expect(viewOf(document), where).toEqual(before);
  expect(document.redo()).toBe(true);
  expect(viewOf(document), where).toEqual(after);
}

/** A block in the plainest form: its units, and the cell that it is in. */
interface PlainBlock {
  readonly id: string;
  readonly cell: string | null;
  readonly units: string[];
}

function plain(document: RichText): PlainBlock[] {
  return viewOf(document).blocks.map(({ id, runs, containers }) => {
    const units = runs.flatMap((run) => (run.kind === "text" ? run.text.split("") : ["\uFFFC"]));
    return { id, cell: containers.find((one) => one.id.includes("/"))?.id ?? null, units };
  });
}

function showsWhatItSays(document: RichText, edits: readonly Edit[], where: string): void {
  const [edit] = edits;
  const before = plain(document);
  const expected = edit && (expectedInTables(document, before, edit) ?? expectedAfter(before, edit));
  if (!attempt(document, edits) || !expected) return;
  expect(
    plain(document).map(({ units }) => units.join("")),
    where,
  ).toEqual(expected);
}

/** What the blocks hold after an edit of the lines of a table; null for other edits. */
function expectedInTables(document: RichText, blocks: readonly PlainBlock[], edit: Edit): string[] | null {
  const texts = (left: readonly PlainBlock[]): string[] => left.map(({ units }) => units.join(""));
  const isIn = (block: PlainBlock, row: string, column: string): boolean => block.cell === `${row}/${column}`;
  const fresh: PlainBlock = { id: "new", cell: null, units: [] };
  switch (edit.type) {
    case "insertTable": {
      let place = 0;
      const index = blocks.findIndex(({ units }) => {
        const isHere = place === edit.at;
        place += units.length + 1;
        return isHere;
      });
      const inserted = new Array<PlainBlock>(1 + edit.rows * edit.columns).fill(fresh);
      return texts(blocks.toSpliced(index < 0 ? blocks.length : index, 0, ...inserted));
    }
    case "insertRow":
    case "insertColumn": {
      const { id, rows, columns } = document.table(edit.table)!;
      const start = blocks.findIndex((block) => block.id === id);
      const after = blocks.slice(start + 1).findIndex(({ cell }) => cell === null);
      const end = after < 0 ? blocks.length : start + 1 + after;
      const left = [...blocks];
      if (edit.type === "insertRow") {
        const next = blocks.findIndex(
          (block) => edit.before !== null && isIn(block, edit.before, columns[0]!),
        );
        left.splice(next < 0 ? end : next, 0, ...columns.map(() => fresh));
        return texts(left);
      }
      for (const row of rows.toReversed()) {
        const next = left.findIndex((block) => edit.before !== null && isIn(block, row, edit.before));
        const last = left.findLastIndex((block) => isIn(block, row, columns.at(-1)!));
        left.splice(next < 0 ? last + 1 : next, 0, fresh);
      }
      return texts(left);
    }
    case "deleteRow":
      return texts(blocks.filter(({ cell }) => cell?.split("/")[0] !== edit.row));
    case "deleteColumn":
      return texts(blocks.filter(({ cell }) => cell?.split("/")[1] !== edit.column));
    case "deleteBlock": {
      const table = document.table(edit.block);
      if (!table) return null;
      const rows = new Set(table.rows);
      return texts(
        blocks.filter(({ id, cell }) => id !== edit.block && !rows.has(cell?.split("/")[0] ?? "")),
      );
    }
    default:
      return null;
  }
}

/** What the blocks hold after an edit, or null if that is not for this law to say. */
function expectedAfter(blocks: readonly PlainBlock[], edit: Edit): string[] | null {
  const units = blocks.flatMap(({ id, units: content }) => [{ id }, ...content]);
  switch (edit.type) {
    case "insertText":
      units.splice(edit.at, 0, ...edit.text.split(""));
      break;
    case "insertAtom":
      units.splice(edit.at, 0, "\uFFFC");
      break;
    case "deleteRange":
      units.splice(edit.from, edit.to - edit.from);
      break;
    case "splitBlock":
    case "insertBlock":
      units.splice(edit.at, 0, { id: "new" });
      break;
    case "moveBlocks": {
      if (edit.at >= edit.from && edit.at <= edit.to) break;
      const moved = units.splice(edit.from, edit.to - edit.from);
      units.splice(edit.at > edit.from ? edit.at - moved.length : edit.at, 0, ...moved);
      break;
    }
    case "deleteBlock": {
      const from = units.findIndex((one) => typeof one !== "string" && one.id === edit.block);
      let to = from + 1;
      while (to < units.length && typeof units[to] === "string") to++;
      units.splice(from, to - from);
      break;
    }
    default:
      break;
  }
  const texts: string[] = [];
  for (const one of units) {
    if (typeof one === "string") texts[texts.length - 1] += one;
    else texts.push("");
  }
  return texts;
}
