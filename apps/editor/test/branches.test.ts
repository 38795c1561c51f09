import { seededRandom } from "@weft/base";
import { mergeBranch } from "@weft/conflicts";
import { branchDocumentId, createRichText, type Edit, type RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { namedFiles } from "../src/branches/branch-files.ts";
import { branchRecord, noteBranch, noteMerged } from "../src/branches/branch-record.ts";
import { areRelated, compare } from "../src/branches/comparison.ts";
import { ConflictFinder } from "../src/review/finding/conflict-finder.ts";
import { placeWords } from "../src/review/words/place-words.ts";

const originId = "00112233445566778899aabbccddeeff";
const random = seededRandom(1);
const face = { name: "the original", colour: 7 };

function branchOf(origin: RichText): RichText {
  const branch = createRichText({ documentId: branchDocumentId(origin.documentId, random) });
  branch.applyUpdate(origin.updateSince(new Map()));
  branch.edit([noteBranch(branch, origin, 5)]);
  return branch;
}

const write = (text: string, at = 1): Edit => ({ type: "insertText", at, text });
const take = (from: number, to: number): Edit => ({ type: "deleteRange", from, to });

function compared(branch: RichText, other: RichText, replica?: string) {
  const search = (merged: RichText) => {
    const finder = new ConflictFinder(merged);
    return { conflicts: finder.find, changes: finder.findChangesOfSides };
  };
  return compare({ branch, other }, search, { own: { name: "Ada", colour: 0 }, face }, replica);
}

test("a copy knows what it is of, and what became of it; other documents know nothing of it", () => {
  const origin = createRichText({ documentId: originId });
  origin.edit([write("Hello.")]);
  const branch = branchOf(origin);
  expect(branchRecord(branch)).toMatchObject({ originId, madeAtMs: 5, merged: null });
  branch.edit([noteMerged(branch, originId, 9)]);
  expect(branchRecord(branch)?.merged).toEqual({ intoId: originId, atMs: 9 });
  expect(branch.undo()).toBe(false);
  expect(branchRecord(origin)).toBeNull();
  origin.applyUpdate(branch.updateSince(origin.version()));
  expect(branchRecord(origin)).toBeNull();
  const second = branchOf(branch);
  expect(branchRecord(second)).toMatchObject({ originId: branch.documentId, merged: null });
});

test("what began as one document can be compared, and nothing else", () => {
  const [a, b] = [branchDocumentId(originId, random), branchDocumentId(originId, random)];
  expect([areRelated(a, originId), areRelated(a, b), areRelated(a, branchDocumentId(b, random))]).toEqual([
    true,
    true,
    true,
  ]);
  expect(areRelated(a, a)).toBe(false);
  expect(areRelated(a, "ffeeddccbbaa99887766554433221100")).toBe(false);
});

test("compared again after somebody wrote elsewhere, what crosses has the ids that it had", async () => {
  const origin = createRichText({ documentId: originId });
  origin.edit([write("The quick fox. It is late.")]);
  const branch = branchOf(origin);
  branch.edit([take(5, 10), write("lazy", 5)]);
  origin.edit([take(5, 10), write("sly", 5)]);
  const first = await compared(branch, origin);
  origin.edit([write("Look: ", 1), write(" Indeed.", origin.length + 6)]);
  const again = await compared(branch, origin, first.merged.replica);
  expect(first.places).toHaveLength(1);
  expect(again.places.map(({ id }) => id)).toEqual(first.places.map(({ id }) => id));
  expect(again.branchChanges.map(({ id }) => id)).toEqual(first.branchChanges.map(({ id }) => id));
});

test("a copy beside its original, and beside another copy: what crosses, and what each changed", async () => {
  const origin = createRichText({ documentId: originId });
  origin.edit([write("The launch is on Monday. It is late.")]);
  const [branch, second] = [branchOf(origin), branchOf(origin)];
  branch.edit([take(18, 24), write("Friday", 18)]);
  branch.edit([write(" already", branch.length - 1)]);
  origin.edit([take(18, 24), write("Tuesday", 18)]);
  const found = await compared(branch, origin);
  expect(found.places.map(placeWords)).toEqual(["You and the original rewrote the same words"]);
  expect(found.places[0]?.sides.map(({ isMine, text }) => [isMine, text])).toEqual([
    [true, "Friday"],
    [false, "Tuesday"],
  ]);
  expect(found.branchChanges.map(({ before, after }) => [before, after])).toEqual([
    ["Monday", "Friday"],
    ["", " already"],
  ]);
  expect(found.otherChanges.map(({ after }) => after)).toEqual(["Tuesday"]);
  expect(origin.text()).toBe("The launch is on Tuesday. It is late.");
  second.edit([write("Well. ", 1)]);
  const both = await compared(branch, second);
  expect([both.places, both.otherChanges.map(({ after }) => after)]).toEqual([[], ["Well. "]]);
});

test("after a merge the preview shows what came since, of either side", async () => {
  const origin = createRichText({ documentId: originId });
  origin.edit([write("The launch is on Monday. It is late.")]);
  const branch = branchOf(origin);
  branch.edit([take(18, 24), write("Friday", 18)]);
  const merged = createRichText({ documentId: originId, saved: origin.save() });
  mergeBranch({ document: merged, branch, metAtMs: 7 });
  branch.edit([noteMerged(branch, originId, 7)]);
  expect((await compared(branch, merged)).branchChanges).toEqual([]);
  branch.edit([write(" night", 24)]);
  merged.edit([take(32, 36), write("early", 32)]);
  const found = await compared(branch, merged);
  expect(found.merged.text()).toBe("The launch is on Friday night. It is early.");
  expect(found.branchChanges.map(({ before, after }) => [before, after])).toEqual([["", " night"]]);
  expect(found.otherChanges.map(({ before, after }) => [before, after])).toEqual([["late", "early"]]);
  expect([found.places, found.stains]).toEqual([[], []]);
});

test("the files of a copy are those that its blocks name", () => {
  const document = createRichText({ documentId: originId });
  const hash = "ab".repeat(32);
  const attributes = { hash, name: "x.png" };
  document.edit([{ type: "insertBlock", at: 1, block: { type: "image", attributes, container: null } }]);
  document.edit([
    { type: "insertBlock", at: 1, block: { type: "image", attributes: { hash: "x" }, container: null } },
  ]);
  expect([...namedFiles(document)]).toEqual([hash]);
});
