/** The inside of our document: a tree whose walk is the text, and a picture that leaves the document as it was. */
import { EditorState } from "@tiptap/pm/state";
import { createRichText } from "@weft/richtext";
import { createDocument } from "@weft/tiptap";
import { expect, test } from "vitest";
import { engineNamed, isWeftReplica, labSchema, perform, sceneNamed, weftPicture } from "../src/index.ts";

test("typing before a character makes it a left child where the left neighbour has a right one already", () => {
  const richText = createRichText({ documentId: "lab", replica: "0000000000000001" });
  const document = createDocument({ schema: labSchema, documentId: "lab", richText });
  const type = (text: string, at: number) =>
    document.edit(EditorState.create({ doc: document.doc }).tr.insertText(text, at));
  type("ac", 1);
  type("b", 2);
  document.edit(EditorState.create({ doc: document.doc }).tr.delete(3, 4));
  const { ops, elements } = weftPicture(richText);
  expect(elements.map(({ sign }) => sign).join("")).toBe("¶abc");
  const [, a, b, c] = elements;
  expect(c).toMatchObject({ parent: a?.name, side: "right", isDeleted: true });
  expect(b).toMatchObject({ parent: c?.name, side: "left", isDeleted: false, depth: 3 });
  expect(ops.map(({ words }) => words.split(" ")[0])).toEqual(expect.arrayContaining(["insert", "delete"]));
});

test("a run that is watched weighs what one weighs that is not", () => {
  const engine = engineNamed("weft");
  const scene = sceneNamed("loss-4");
  if (!engine || !scene) throw new RangeError("weft, loss-4");
  const verdicts = [true, false].map((isWatched) => {
    const performance = perform({ engine, scene, seed: 5 });
    while (performance.next() !== null) {
      const [replica] = performance.stage.room.replicas;
      if (isWatched && replica && isWeftReplica(replica)) {
        expect(weftPicture(replica.richText).elements.length).toBeGreaterThan(20);
        performance.verdict();
      }
    }
    return performance.verdict();
  });
  expect(verdicts[0]).toEqual(verdicts[1]);
});
