import { describe, expect, it } from "vitest";
import { createRichText, type Mark, type RichText } from "../src/index.ts";
import { bothSee, enterBefore, mark, paragraphs, placeOf, show, typeAfter, unmark } from "./two-people.ts";

const bold: Mark = { type: "bold", attributes: {} };
const make = (text: string): RichText => {
  const document = createRichText({ documentId: "marks", replica: "00000000000000a1" });
  paragraphs(text)(document);
  return document;
};

describe("marks", () => {
  it("[RT-30] the newest active write decides per type and character", () => {
    const a = make("abcdef");
    mark("abcd", "bold")(a);
    unmark("cd", "bold")(a);
    mark("de", "bold")(a);
    mark("bcd", "italic")(a);
    expect(show(a)).toBe("**a**_**b**__c__**d**_**e**f");
    a.undo();
    a.undo();
    expect(show(a)).toBe("**ab**cdef");
    a.redo();
    expect(show(a)).toBe("**ab**c**de**f");
  });

  it("[RT-31] a growing mark takes in what is typed at its end, by anybody; a fixed one does not", () => {
    bothSee(paragraphs("one two"), [mark("one", "bold"), typeAfter("one", "!")], "**one!** two");
    bothSee(paragraphs("one two"), [mark("one", "link", "A"), typeAfter("one", "!")], "[one](A)! two");
    bothSee(paragraphs("one two"), [mark("two", "bold"), typeAfter("one ", "x")], "one x**two**");
    bothSee(paragraphs("one two"), [mark("one two", "bold"), enterBefore("two")], "**one ** | **two**");
  });

  it("[RT-32] inserted content has exactly the marks that it is said to have", () => {
    const a = make("one two");
    mark("one", "bold")(a);
    a.edit([{ type: "insertText", at: 4, text: "X", marks: [] }]);
    expect(show(a)).toBe("**one**X two");
    a.edit([{ type: "insertText", at: 5, text: "Y" }]);
    expect(show(a)).toBe("**one**XY two");
    a.edit([{ type: "insertText", at: a.length, text: "Z", marks: [bold] }]);
    a.edit([{ type: "insertText", at: a.length, text: "Z" }]);
    expect(show(a)).toBe("**one**XY two**ZZ**");
    const link = { type: "link", attributes: { href: "A" }, grows: false };
    a.edit([{ type: "insertText", at: 1, text: "L", marks: [link] }]);
    a.edit([{ type: "insertText", at: 2, text: "M", marks: [link] }]);
    a.edit([{ type: "insertText", at: 3, text: "N" }]);
    expect(show(a)).toBe("[LM](A)N**one**XY two**ZZ**");
    const before = a.version();
    a.edit([{ type: "insertText", at: 7, text: "O", marks: [bold] }]);
    expect(a.version().get(a.replica)! - before.get(a.replica)!).toBe(1);
  });

  it("[RT-33] a mark over several blocks is one range: a block that comes later is in it", () => {
    const a = make("one");
    paragraphs("one")(a);
    a.edit([{ type: "splitBlock", at: a.length }]);
    a.edit([{ type: "insertText", at: a.length, text: "two" }]);
    const before = a.version().get(a.replica)!;
    a.edit([{ type: "addMark", from: 1, to: a.length, mark: bold, grows: true }]);
    expect(a.version().get(a.replica)).toBe(before + 1);
    a.edit([{ type: "addMark", from: 3, to: 3, mark: bold, grows: true }]);
    expect(a.version().get(a.replica)).toBe(before + 1);
    a.edit([{ type: "splitBlock", at: 3 }]);
    a.edit([{ type: "insertText", at: 4, text: "new" }]);
    expect(show(a)).toBe("**on** | **neweone** | **two**");
  });

  it("[RT-34] marks with ids overlap; those of one type and id are one", () => {
    const comment = (text: string, id: string) => (document: RichText) => {
      const from = placeOf(document, text);
      const mark = { type: "comment", id, attributes: {} };
      document.edit([{ type: "addMark", from, to: from + text.length, mark, grows: false }]);
    };
    const marksOf = (document: RichText) =>
      document.inline(document.blockAt(0).id).map((run) => run.marks.map(({ id }) => id).join("+"));
    const a = make("one two three");
    const b = createRichText({ documentId: "marks", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    comment("one two", "c1")(a);
    comment("two three", "c2")(b);
    a.applyUpdate(b.takeUpdate()!);
    b.applyUpdate(a.takeUpdate()!);
    for (const document of [a, b]) expect(marksOf(document)).toEqual(["c1", "c1+c2", "c2"]);
    a.edit([
      { type: "insertText", at: 6, text: "X", marks: [{ type: "comment", id: "c2", attributes: {} }] },
    ]);
    expect(marksOf(a)).toEqual(["c1", "c1+c2", "c2", "c1+c2", "c2"]);
    a.edit([{ type: "removeMark", from: 1, to: a.length, markType: "comment", id: "c1", grows: false }]);
    expect(marksOf(a)).toEqual(["", "c2"]);
    const name = { markType: "a\u0000b", grows: true };
    expect(() => a.edit([{ type: "removeMark", from: 1, to: 2, ...name }])).toThrow(RangeError);
  });
});
