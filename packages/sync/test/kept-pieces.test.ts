import { assert, seededRandom } from "@weft/base";
import { readBatchHeader } from "@weft/rga";
import { createRichText, type RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { viewPiece } from "../src/kept/kept-pieces.ts";
import type { OutboxBatch } from "../src/machine/outbox-batch.ts";
import type { KeptPiece } from "../src/store/kept-piece.ts";
import { nothingStored } from "../src/store/local-store.ts";
import { documentId, type } from "./stage.ts";

function written(document: RichText, text: string): OutboxBatch {
  type(document, text);
  const bytes = document.takeUpdate();
  assert(bytes !== null, "something was typed");
  const header = readBatchHeader(bytes);
  assert(header.ok, "own bytes");
  return { ...header.value, edits: 1, madeAtMs: 0, bytes };
}

test("[SY-21] a piece that was written on another one shows its own words, and no others", () => {
  const ada = createRichText({ documentId, replica: "00000000000000a1" });
  const ben = createRichText({ documentId, replica: "00000000000000b2" });
  const first = written(ada, "first");
  ben.applyUpdate(first.bytes);
  const batches = [first, written(ben, " second"), written(ada, " third")];
  const kept = batches.map(
    (batch, index): KeptPiece => ({
      id: `${index}`,
      reason: "role",
      sentence: "No.",
      keptAtMs: index,
      batches: [batch],
    }),
  );
  const reader = { documentId, factory: createRichText, random: seededRandom(1) };
  const views = kept.map((piece) => viewPiece(reader, { ...nothingStored, kept }, piece));
  expect(views.map(({ text }) => text)).toEqual(["first", "second", "third"]);
});
