import { VirtualClock } from "@weft/base";
import { recordMerge } from "@weft/conflicts";
import { createRichText, type RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { Review } from "../src/review/review.ts";
import { placeWords } from "../src/review/words/place-words.ts";

/** Enough turns for what was found to be drawn. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

function reviewOf(document: RichText) {
  const clock = new VirtualClock();
  const review = new Review({
    document,
    clock,
    face: () => ({ name: "Ada", colour: 0 }),
    ownReplicas: () => new Set([document.replica]),
    onOwn: () => {},
    mayWrite: () => true,
    onMeeting: () => () => {},
  });
  return { review, clock };
}

test("a register that changes after it was found is told as it is now, in what is open and what is settled", async () => {
  const document = createRichText({ documentId: "levels", replica: "0000000000000001" });
  document.edit([{ type: "insertText", at: 1, text: "Plan" }]);
  const other = createRichText({ documentId: "levels", replica: "0000000000000002", saved: document.save() });
  const known = document.version();
  const block = document.blockAt(0).id;
  const level = (value: number) =>
    ({ type: "setBlock", block, blockType: "heading", attributes: { level: value } }) as const;
  document.edit([level(2)]);
  other.edit([level(1)]);
  const sides = [document.version(), other.version()];
  document.applyUpdate(other.updateSince(known));
  document.edit([recordMerge(document, { sides, metAtMs: 1 })!]);
  const { review, clock } = reviewOf(document);
  await turns();
  const [place] = review.view.open;
  expect(placeWords(place!)).toBe("Heading level: you 2, another writer 1 (shown)");

  expect(review.settle(place!.conflict, 0)).toBe(true);
  clock.advance(1_000);
  await turns();
  expect(review.view.open).toEqual([]);
  expect(placeWords(review.view.settled[0]!)).toBe("Heading level: you 2 (shown), another writer 1");

  review.reopen(place!.conflict);
  document.edit([level(3)]);
  clock.advance(1_000);
  await turns();
  expect(review.view.open[0]?.conflict.now).toBe("3");
  expect(review.view.news).toBe(null);
  review.close();
});
