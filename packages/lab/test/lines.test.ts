/** Lines: what a document loses in them, which is nothing of the editor's own documents, and how they become text and back. */
import { EditorState } from "@tiptap/pm/state";
import { seededRandom } from "@weft/base";
import { describe, expect, test } from "vitest";
import {
  Chance,
  describeDocument,
  labSchema,
  parseDocument,
  structureEdits,
  typeCharacter,
} from "../src/index.ts";
import { alignLines } from "../src/lines/align-lines.ts";
import { buildDocument } from "../src/lines/build-document.ts";
import { linesOf } from "../src/lines/line.ts";
import { deltaOf, linesOfDelta } from "../src/lines/lines-delta.ts";
import { placeBetween } from "../src/lines/place-between.ts";
import { TokenTable } from "../src/lines/token-text.ts";

describe("lines", () => {
  for (const line of [
    "one | two",
    "h2: Title | **bold**_italic_ | code: x",
    "ul(one; two ol(three; four)) | bq(ul(a) | b) | end",
    "ul(a) | ol(b) | tl([x] done; [ ] open)",
    "top | tb(#a; #b / c | d; e) | hr | end",
    "bq(one | bq(two)) | bq(three)",
  ]) {
    test(`${line} comes back from lines, from a delta and from text`, () => {
      const doc = parseDocument(labSchema, line);
      expect(describeDocument(buildDocument(labSchema, linesOf(doc)))).toBe(describeDocument(doc));
      expect(buildDocument(labSchema, linesOfDelta(deltaOf(doc))).eq(doc)).toBe(true);
      const table = new TokenTable(0);
      const reader = new TokenTable(1);
      const text = table.write(linesOf(doc));
      reader.learn(table.takeDefinitions() ?? {});
      expect(buildDocument(labSchema, reader.read(text)).eq(doc)).toBe(true);
    });
  }

  test("random documents come back too, and stay valid", () => {
    const seed = 20_261_123;
    const chance = new Chance(seededRandom(seed));
    const edits = structureEdits(labSchema);
    const names = Object.keys(edits);
    let doc = parseDocument(labSchema, "one | ul(two; three) | four");
    let compared = 0;
    for (let edit = 0; edit < 300; edit++) {
      const { tr } = EditorState.create({ doc });
      const name = chance.happens(0.5) ? "type" : (chance.pick(names) ?? "type");
      (edits[name] ?? typeCharacter)(tr, chance);
      if (!tr.docChanged) continue;
      doc = tr.doc;
      const back = buildDocument(labSchema, linesOf(doc));
      expect(back.textContent, `seed ${seed}, edit ${edit}`).toBe(doc.textContent);
      if (back.eq(doc)) compared++;
      back.check();
    }
    expect(compared).toBeGreaterThan(100);
  });
});

describe("places", () => {
  test("there is always one between two others", () => {
    const chance = seededRandom(1);
    const places = ["i"];
    for (let made = 0; made < 500; made++) {
      const index = chance.below(places.length + 1);
      const place = placeBetween(places[index - 1] ?? "", places[index] ?? "");
      places.splice(index, 0, place);
    }
    expect(places).toEqual([...places].sort());
    expect(new Set(places).size).toBe(places.length);
  });
});

test("lines are aligned from both ends", () => {
  const linesOfNotation = (line: string) => linesOf(parseDocument(labSchema, line));
  const pairs = alignLines(linesOfNotation("a | b | c"), linesOfNotation("a | x | y | c"));
  expect(pairs).toEqual([
    { from: 0, to: 0 },
    { from: 1, to: 1 },
    { from: null, to: 2 },
    { from: 2, to: 3 },
  ]);
});
