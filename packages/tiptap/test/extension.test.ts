/** The Tiptap extension as an editor without a screen sees it. */
import { Editor } from "@tiptap/core";
import { createRichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { Collaboration, editorExtensions } from "../src/index.ts";
import { type as typeText } from "./support/deeds.ts";
import { describeDocument } from "./support/notation.ts";
import { replicas } from "./support/replicas.ts";

function editorOf(document: Parameters<typeof Collaboration.configure>[0]): Editor {
  return new Editor({
    element: null,
    extensions: [...editorExtensions(), Collaboration.configure(document)],
  });
}

describe("the extension", () => {
  test("begins with what the document shows, from a document or from a rich text", () => {
    const [document] = replicas("hello | ul(one; two)", 1);
    expect(describeDocument(editorOf({ document: document! }).state.doc)).toBe("hello | ul(one; two)");
    expect(describeDocument(editorOf({ document: document!.richText }).state.doc)).toBe(
      "hello | ul(one; two)",
    );
    const fresh = editorOf({ document: createRichText({ documentId: "test" }) });
    expect(describeDocument(fresh.state.doc)).toBe("(empty)");
    expect(fresh.storage.collaboration.document?.richText.documentId).toBe("test");
  });

  test("says truthfully whether there is something to undo, and undoes own edits only", () => {
    const [a] = replicas("hello", 1);
    const editor = editorOf({ document: a!.richText });
    const { document } = editor.storage.collaboration;
    expect(editor.can().undo()).toBe(false);
    expect(editor.commands.undo()).toBe(false);
    typeText("!", "hello")(document!);
    expect(editor.can().undo()).toBe(true);
    expect(editor.can().redo()).toBe(false);
    expect(editor.commands.undo()).toBe(true);
    expect(describeDocument(document!.doc)).toBe("hello");
    expect(editor.commands.redo()).toBe(true);
    expect(describeDocument(document!.doc)).toBe("hello!");
  });

  test("refuses to begin without a document", () => {
    expect(() => editorOf({ document: null })).toThrow(TypeError);
  });
});
