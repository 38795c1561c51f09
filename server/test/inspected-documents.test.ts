import { assert } from "@weft/base";
import { splitBatches } from "@weft/rga";
import { createRichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import {
  InspectedDocuments,
  type NewBatch,
  UnreadableLogError,
} from "../src/admission/inspected-documents.ts";
import { newTestDocument, Typist } from "./raw-client.ts";

/** Batches of somebody who may change everything. */
function whole(batches: readonly Uint8Array[]): readonly NewBatch[] {
  return batches.map((bytes) => ({ bytes, mayChange: "all" }));
}

function first(batches: readonly Uint8Array[]): Uint8Array {
  const [batch] = batches;
  assert(batch !== undefined, "a batch");
  return batch;
}

describe("the inspected document", () => {
  test("[SV-9] takes nothing that would have to wait, so that what is refused is never in it", () => {
    const target = newTestDocument();
    const { documentId } = target;
    const documents = new InspectedDocuments();
    documents.open(documentId, null);
    const author = new Typist(target);
    const [one, two] = [first(author.type("one")), first(author.type("two"))];
    const answerer = new Typist(target);
    answerer.richText.applyUpdate(one);
    const answer = first(answerer.type("!"));
    const inspected = documents.inspect(documentId, whole([two, answer]));
    expect(inspected).toMatchObject([{ reason: "gap" }, { reason: "missing-dependency" }]);
    expect(documents.inspect(documentId, whole([one]))).toEqual([{ kind: "sound" }]);
    const saved = new InspectedDocuments();
    saved.open(documentId, documents.save(documentId));
    expect(saved.inspect(documentId, whole([two, answer]))).toEqual([{ kind: "sound" }, { kind: "sound" }]);
    expect(documents.inspect(documentId, whole([answer]))).toEqual([{ kind: "sound" }]);
    const restored = createRichText({ documentId, saved: documents.save(documentId) });
    expect(restored.text()).toBe("one!");
  });

  test("[SV-62] refuses what would take too long before it takes any time, and goes on", () => {
    const target = newTestDocument();
    const { documentId } = target;
    const documents = new InspectedDocuments(5000);
    documents.open(documentId, null);
    const { richText } = new Typist(target);
    const scattered = Array.from({ length: 200 }, (_, index) => 1 + ((index * 7919) % (index + 1)));
    richText.edit(scattered.map((at) => ({ type: "insertText", at, text: "x" })));
    const before = splitBatches(richText.takeUpdate() ?? new Uint8Array());
    assert(before.ok, "own batches can be read");
    const sound = new Array(before.value.length).fill({ kind: "sound" });
    expect(documents.inspect(documentId, whole(before.value))).toEqual(sound);
    for (let time = 0; time < 20; time++) {
      richText.undo();
      richText.redo();
    }
    const hostile = richText.takeUpdate();
    assert(hostile !== null && hostile.length < 4000, "few bytes");
    expect(documents.inspect(documentId, whole([hostile]))).toMatchObject([{ reason: "too-costly" }]);
    expect(documents.inspect(documentId, whole(new Typist(target).type("on")))).toEqual([{ kind: "sound" }]);
  });

  test("[SV-9] a log that makes no document is an error of its own", () => {
    const { documentId } = newTestDocument();
    const documents = new InspectedDocuments();
    documents.open(documentId, null);
    expect(() => documents.feed(documentId, [new Uint8Array([1, 2, 3])])).toThrow(UnreadableLogError);
    expect(() => documents.inspect(newTestDocument().documentId, [])).toThrow(UnreadableLogError);
  });
});
