import { createRichText, type Patch } from "@weft/richtext";
import { expect, test } from "vitest";
import { caretPlace, crossesCaret } from "../src/review/live/live-crossing.ts";

/** A text of two paragraphs, and what Grace's edit does to it as patches. */
function graceEdits(...edits: Parameters<ReturnType<typeof createRichText>["edit"]>[0]) {
  const document = createRichText({ documentId: "live", replica: "0000000000000001" });
  document.edit([
    { type: "insertText", at: 1, text: "The launch is on Monday, and everybody knows it by now." },
    { type: "splitBlock", at: 56 },
    { type: "insertText", at: 57, text: "It is late." },
  ]);
  const grace = createRichText({ documentId: "live", replica: "0000000000000002", saved: document.save() });
  grace.edit(edits);
  let patches: readonly Patch[] = [];
  document.onPatch((told) => {
    patches = told;
  });
  const caretAt = (at: number) => caretPlace(document, document.anchorAt(at, "after"))!;
  const update = grace.updateSince(document.version());
  const happen = (): readonly Patch[] => {
    document.applyUpdate(update);
    return patches;
  };
  return { document, caretAt, happen };
}

test("words that change right beside the caret cross it; further away and in another paragraph they do not", () => {
  const { caretAt, happen } = graceEdits({ type: "insertText", at: 18, text: "some " });
  const [beside, far, below] = [caretAt(21), caretAt(56), caretAt(60)];
  const patches = happen();
  expect(crossesCaret(patches, beside)).toBe(true);
  expect(crossesCaret(patches, far)).toBe(false);
  expect(crossesCaret(patches, below)).toBe(false);
});

test("so do words that go", () => {
  const { caretAt, happen } = graceEdits({ type: "deleteRange", from: 18, to: 24 });
  expect(crossesCaret(happen(), caretAt(18))).toBe(true);
});

test("a caret is in the paragraph in which it stands, at its start, too", () => {
  const { document, caretAt } = graceEdits({ type: "insertText", at: 1, text: "x" });
  expect(caretAt(1)).toEqual({ block: document.blockAt(0).id, offset: 0 });
  expect(caretAt(57)).toEqual({ block: document.blockAt(1).id, offset: 0 });
  expect(caretAt(60)).toEqual({ block: document.blockAt(1).id, offset: 3 });
});
