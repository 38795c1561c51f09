import { describe, expect, it } from "vitest";
import { createRichText, type RichText } from "../src/index.ts";
import {
  type Act,
  blockOf,
  bothSee,
  container,
  deleteBlock,
  deleteFrom,
  enterAfter,
  enterBefore,
  inTurn,
  joinBefore,
  list,
  mark,
  paragraphs,
  placeOf,
  retype,
  show,
  typeAfter,
  undo,
  unmark,
} from "./two-people.ts";

const listOf = (document: RichText, text: string) =>
  document.block(blockOf(document, text))!.containers.find(({ type }) => type === "bulletList")!.id;
const itemOf = (document: RichText, text: string) =>
  document.block(blockOf(document, text))!.containers.findLast(({ type }) => type === "listItem")!.id;

const lift =
  (text: string): Act =>
  (document) =>
    document.edit([{ type: "setBlock", block: blockOf(document, text), container: null }]);
/** A new list inside the item before takes the item in. */
const indent =
  (text: string, under: string): Act =>
  (document) =>
    document.edit([
      container("inner", "bulletList", itemOf(document, under)),
      { type: "setContainer", container: itemOf(document, text), parent: { key: "inner" } },
    ]);
/** Enter in a list: a new block in a new item of the same list. */
const newItemAfter =
  (text: string, typed = ""): Act =>
  (document) => {
    const at = placeOf(document, text) + text.length;
    const parent = listOf(document, text);
    const block = { type: "paragraph", attributes: {}, container: { key: "item" } };
    document.edit([container("item", "listItem", parent), { type: "splitBlock", at, block }]);
    if (typed) document.edit([{ type: "insertText", at: at + 1, text: typed }]);
  };
const wrapBlock =
  (text: string): Act =>
  (document) =>
    document.edit([
      container("quote", "blockquote", null),
      { type: "setBlock", block: blockOf(document, text), container: { key: "quote" } },
    ]);
const wrapList =
  (text: string): Act =>
  (document) =>
    document.edit([
      container("quote", "blockquote", null),
      { type: "setContainer", container: listOf(document, text), parent: { key: "quote" } },
    ]);
const typeAt =
  (place: number, text: string): Act =>
  (document) =>
    document.edit([{ type: "insertText", at: place, text }]);

type Row = readonly [string, Act, readonly [Act, Act], string | readonly string[]];

const rows: readonly Row[] = [
  ["a", paragraphs("hello world"), [enterBefore("world"), typeAfter("world", "!!!")], "hello  | world!!!"],
  ["a2", paragraphs("hello brave world"), [enterBefore("brave"), deleteFrom("brave ")], "hello  | world"],
  ["b", paragraphs("hello world"), [enterBefore("world"), enterBefore("world")], "hello  | (empty) | world"],
  [
    "b3",
    paragraphs("top", "end"),
    [inTurn(enterAfter("top"), typeAt(5, "AA")), inTurn(enterAfter("top"), typeAt(5, "BB"))],
    ["top | AA | BB | end", "top | BB | AA | end"],
  ],
  ["c", paragraphs("one", "two"), [joinBefore("two"), typeAfter("two", "!!!")], "onetwo!!!"],
  [
    "d",
    paragraphs("The quick fox jumped"),
    [mark("The quick", "bold"), mark("quick fox jumped", "bold")],
    "**The quick fox jumped**",
  ],
  [
    "d2",
    inTurn(paragraphs("The quick fox"), mark("The quick fox", "bold")),
    [unmark("quick", "bold"), mark("The quick fox", "italic")],
    "_**The **__quick__** fox**_",
  ],
  [
    "d3",
    paragraphs("The quick fox"),
    [mark("The quick", "bold"), inTurn(deleteFrom("quick"), typeAfter("The ", "fast"))],
    "**The fast** fox",
  ],
  [
    "d4",
    paragraphs("The quick fox jumped"),
    [mark("The quick", "link", "A"), mark("quick fox", "link", "B")],
    ["[The ](A)[quick fox](B) jumped", "[The quick](A)[ fox](B) jumped"],
  ],
  ["e", list("one", "two"), [lift("one"), newItemAfter("two")], "one | ul(two; (empty))"],
  ["e2", list("one", "two"), [indent("two", "one"), typeAfter("two", "!!!")], "ul(one ul(two!!!))"],
  ["e3", list("one", "two"), [indent("two", "one"), indent("two", "one")], "ul(one ul(two))"],
  ["e5", paragraphs("hello"), [wrapBlock("hello"), typeAfter("hello", "!!!")], "bq(hello!!!)"],
  [
    "e6",
    paragraphs("hello"),
    [retype("hello", "heading", { level: 2 }), typeAfter("hello", "!!!")],
    "h2: hello!!!",
  ],
  [
    "e11",
    paragraphs("one", "two", "three"),
    [deleteBlock("two"), typeAfter("two", "!!!")],
    "one | !!! | three",
  ],
  ["f2", paragraphs("one two"), [mark("two", "bold"), retype("one", "codeBlock")], "code: one **two**"],
  ["n9", list("one", "two"), [wrapList("one"), newItemAfter("two", "N")], "bq(ul(one; two; N))"],
  [
    "n13",
    list("one", "two", "three"),
    [
      lift("two"),
      (document) =>
        document.edit([
          { type: "setContainer", container: listOf(document, "one"), containerType: "orderedList" },
        ]),
    ],
    "ol(one) | two | ol(three)",
  ],
  ["n14", paragraphs("one", "two", "three"), [deleteFrom("ne", "thr"), typeAfter("tw", "X")], "oXee"],
  [
    "n15",
    paragraphs("one", "two", "three"),
    [inTurn(deleteFrom("one", "three"), typeAt(1, "Z")), typeAfter("tw", "X")],
    "Z | X",
  ],
  ["n19", paragraphs("one two three"), [inTurn(deleteFrom("two "), undo), deleteFrom("two ")], "one three"],
  [
    "n19, both undo",
    paragraphs("one two three"),
    [inTurn(deleteFrom("two "), undo), inTurn(deleteFrom("two "), undo)],
    "one two three",
  ],
  [
    "c and e11: joined, then deleted as one block",
    paragraphs("one", "two", "three"),
    [inTurn(joinBefore("three"), deleteBlock("twothree")), typeAfter("three", "!")],
    "one | !",
  ],
  [
    "e11 on both sides",
    paragraphs("one", "two", "three"),
    [deleteBlock("two"), deleteBlock("two")],
    "one | three",
  ],
  ["every block deleted", paragraphs("one", "two"), [deleteBlock("one"), deleteBlock("two")], "(empty)"],
  [
    "a block is deleted while the next one is joined onto it",
    paragraphs("one", "two", "three"),
    [deleteBlock("two"), joinBefore("three")],
    "onethree",
  ],
  [
    "a block is deleted while Enter is pressed in it",
    paragraphs("one", "two", "three"),
    [deleteBlock("two"), enterBefore("wo")],
    "one | (empty) | three",
  ],
  [
    "two types of a block",
    paragraphs("x"),
    [retype("x", "heading", { level: 2 }), retype("x", "codeBlock")],
    ["h2: x", "code: x"],
  ],
];

describe("two people, one document (SCENARIOS), in both orders", () => {
  for (const [name, start, acts, expected] of rows)
    it(`[RT-10] ${name}`, () => bothSee(start, acts, expected));

  it("[RT-20] e3: the same indent by both keeps the loser's list out of sight", () => {
    bothSee(list("one", "two"), [indent("two", "one"), indent("two", "one")], "ul(one ul(two))");
  });

  it("[RT-24] n11: a cycle of containers is cut, and no item is lost", () => {
    const indentUnder = (text: string, under: string): Act => indent(text, under);
    bothSee(
      list("one", "two"),
      [indentUnder("two", "one"), indentUnder("one", "two")],
      ["ul(one ul(two))", "ul(ul(one) | two)"],
    );
  });

  it("[RT-14] n17: an undone Enter stays while it holds newer text", () => {
    const a = createRichText({ documentId: "n17", replica: "00000000000000a1" });
    paragraphs("one", "two")(a);
    const b = createRichText({ documentId: "n17", saved: a.save() });
    a.takeUpdate();
    a.edit([{ type: "splitBlock", at: placeOf(a, "two") }]);
    expect(show(a)).toBe("one | (empty) | two");
    b.applyUpdate(a.takeUpdate()!);
    a.undo();
    expect(show(a)).toBe("one | two");
    b.edit([{ type: "insertText", at: 5, text: "X" }]);
    a.applyUpdate(b.takeUpdate()!);
    b.applyUpdate(a.takeUpdate()!);
    expect([show(a), show(b)]).toEqual(["one | X | two", "one | X | two"]);
  });

  it("[RT-13] a block that came back stays when its text is deleted again", () => {
    const a = createRichText({ documentId: "keep", replica: "00000000000000a1" });
    paragraphs("one", "two", "three")(a);
    const b = createRichText({ documentId: "keep", saved: a.save() });
    a.takeUpdate();
    deleteBlock("two")(a);
    typeAfter("two", "!")(b);
    a.applyUpdate(b.takeUpdate()!);
    b.applyUpdate(a.takeUpdate()!);
    expect(show(a)).toBe("one | ! | three");
    a.edit([{ type: "deleteRange", from: 5, to: 6 }]);
    expect(show(a)).toBe("one | (empty) | three");
    b.applyUpdate(a.takeUpdate()!);
    expect(show(b)).toBe(show(a));
  });
});
