/** Containers that more blocks are in than are looked at: what is done to them here is not seen there. */

import { NodeRange } from "@tiptap/pm/model";
import { createRichText, type Edit } from "@weft/richtext";
import { expect, test } from "vitest";
import { type CollaborativeDocument, createDocument } from "../src/index.ts";
import { outdent, quoteList } from "./support/deeds.ts";
import { describeDocument } from "./support/notation.ts";
import { act, find, replicaId, replicas, schema } from "./support/replicas.ts";
import { expectAgreement } from "./support/scenario.ts";

/** A list in an item of another one, from which a paragraph parts it: it shows by itself. */
function partedList(): CollaborativeDocument {
  const richText = createRichText({ documentId: "test", replica: replicaId(0) });
  const container = (key: string, containerType: string, parent: string | null): Edit => ({
    type: "createContainer",
    key,
    containerType,
    attributes: {},
    parent: parent === null ? null : { key: parent },
  });
  const block = (at: number, text: string, key: string | null): Edit[] => [
    {
      type: "insertBlock",
      at,
      block: { type: "paragraph", attributes: {}, container: key === null ? null : { key } },
    },
    { type: "insertText", at: at + 1, text },
  ];
  richText.edit([
    container("tasks", "taskList", null),
    container("task", "taskItem", "tasks"),
    container("inner", "bulletList", "task"),
    container("item", "listItem", "inner"),
    ...block(1, "two", "item"),
    ...block(1, "parts", null),
    ...block(1, "one", "task"),
    { type: "deleteBlock", block: richText.blockAt(0).id },
  ]);
  return createDocument({ schema, documentId: "test", richText });
}

test("[TT-16] a list that is hidden around another one leaves that alone when it is wrapped", () => {
  const document = partedList();
  expect(describeDocument(document.doc)).toBe("tl([ ] one) | parts | ul(two)");
  quoteList("one")(document);
  expect(describeDocument(document.doc)).toBe("bq(tl([ ] one)) | parts | ul(two)");
  expect(document.stats.fixUps).toBe(0);
  expectAgreement([document]);
});

test("[TT-16] a fragment of a list that leaves a quote leaves the one with which the quote begins in there", () => {
  const [document] = replicas("bq(ul(a; b; c; d; e)) | end", 1);
  for (const text of ["b", "c", "d"]) outdent(text)(document!);
  expect(describeDocument(document!.doc)).toBe("bq(ul(a) | b | c | d | ul(e)) | end");
  act(document!, (tr) => {
    const $from = tr.doc.resolve(find(tr.doc, "e"));
    tr.lift(new NodeRange($from, $from, 1), 0);
  });
  expect(describeDocument(document!.doc)).toBe("bq(ul(a) | b | c | d) | ul(e) | end");
  expect(document!.stats.fixUps).toBe(0);
  expectAgreement([document!]);
});
