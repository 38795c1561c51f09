import { createRichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { paragraphEdits } from "../src/document/paragraph-edits.ts";
import { waitingPieces } from "../src/status/waiting-pieces.ts";

const documentId = "d".repeat(32);
const textsOf = (pieces: ReturnType<typeof waitingPieces>): readonly string[] =>
  pieces.map(({ text }) => text);

test("the pieces are exactly what was typed since, block by block, with what stands before", () => {
  const richText = createRichText({ documentId, replica: "1".repeat(16) });
  richText.edit([{ type: "insertText", at: 1, text: "Saved. " }]);
  const counter = 7;
  richText.edit([{ type: "insertText", at: 8, text: "Waiting." }]);
  richText.edit([{ type: "splitBlock", at: 16 }]);
  richText.edit([{ type: "insertText", at: 17, text: "Another line" }]);
  const pieces = waitingPieces(richText, counter);
  expect(textsOf(pieces)).toEqual(["Waiting.", "Another line"]);
  expect(pieces.map(({ before }) => before)).toEqual(["Saved. ", ""]);
});

test("nothing waits when everything is saved", () => {
  const richText = createRichText({ documentId });
  richText.edit([{ type: "insertText", at: 1, text: "Saved." }]);
  expect(waitingPieces(richText, null)).toEqual([]);
  expect(waitingPieces(richText, 6)).toEqual([]);
});

test("plain text becomes a document with a paragraph for each line", () => {
  for (const text of ["", "one", "one\ntwo", "\n", "one\r\n\r\nthree\n", "a\ufffcb"]) {
    const richText = createRichText({ documentId });
    richText.edit(paragraphEdits(text));
    expect(richText.text(), JSON.stringify(text)).toBe(
      text.replaceAll("\r\n", "\n").replaceAll("\ufffc", ""),
    );
  }
});
