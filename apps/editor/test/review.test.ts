import { seededRandom } from "@weft/base";
import { resolveConflict } from "@weft/conflicts";
import { createRichText, type Edit, type RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { editsApart, searchConflicts } from "../src/review/finding/search-conflicts.ts";
import { type Place, placeOf } from "../src/review/place.ts";
import { Places } from "../src/review/places.ts";
import { placesAround, placesDrawnMax } from "../src/review/walk.ts";
import { placeActions } from "../src/review/words/place-actions.ts";
import { lookWords, placeWords, quoteWords } from "../src/review/words/place-words.ts";
import { type DifferencePart, wordDifference } from "../src/review/words/word-difference.ts";
import { noteWriter } from "../src/review/writers.ts";

const ada = { face: { name: "Ada", colour: 0 }, replicas: new Set(["0000000000000001"]) };

/** What Ada sees after she and somebody else each made edits apart. */
function places(start: readonly Edit[], mine: readonly Edit[], theirs: readonly Edit[]): readonly Place[] {
  const { document, record } = met(start, mine, theirs);
  return searchConflicts(document, [record]).map((crossing) => placeOf(document, crossing, ada));
}

function met(start: readonly Edit[], mine: readonly Edit[], theirs: readonly Edit[]) {
  const document = createRichText({ documentId: "review", replica: "0000000000000001" });
  document.edit(start);
  const other = createRichText({ documentId: "review", replica: "0000000000000002", saved: document.save() });
  const known = document.version();
  document.edit(mine);
  other.edit(theirs);
  const record = { id: "1", sides: [document.version(), other.version()], metAtMs: 1 };
  document.applyUpdate(other.updateSince(known));
  return { document, other, record };
}

const write = (text: string, at = 1): Edit => ({ type: "insertText", at, text });
const take = (from: number, to: number): Edit => ({ type: "deleteRange", from, to });

test("a place says who did what, in words; who is not known is another writer", () => {
  const [place] = places(
    [write("The quick fox.")],
    [take(5, 10), write("fast", 5)],
    [take(5, 10), write("slow", 5)],
  );
  expect(placeWords(place!)).toBe("You and another writer rewrote the same words");
  expect(place!.sides.map(({ text, isMine }) => [text, isMine])).toEqual([
    ["fast", true],
    ["slow", false],
  ]);
  expect(placeActions(place!).map(({ key, label }) => `${key} ${label}`)).toEqual([
    "1 Keep mine",
    "2 Keep theirs",
    "3 Keep both",
    "4 Edit",
  ]);
});

test("a person who gave a name is called by it, and a name alone makes nobody's work mine", () => {
  const start = [write("The quick fox.")];
  const { document, other, record } = met(
    start,
    [take(5, 10), write("fast", 5)],
    [take(5, 10), write("slow", 5)],
  );
  const known = document.version();
  other.edit(noteWriter(other, [other.replica], { name: "Grace", colour: 3 }));
  document.applyUpdate(other.updateSince(known));
  const seen = (by: RichText, own: typeof ada): string[] =>
    searchConflicts(by, [record]).map((crossing) => placeWords(placeOf(by, crossing, own)));
  expect(seen(document, ada)).toEqual(["You and Grace rewrote the same words"]);
  other.applyUpdate(document.updateSince(new Map()));
  const grace = { face: { name: "Grace", colour: 3 }, replicas: new Set(["0000000000000002"]) };
  expect(seen(other, grace)).toEqual(["You and another writer rewrote the same words"]);
  const third = createRichText({ documentId: "review", saved: document.save() });
  expect(seen(third, { face: grace.face, replicas: new Set([third.replica]) })).toEqual([
    "Another writer and Grace rewrote the same words",
  ]);
});

test("a register tells its values and which one shows", () => {
  const block = createRichText({ documentId: "review" }).blockAt(0).id;
  const heading = (level: number): Edit => ({
    type: "setBlock",
    block,
    blockType: "heading",
    attributes: { level },
  });
  const [place] = places([write("Title")], [heading(2)], [heading(1)]);
  expect(placeWords(place!)).toMatch(/^Heading level: you 2( \(shown\))?, another writer 1( \(shown\))?$/);
  expect(placeWords(place!).match(/shown/g)).toHaveLength(1);
  expect(quoteWords(place!)).toBe("2 · 1");
});

test("records of the program are no places, and edits are counted once", () => {
  const { document, record } = met([write("a b c")], [write("x", 2)], [write("yy", 6)]);
  expect(editsApart([record])).toBe(3);
  const both = met(
    [],
    [{ type: "setProperty", key: "conflict.x", value: 1 }],
    [{ type: "setProperty", key: "conflict.x", value: 2 }],
  );
  expect(searchConflicts(both.document, [both.record])).toEqual([]);
  expect(searchConflicts(document, [record, record]).length).toBeLessThan(2);
});

test("of places that were read only what may have changed is read again, and all stay in the order of the text", () => {
  const { document, record } = met(
    [write("one red. two red."), { type: "splitBlock", at: 9 }],
    [take(15, 18), write("blue", 15), take(5, 8), write("blue", 5)],
    [take(15, 18), write("green", 15), take(5, 8), write("green", 5)],
  );
  const all = new Places(document);
  document.onPatch((patches) => all.follow(patches));
  all.take(searchConflicts(document, [record]));
  const [first, second] = all.read(ada);
  expect(first && second && document.placeOfAnchor(first.conflict.place.start!)).toBeLessThan(
    document.placeOfAnchor(second!.conflict.place.start!)!,
  );
  const edits = resolveConflict({ document, conflict: second!.conflict, choice: 0, person: "Ada" });
  document.edit(edits!);
  const [sameFirst, decided] = all.read(ada);
  expect(sameFirst).toBe(first);
  expect(decided?.resolution?.person).toBe("Ada");

  const border = document.text().indexOf("\n") + 1;
  document.edit([{ type: "moveBlocks", from: 0, to: border, at: document.length }]);
  expect(all.read(ada)).toEqual([decided, first]);

  document.edit(noteWriter(document, ["0000000000000002"], { name: "Grace", colour: 1 }));
  expect(all.read(ada)[1]?.sides[1]?.face?.name).toBe("Grace");
  const anne = { face: { name: "Anne", colour: 0 }, replicas: ada.replicas };
  expect(all.read(anne)[1]?.sides[0]?.face?.name).toBe("Anne");
});

test("of many places those around the one in hand are drawn", () => {
  const [one] = places(
    [write("The quick fox.")],
    [take(5, 10), write("fast", 5)],
    [take(5, 10), write("slow", 5)],
  );
  const many = Array.from({ length: 500 }, (_, index) => ({ ...one!, id: String(index) }));
  const drawn = (all: readonly Place[], id: string | null): readonly [number, string | undefined] => {
    const around = placesAround(all, id, placesDrawnMax);
    expect(id === null || around.some((place) => place.id === id)).toBe(true);
    return [around.length, around[0]?.id];
  };
  expect(drawn(many.slice(0, placesDrawnMax), null)).toEqual([placesDrawnMax, "0"]);
  expect(drawn(many, null)).toEqual([placesDrawnMax, "0"]);
  expect(drawn(many, "250")).toEqual([placesDrawnMax, String(250 - placesDrawnMax / 2)]);
  expect(drawn(many, "499")).toEqual([placesDrawnMax, String(500 - placesDrawnMax)]);
});

test("1 place needs, 2 places need, none needs a look", () => {
  expect([1, 2, 0].map(lookWords)).toEqual([
    "1 place needs a look",
    "2 places need a look",
    "Nothing needs a look",
  ]);
});

test("word differences: whole words, the least of them", () => {
  const spell = (parts: readonly DifferencePart[]): string =>
    parts
      .map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `+${text}+` : `-${text}-`))
      .join("");
  expect(spell(wordDifference("on Monday.", "on Tuesday."))).toBe("on -Monday-+Tuesday+.");
  expect(spell(wordDifference("it will ship", "it will not ship on Tuesday"))).toBe(
    "it will +not +ship+ on Tuesday+",
  );
  expect(spell(wordDifference("", "new"))).toBe("+new+");
  expect(spell(wordDifference("same", "same"))).toBe("same");
});

const seed = Number(process.env.WEFT_SEED ?? 1);
test(`word differences give both texts back, also long ones (WEFT_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const text = (words: number): string =>
    Array.from(
      { length: words },
      () => ["one", "two", " ", "é", "\n", "👩‍🌾", "don’t", "."][random.below(8)],
    ).join("");
  for (let round = 0; round < 300; round++) {
    const words = round < 295 ? random.below(40) : 900;
    const [before, after] = [text(words), text(words)];
    const parts = wordDifference(before, after);
    const without = (kind: DifferencePart["kind"]): string =>
      parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join("");
    expect([without("added"), without("removed")]).toEqual([before, after]);
  }
});
