import { seededRandom, VirtualClock } from "@weft/base";
import { describe, expect, it } from "vitest";
import { createRichText, type Edit, type RichText } from "../src/index.ts";
import { attempt, count, type Tally, tableEdit } from "./random-edits.ts";
import { table } from "./table-notation.ts";
import { container, list, paragraphs } from "./two-people.ts";

const FIRST_SEED = Number(process.env.WEFT_SEED ?? 1);
const RUNS = Number(process.env.WEFT_RUNS ?? 20);
process.stdout.write(`loss test of rich text: seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}\n`);

/** SCENARIOS, "The loss test", on the model: a character that nobody deleted is there exactly once. */
describe("the loss test (WEFT_SEED and WEFT_RUNS pin and widen)", () => {
  const tally: Tally = new Map();
  for (const editsAlone of [1, 4, 12, 30]) {
    it(`[RT-3] loses and doubles nothing, ${editsAlone} edits alone, ${RUNS} runs from seed ${FIRST_SEED}`, () => {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) run(seed, editsAlone, tally);
    });
  }

  it("made every kind of edit of tables", () => {
    const kinds = ["insertTable", "insertRow", "insertColumn", "deleteRow", "deleteColumn"];
    if (RUNS >= 20) for (const kind of kinds) expect(tally.get(kind) ?? 0, kind).toBeGreaterThan(20);
  });
});

it("[RT-3] loses nothing with seeds that once did", () => {
  for (const seed of [7, 37]) run(seed, 30);
});

interface Person {
  readonly document: RichText;
  readonly gone: Set<string>;
  readonly typed: Set<string>;
}

function run(seed: number, editsAlone: number, tally: Tally = new Map()): void {
  const random = seededRandom(seed);
  const clock = new VirtualClock();
  const origin = createRichText({ documentId: "loss", replica: "0000000000000001" });
  list("ABC", "DEF", "GHI")(origin);
  origin.edit([
    { type: "splitBlock", at: origin.length, block: { type: "paragraph", attributes: {}, container: null } },
  ]);
  paragraphs("JKL", "MNO", "PQR")(origin);
  table(["ST", "U"], ["V", "WX"])(origin);
  const saved = origin.save();
  let unit = 0x4e00;
  const gone = new Set<string>();
  const typed = new Set<string>(origin.text().replaceAll("\n", ""));
  const people: Person[] = ["00000000000000a1", "b1000000000000b1"].map((replica) => ({
    document: createRichText({ documentId: "loss", replica, saved, clock }),
    gone,
    typed,
  }));
  for (let round = 0; round < 5; round++) {
    for (const person of people) {
      for (let step = 0; step < editsAlone; step++) {
        clock.advance(random.below(1000));
        count(
          tally,
          act(person, random, () => String.fromCharCode(unit++)),
        );
      }
    }
    const updates = people.map(({ document }) => document.takeUpdate());
    for (const { document } of people) for (const update of updates) if (update) document.applyUpdate(update);
    const [one, two] = people.map(({ document }) => document.text());
    expect(one, `seed ${seed}`).toBe(two);
    const counts = new Map<string, number>();
    for (const character of one!) counts.set(character, (counts.get(character) ?? 0) + 1);
    for (const character of typed) {
      const times = counts.get(character) ?? 0;
      if (times > 1 || (times === 0 && !gone.has(character))) {
        expect.fail(`seed ${seed}: ${character} is there ${times} times`);
      }
    }
  }
}

/** One random edit, which it returns; what it takes out of sight is noted as deleted by somebody. */
function act(
  { document, gone, typed }: Person,
  random: ReturnType<typeof seededRandom>,
  letter: () => string,
): readonly Edit[] {
  const before = new Set(document.text());
  const at = 1 + random.below(document.length);
  const block = document.blockAt(random.below(document.blockCount));
  const around = document.blockAt(random.below(document.blockCount)).containers;
  const other = around.findLast(({ type }) => !type.startsWith("table"))?.id ?? null;
  if (random.next() < 0.55) {
    const text = letter();
    const edits: Edit[] = [{ type: "insertText", at, text }];
    if (!attempt(document, edits)) return [];
    typed.add(text);
    return edits;
  }
  const choices: (() => Edit[] | null)[] = [
    () => [{ type: "splitBlock", at }],
    () => {
      const place = document.placeOfBlock(block.id);
      return place > 0 ? [{ type: "deleteRange", from: place, to: place + 1 }] : [];
    },
    () => [{ type: "deleteRange", from: at, to: Math.min(document.length, at + 1 + random.below(5)) }],
    () => [{ type: "setBlock", block: block.id, blockType: "heading", attributes: { level: 1 } }],
    () => [
      container("q", "blockquote", other),
      { type: "setBlock", block: block.id, container: { key: "q" } },
    ],
    () => [{ type: "setBlock", block: block.id, container: null }],
    () => [{ type: "setBlock", block: block.id, container: other }],
    () => (document.blockCount > 1 ? [{ type: "deleteBlock", block: block.id }] : []),
    () => moveSome(document, random),
    () => moveSome(document, random),
    () => tableEdit(document, random),
    () => tableEdit(document, random),
    () => null,
  ];
  const edits = choices[random.below(choices.length)]!();
  if (edits && !attempt(document, edits)) return [];
  if (!edits && random.next() < 0.7) document.undo();
  else if (!edits) document.redo();
  const after = new Set(document.text());
  for (const character of before) if (!after.has(character)) gone.add(character);
  return edits ?? [];
}

/** Moves a range of blocks to before another block or to the end. */
function moveSome(document: RichText, random: ReturnType<typeof seededRandom>): Edit[] {
  const edge = (index: number): number =>
    index < document.blockCount ? document.placeOfBlock(document.blockAt(index).id) : document.length;
  const first = random.below(document.blockCount);
  const last = Math.min(document.blockCount, first + 1 + random.below(3));
  const at = edge(random.below(document.blockCount + 1));
  return [{ type: "moveBlocks", from: edge(first), to: edge(last), at }];
}
