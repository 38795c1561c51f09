import { VirtualClock } from "@weft/base";
import { describe, expect, it } from "vitest";
import { createRichText, type RichText } from "../src/index.ts";
import { deleteFrom, mark, paragraphs, placeOf, show } from "./two-people.ts";

function make(clock = new VirtualClock()): RichText {
  return createRichText({ documentId: "undo", replica: "00000000000000a1", clock });
}

function type(document: RichText, text: string, pauseMs = 0, clock = new VirtualClock()): void {
  for (const character of text) {
    document.edit([{ type: "insertText", at: document.length, text: character }]);
    clock.advance(pauseMs);
  }
}

describe("undo", () => {
  it("[RT-40] takes back own ops only; nothing is copied, nobody else's character goes or comes twice", () => {
    const a = make();
    paragraphs("shared text")(a);
    const b = createRichText({ documentId: "undo", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    deleteFrom("shared ")(a);
    b.edit([{ type: "insertText", at: 8, text: "NEW " }]);
    deleteFrom("text")(b);
    a.applyUpdate(b.takeUpdate()!);
    expect(a.text()).toBe("NEW ");
    a.undo();
    expect(a.text()).toBe("shared NEW ");
    a.undo();
    expect(a.text()).toBe("NEW ");
    b.applyUpdate(a.takeUpdate()!);
    expect(b.text()).toBe("NEW ");
    b.undo();
    expect(b.text()).toBe("NEW ");
    b.undo();
    expect([b.text(), b.canUndo, b.undo()]).toEqual(["", false, false]);
    a.redo();
    a.applyUpdate(b.takeUpdate()!);
    a.redo();
    expect([a.text(), a.canRedo, a.redo()]).toEqual(["text", false, false]);
  });

  it("[RT-41] groups typing by pause, word and place", () => {
    const clock = new VirtualClock();
    const a = make(clock);
    type(a, "two words", 100, clock);
    a.undo();
    expect(a.text()).toBe("two ");
    a.undo();
    expect(a.text()).toBe("");
    type(a, "slow", 600, clock);
    a.undo();
    expect(a.text()).toBe("slo");
    type(a, "ab", 10, clock);
    a.endUndoGroup();
    type(a, "cd", 10, clock);
    a.undo();
    expect(a.text()).toBe("sloab");
    a.edit([{ type: "insertText", at: 1, text: "x" }]);
    a.undo();
    expect(a.text()).toBe("sloab");
  });

  it("[RT-41] typing stays one group while others write before it", () => {
    const a = make();
    paragraphs("start ")(a);
    const b = createRichText({ documentId: "undo", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    a.endUndoGroup();
    for (const character of "word") {
      a.edit([{ type: "insertText", at: a.length, text: character }]);
      b.edit([{ type: "insertText", at: 1, text: "-" }]);
      a.applyUpdate(b.takeUpdate()!);
    }
    a.undo();
    expect(a.text()).toBe("----start ");
  });

  it("[RT-41] groups single deletions, and the edits of one call", () => {
    const a = make();
    paragraphs("one two")(a);
    for (let at = 8; at > 5; at--) a.edit([{ type: "deleteRange", from: at - 1, to: at }]);
    expect(a.text()).toBe("one ");
    a.undo();
    expect(a.text()).toBe("one two");
    a.edit([
      { type: "deleteRange", from: 1, to: 5 },
      { type: "setProperty", key: "title", value: "t" },
      { type: "splitBlock", at: 2 },
    ]);
    a.edit([{ type: "insertText", at: 2, text: "!" }]);
    a.undo();
    a.undo();
    expect([a.text(), a.property("title")]).toEqual(["one two", undefined]);
  });

  it("[RT-42] redo gives back, and a new edit forgets what could be redone", () => {
    const a = make();
    paragraphs("one")(a);
    mark("one", "bold")(a);
    a.undo();
    expect([show(a), a.canRedo]).toEqual(["one", true]);
    a.redo();
    expect([show(a), a.canRedo]).toEqual(["**one**", false]);
    a.undo();
    a.edit([{ type: "insertText", at: placeOf(a, "one"), text: "x" }]);
    expect([a.canRedo, a.redo(), show(a)]).toEqual([false, false, "xone"]);
  });
});
