/** The pairs of edits that are a conflict, each class in several shapes, with the texts that a person has to judge. */
import { describe, expect, test } from "vitest";
import type { ConflictKind } from "../src/index.ts";
import * as two from "./two-sides.ts";

type Shape = readonly [
  name: string,
  start: two.Act,
  mine: two.Act,
  theirs: two.Act,
  texts: {
    readonly before?: string;
    readonly mine?: string;
    readonly theirs?: string;
    readonly now?: string;
  },
];

const { paragraphs, replace, erase, typeAfter, typeBefore, inTurn } = two;
const fox = paragraphs("The quick brown fox jumps.", "It is late.");

const shapes: Record<ConflictKind, readonly Shape[]> = {
  "competing-rewrite": [
    [
      "one word, two other words",
      fox,
      replace("quick", "fast"),
      replace("quick", "slow"),
      { before: "quick", mine: "fast", theirs: "slow" },
    ],
    [
      "a letter each in one word",
      fox,
      replace("i", "a"),
      replace("ck", "te"),
      { before: "quick", mine: "quack", theirs: "quite" },
    ],
    [
      "overlapping phrases",
      fox,
      replace("quick brown", "lazy"),
      replace("brown fox", "red hen"),
      { before: "quick brown fox", mine: "lazy fox", theirs: "quick red hen" },
    ],
    [
      "a whole sentence and a word of it",
      fox,
      replace("The quick brown fox jumps.", "Nothing moves."),
      replace("brown", "red"),
      { before: "The quick brown fox jumps.", mine: "Nothing moves.", theirs: "The quick red fox jumps." },
    ],
    [
      "over the border of blocks",
      fox,
      replace("jumps.\nIt is", "sleeps, it is"),
      replace("jumps", "leaps"),
      { mine: "sleeps, it is", theirs: "leaps.\nIt is" },
    ],
    [
      "a word replaced and lengthened",
      fox,
      replace("quick", "swift"),
      typeAfter("quick", "er"),
      { before: "quick", mine: "swift", theirs: "quicker" },
    ],
    [
      "letters here and there in one word",
      fox,
      inTurn(erase("q"), typeAfter("uick", "s")),
      inTurn(erase("i"), typeBefore("quck", "e")),
      { before: "quick", mine: "uicks", theirs: "equck" },
    ],
    [
      "word by word",
      fox,
      inTurn(replace("quick", "slow"), replace("brown", "red")),
      replace("quick brown", "lazy"),
      { before: "quick brown", mine: "slow red", theirs: "lazy" },
    ],
  ],
  "same-change": [
    [
      "a word mended alike",
      paragraphs("Read teh book."),
      replace("eh", "he"),
      replace("eh", "he"),
      { before: "teh", mine: "the", theirs: "the" },
    ],
    [
      "by other keys",
      paragraphs("Read teh book."),
      replace("teh", "the"),
      replace("eh", "he"),
      { mine: "the", theirs: "the" },
    ],
    [
      "a letter put in",
      paragraphs("Say helo now."),
      typeAfter("hel", "l"),
      typeAfter("he", "l"),
      { before: "helo", mine: "hello", theirs: "hello" },
    ],
    ["the same words added", fox, typeAfter("quick", " and clever"), typeAfter("quick", " and clever"), {}],
    [
      "a phrase replaced alike",
      fox,
      replace("brown fox", "red hen"),
      replace("brown fox", "red hen"),
      { before: "brown fox", mine: "red hen", theirs: "red hen" },
    ],
    ["a full stop", paragraphs("The end"), typeAfter("The end", "."), typeAfter("The end", "."), {}],
  ],
  "delete-against-edit": [
    [
      "a word added in a deleted sentence",
      paragraphs("One is here. Two is there. Three."),
      erase("Two is there. "),
      typeAfter("Two is", " not"),
      { before: "Two is there. ", mine: "", theirs: "Two is not there. " },
    ],
    [
      "the other way round",
      paragraphs("One is here. Two is there."),
      typeAfter("Two", " too"),
      erase(" Two is there."),
      { mine: " Two too is there.", theirs: "" },
    ],
    [
      "a word replaced in what is deleted",
      fox,
      erase("quick brown "),
      replace("brown", "red"),
      { mine: "", theirs: "quick red " },
    ],
    [
      "a word deleted and lengthened",
      fox,
      erase("quick "),
      typeAfter("quick", "er"),
      { mine: "", theirs: "quicker " },
    ],
    ["over blocks", paragraphs("one", "two", "three"), erase("ne", "thr"), typeAfter("tw", "X"), {}],
    [
      "added at the end of a text that is all deleted",
      paragraphs("Hello world", "end"),
      erase("Hello world"),
      typeAfter("world", " again"),
      { before: "Hello world", mine: "", theirs: "Hello world again" },
    ],
  ],
  "block-delete-against-edit": [
    [
      "typed at its end",
      paragraphs("one", "two", "three"),
      two.deleteBlock("two"),
      typeAfter("two", "!!!"),
      { before: "two", mine: "", theirs: "two!!!", now: "!!!" },
    ],
    [
      "typed inside",
      paragraphs("one", "two", "three"),
      typeAfter("t", "X"),
      two.deleteBlock("two"),
      { before: "two", theirs: "", mine: "tXwo", now: "X" },
    ],
    [
      "a word replaced in it",
      paragraphs("one", "two days", "three"),
      two.deleteBlock("two"),
      replace("days", "weeks"),
      { before: "two days", mine: "", theirs: "two weeks" },
    ],
    [
      "select all and type",
      paragraphs("one", "two", "three"),
      replace("one\ntwo\nthree", "Z"),
      typeAfter("tw", "X"),
      { before: "two", mine: "", theirs: "twXo" },
    ],
    [
      "an item of a list",
      two.list("one", "two", "three"),
      two.deleteBlock("two"),
      typeBefore("two", "No "),
      { theirs: "No two" },
    ],
    [
      "Enter in the middle",
      paragraphs("one", "two words", "three"),
      two.deleteBlock("two"),
      two.enterAfter("two "),
      {},
    ],
    [
      "an image put into it",
      paragraphs("one", "two", "three"),
      two.deleteBlock("two"),
      (document) =>
        document.edit([
          { type: "insertAtom", at: two.placeOf(document, "wo"), atom: { type: "image", attributes: {} } },
        ]),
      { theirs: "t\uFFFCwo" },
    ],
    ["a row of a table", tableOf, deleteRow, typeAfter("Grace", " H."), {}],
    ["a column of a table", tableOf, deleteColumn, typeAfter("Grace", " H."), {}],
  ],
  register: [
    [
      "heading levels",
      fox,
      two.retype("fox", "heading", { level: 1 }),
      two.retype("fox", "heading", { level: 2 }),
      { mine: "1", theirs: "2" },
    ],
    [
      "types",
      fox,
      two.retype("fox", "heading", { level: 1 }),
      two.retype("fox", "codeBlock"),
      { before: "paragraph", mine: "heading", theirs: "codeBlock" },
    ],
    [
      "types with attributes of one name",
      fox,
      two.retype("fox", "heading", { level: 1, align: 1 }),
      two.retype("fox", "codeBlock", { align: 2 }),
      { before: "paragraph", mine: "heading", theirs: "codeBlock" },
    ],
    [
      "a language",
      inTurn(fox, two.retype("fox", "codeBlock", { language: "js" })),
      two.set("fox", { language: "ts" }),
      two.set("fox", { language: "c" }),
      { before: "js", mine: "ts", theirs: "c" },
    ],
    [
      "links on overlapping words",
      fox,
      two.mark("The quick", "link", { href: "A" }),
      two.mark("quick brown", "link", { href: "B" }),
      { mine: "A", theirs: "B" },
    ],
    [
      "links with what all links have",
      fox,
      two.mark("The quick", "link", { href: "A", target: "_blank" }),
      two.mark("quick brown", "link", { href: "B", target: "_blank" }),
      { mine: "A", theirs: "B" },
    ],
    [
      "a title",
      fox,
      (document) => document.edit([{ type: "setProperty", key: "title", value: "Mine" }]),
      (document) => document.edit([{ type: "setProperty", key: "title", value: "Theirs" }]),
      { mine: "Mine", theirs: "Theirs" },
    ],
    [
      "the source of an image",
      withImage,
      source("a.png"),
      source("b.png"),
      { before: "old.png", mine: "a.png", theirs: "b.png" },
    ],
    [
      "colours of text",
      fox,
      two.mark("quick", "highlight", { color: "red" }),
      two.mark("quick brown", "highlight", { color: "blue" }),
      { mine: "red", theirs: "blue" },
    ],
  ],
  structure: [
    [
      "move and move",
      paragraphs("one", "two", "three", "four"),
      two.move("one", null),
      two.move("one", "three"),
      {},
    ],
    ["move and delete", paragraphs("one", "two", "three"), two.move("two", null), two.deleteBlock("two"), {}],
    ["move and join", paragraphs("one", "two", "three"), two.move("two", null), two.joinBefore("two"), {}],
    [
      "wrap and wrap otherwise",
      fox,
      two.wrap("blockquote", "fox"),
      two.wrap("callout", "fox"),
      { before: "", mine: "blockquote", theirs: "callout" },
    ],
    [
      "wrap over different ranges",
      paragraphs("one", "two", "three"),
      two.wrap("blockquote", "one", "two"),
      two.wrap("blockquote", "two", "three"),
      {},
    ],
    [
      "retype and delete",
      paragraphs("one", "two", "three"),
      two.retype("two", "heading", { level: 1 }),
      two.deleteBlock("two"),
      {},
    ],
  ],
  "same-place": [
    [
      "two endings",
      paragraphs("The end"),
      typeAfter("end", " of A"),
      typeAfter("end", " of B"),
      { before: "", mine: " of A", theirs: " of B" },
    ],
    [
      "before one word",
      fox,
      typeBefore("fox", "old "),
      typeBefore("fox", "sly "),
      { mine: "old ", theirs: "sly " },
    ],
    [
      "on to one word",
      paragraphs("hello"),
      typeAfter("hello", "AA"),
      typeAfter("hello", "BB"),
      { before: "hello", mine: "helloAA", theirs: "helloBB" },
    ],
    [
      "in an empty block",
      paragraphs(""),
      (d) => d.edit([{ type: "insertText", at: 1, text: "mine" }]),
      (d) => d.edit([{ type: "insertText", at: 1, text: "theirs" }]),
      { before: "", mine: "mine", theirs: "theirs" },
    ],
    [
      "sentences that nothing ends",
      paragraphs("One is."),
      typeAfter("One is.", " Mine"),
      typeAfter("One is.", " Theirs is."),
      { mine: " Mine", theirs: " Theirs is." },
    ],
    [
      "at the start",
      fox,
      typeBefore("The", "Look: "),
      typeBefore("The", "Hear: "),
      { mine: "Look: ", theirs: "Hear: " },
    ],
  ],
  near: [
    [
      "not, and on Tuesday",
      paragraphs("We will ship."),
      typeAfter("will", " not"),
      typeAfter("ship", " on Tuesday"),
      { mine: " not ship", theirs: " ship on Tuesday" },
    ],
    ["two words of a sentence", fox, replace("quick", "slow"), replace("jumps", "sleeps"), {}],
    ["a word and a deletion", fox, erase("quick "), replace("jumps", "sleeps"), {}],
    ["two deletions", fox, erase("quick "), erase("brown "), { mine: "brown ", theirs: "quick " }],
    [
      "neighbouring words",
      fox,
      replace("quick", "slow"),
      replace("brown", "red"),
      { before: "quick brown", mine: "slow brown", theirs: "quick red" },
    ],
    ["overlapping deletions", fox, erase("quick brown "), erase("brown fox "), {}],
  ],
  orphan: [
    [
      "a comment on a deleted word",
      fox,
      two.mark("quick", "comment", {}, "c1"),
      erase("quick "),
      { mine: "quick", theirs: "" },
    ],
    [
      "the other way round",
      fox,
      erase("The quick brown"),
      two.mark("quick", "comment", {}, "c1"),
      { mine: "", theirs: "quick" },
    ],
    [
      "on a replaced word",
      fox,
      two.mark("quick", "comment", {}, "c1"),
      replace("quick", "slow"),
      { mine: "quick", theirs: "" },
    ],
    [
      "on a deleted block",
      fox,
      two.mark("late", "comment", {}, "c1"),
      two.deleteBlock("late"),
      { mine: "late" },
    ],
    [
      "a suggestion",
      fox,
      two.mark("brown", "suggestion-delete", { by: "a" }),
      erase("quick brown "),
      { mine: "brown" },
    ],
  ],
};

describe.each(Object.entries(shapes))("[CF-1] %s", (kind, cases) => {
  test("in five shapes at least", () => expect(cases.length).toBeGreaterThanOrEqual(5));

  test.each(cases)("%s", (_name, start, mine, theirs, texts) => {
    const found = two.conflictsOf(two.meet(start, mine, theirs));
    expect(found.map((one) => one.kind)).toEqual([kind]);
    expect(found[0]).toMatchObject(texts);
    const turned = two.conflictsOf(two.meet(start, theirs, mine));
    expect(turned.map((one) => one.kind)).toEqual([kind]);
  });
});

const unbold =
  (text: string): two.Act =>
  (document) => {
    const from = two.placeOf(document, text);
    document.edit([{ type: "removeMark", from, to: from + text.length, markType: "bold", grows: false }]);
  };
const bold = (text: string) => two.mark(text, "bold");
const quiet: readonly (readonly [string, two.Act, two.Act, two.Act])[] = [
  ["overlapping bold", fox, bold("The quick"), bold("quick brown fox")],
  ["bold and a replaced word", fox, bold("The quick"), replace("quick", "fast")],
  [
    "different sentences",
    paragraphs("One is. Two is. Three is."),
    replace("One", "Uno"),
    replace("Three", "Tre"),
  ],
  [
    "sentences side by side",
    paragraphs("One is. Two is."),
    replace("is.", "was."),
    typeAfter("Two is", " not"),
  ],
  [
    "a sentence deleted, the next one changed",
    paragraphs("One is. Two is. Three is."),
    erase("Two is. "),
    replace("Three", "Tre"),
  ],
  ["different blocks", paragraphs("one", "two"), replace("one", "uno"), replace("two", "due")],
  ["two items appended", two.list("one", "two"), two.enterAfter("two", "AA"), two.enterAfter("two", "BB")],
  [
    "blocks between blocks",
    paragraphs("top", "end"),
    two.enterAfter("top", "AA"),
    two.enterAfter("top", "BB"),
  ],
  ["Enter and typing", paragraphs("hello world"), two.enterAfter("hello "), typeAfter("world", "!!!")],
  ["Enter and a deletion", paragraphs("hello brave world"), two.enterAfter("hello "), erase("brave ")],
  ["a join and typing", paragraphs("one", "two"), two.joinBefore("two"), typeAfter("two", "!!!")],
  ["the same deletion", fox, erase("quick "), erase("quick ")],
  [
    "the same block deleted",
    paragraphs("one", "two", "three"),
    two.deleteBlock("two"),
    two.deleteBlock("two"),
  ],
  ["a heading and typing", fox, two.retype("fox", "heading", { level: 2 }), typeAfter("jumps", "!!!")],
  [
    "the same heading",
    fox,
    two.retype("fox", "heading", { level: 2 }),
    two.retype("fox", "heading", { level: 2 }),
  ],
  ["a move and typing", paragraphs("one", "two", "three"), two.move("one", null), typeAfter("one", "!!!")],
  ["the same wrapping", fox, two.wrap("blockquote", "fox"), two.wrap("blockquote", "fox")],
  ["bold and not bold", two.inTurn(fox, bold("quick brown")), unbold("quick brown"), bold("The quick")],
  ["the same move", paragraphs("one", "two", "three"), two.move("one", null), two.move("one", null)],
  ["undone before meeting", fox, inTurn(replace("quick", "fast"), two.undo), replace("quick", "slow")],
  ["one side only", fox, replace("quick", "fast"), two.nothing],
  [
    "a new sentence and a changed one",
    paragraphs("One is."),
    typeAfter("One is.", " Two is."),
    replace("One", "Uno"),
  ],
  [
    "new sentences at one place",
    paragraphs("One is. Two is."),
    typeAfter("One is.", " Mine is."),
    typeAfter("One is.", " Theirs is."),
  ],
  [
    "new sentences at the end of a block",
    paragraphs("One is.", "End"),
    typeAfter("One is.", " Mine is."),
    typeAfter("One is.", " Theirs is?"),
  ],
  [
    "new sentences before the first one",
    paragraphs("One is."),
    typeBefore("One", "Mine is. "),
    typeBefore("One", "Theirs is. "),
  ],
  ["a row and a column", tableOf, addRow, addColumn],
];

test.each(quiet)("[CF-2] no conflict: %s", (_name, start, mine, theirs) => {
  expect(two.conflictsOf(two.meet(start, mine, theirs))).toEqual([]);
  expect(two.conflictsOf(two.meet(start, theirs, mine))).toEqual([]);
});

test("[CF-4] marks that differ before and behind a third one have ids of their own", () => {
  const mine = inTurn(
    two.mark("The quick brown", "link", { href: "A" }),
    two.mark("quick", "link", { href: "C" }),
  );
  const found = two.conflictsOf(two.meet(fox, mine, two.mark("The quick brown", "link", { href: "B" })));
  expect(found.map(({ register }) => register?.quote)).toEqual(["The ", "quick", " brown"]);
  expect(new Set(found.map(({ id }) => id)).size).toBe(3);
});

function tableOf(document: Parameters<two.Act>[0]): void {
  paragraphs("Names")(document);
  document.edit([{ type: "insertTable", at: document.length, rows: 2, columns: 2 }]);
  for (const [index, text] of ["Ada", "1815", "Grace", "1906"].entries()) {
    const block = document.blockAt(2 + index);
    document.edit([{ type: "insertText", at: document.placeOfBlock(block.id) + 1, text }]);
  }
}

function theTable(document: Parameters<two.Act>[0]) {
  return document.table(document.blockAt(1).id)!;
}

function deleteRow(document: Parameters<two.Act>[0]): void {
  document.edit([{ type: "deleteRow", row: theTable(document).rows[1]! }]);
}

function deleteColumn(document: Parameters<two.Act>[0]): void {
  document.edit([{ type: "deleteColumn", column: theTable(document).columns[0]! }]);
}

function addRow(document: Parameters<two.Act>[0]): void {
  document.edit([{ type: "insertRow", table: theTable(document).id, before: null }]);
}

function addColumn(document: Parameters<two.Act>[0]): void {
  document.edit([{ type: "insertColumn", table: theTable(document).id, before: null }]);
}

function withImage(document: Parameters<two.Act>[0]): void {
  paragraphs("Look:")(document);
  document.edit([
    {
      type: "insertBlock",
      at: document.length,
      block: { type: "image", attributes: { src: "old.png" }, container: null },
    },
  ]);
}

function source(src: string): two.Act {
  return (document) =>
    document.edit([{ type: "setBlock", block: document.blockAt(1).id, attributes: { src } }]);
}
