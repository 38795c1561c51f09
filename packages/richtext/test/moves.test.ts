import { describe, expect, it } from "vitest";
import { createRichText, type RichText } from "../src/index.ts";
import { Mirror } from "./mirror.ts";
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
  moveBefore,
  moveToEnd,
  paragraphs,
  placeOf,
  retype,
  show,
  typeAfter,
  undo,
} from "./two-people.ts";

type Row = readonly [string, Act, readonly [Act, Act], string | readonly string[]];

const three = paragraphs("one", "two", "three");
const four = paragraphs("q", "m", "r", "end");
const itemOf = (document: RichText, text: string) =>
  document.block(blockOf(document, text))!.containers.findLast(({ type }) => type === "listItem")!.id;
const indent =
  (text: string, under: string): Act =>
  (document) =>
    document.edit([
      container("inner", "bulletList", itemOf(document, under)),
      { type: "setContainer", container: itemOf(document, text), parent: { key: "inner" } },
    ]);
const quote =
  (text: string): Act =>
  (document) =>
    document.edit([
      container("quote", "blockquote", null),
      { type: "setBlock", block: blockOf(document, text), container: { key: "quote" } },
    ]);

const rows: readonly Row[] = [
  ["e9", three, [moveToEnd("one"), typeAfter("one", "!!!")], "two | three | one!!!"],
  [
    "n1",
    paragraphs("hello world", "x", "end"),
    [moveToEnd("hello"), enterBefore("world")],
    "x | end | hello  | world",
  ],
  ["n4", three, [joinBefore("two"), moveToEnd("two")], "onetwo | three"],
  ["n6", four, [inTurn(moveToEnd("m"), joinBefore("r")), typeAfter("r", "!")], "qr! | end | m"],
  [
    "n11",
    list("one", "two"),
    [indent("two", "one"), inTurn(moveToEnd("one"), indent("one", "two"))],
    "ul(ul(two) | one)",
  ],
  [
    "two people move one block: one place wins, and it is there once",
    paragraphs("one", "two", "three", "four"),
    [moveToEnd("one"), moveBefore("one", "three")],
    ["two | three | four | one", "two | one | three | four"],
  ],
  [
    "two people swap two blocks",
    paragraphs("one", "two"),
    [moveToEnd("one"), moveBefore("two", "one")],
    "two | one",
  ],
  [
    "into each other's places",
    paragraphs("a", "b", "c", "d"),
    [moveBefore("a", "d"), moveBefore("d", "b")],
    ["d | b | c | a", "b | c | a | d", "a | d | b | c"],
  ],
  ["move and delete", three, [moveToEnd("one"), deleteBlock("one")], "two | three"],
  [
    "move and delete, with new text: the block is there for it, at its new place",
    three,
    [moveToEnd("one"), inTurn(typeAfter("one", "!"), undo, deleteBlock("one"), undo, typeAfter("on", "X"))],
    "two | three | onXe",
  ],
  [
    "a block deleted before the moved one does not go along when it comes back",
    three,
    [inTurn(deleteBlock("two"), moveToEnd("one")), typeAfter("two", "!")],
    "! | three | one",
  ],
  [
    "move and retype",
    three,
    [moveToEnd("one"), retype("one", "heading", { level: 2 })],
    "two | three | h2: one",
  ],
  ["move and quote", three, [moveToEnd("one"), quote("one")], "two | three | bq(one)"],
  [
    "move and Enter at its end",
    three,
    [moveToEnd("one"), inTurn(enterAfter("one"), typeAfter("one\n", "new"))],
    "two | three | one | new",
  ],
  [
    "move and Enter at its start",
    three,
    [moveToEnd("two"), enterBefore("two")],
    "one | (empty) | three | two",
  ],
  ["move and Backspace before what follows", three, [moveToEnd("one"), joinBefore("two")], "three | onetwo"],
  [
    "move, and Backspace before it",
    three,
    [moveBefore("three", "one"), joinBefore("three")],
    "one | twothree",
  ],
  ["move and undo", three, [inTurn(moveToEnd("one"), undo), typeAfter("one", "!!!")], "one!!! | two | three"],
  [
    "move, Enter in it and undo of the move: what was split comes back with it",
    three,
    [inTurn(moveToEnd("one"), enterBefore("ne"), undo, undo), typeAfter("one", "!")],
    "one! | two | three",
  ],
  [
    "a range moves together, and Enter in its middle goes along",
    paragraphs("a", "bc", "d", "e"),
    [
      (document) =>
        document.edit([{ type: "moveBlocks", from: 0, to: placeOf(document, "d") - 1, at: document.length }]),
      enterBefore("c"),
    ],
    "d | e | a | b | c",
  ],
  [
    "joined onto a moved block, typed in by another",
    paragraphs("a", "b", "c"),
    [inTurn(moveToEnd("a"), joinBefore("a")), typeAfter("a", "!")],
    "b | ca!",
  ],
  [
    "a selection over moved blocks is joined as it is seen",
    paragraphs("ab", "x", "cd", "end"),
    [inTurn(moveToEnd("x"), deleteFrom("b", "c")), typeAfter("d", "!")],
    "ad! | end | x",
  ],
  [
    "what is joined to a block goes with it",
    paragraphs("q", "m", "r", "end"),
    [inTurn(moveToEnd("m"), joinBefore("r")), moveToEnd("q")],
    ["end | m | qr", "end | qr | m"],
  ],
];

describe("moves, two people, in both orders", () => {
  for (const [name, start, acts, expected] of rows) {
    it(`[RT-10] [RT-18] ${name}`, () => bothSee(start, acts, expected));
  }

  it("[RT-18] Enter after text that came behind a slot keeps the order that is seen", () => {
    const a = createRichText({ documentId: "slot", replica: "00000000000000a1" });
    three(a);
    const b = createRichText({ documentId: "slot", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    moveToEnd("one")(a);
    for (const letter of ["!", "?"]) typeAfter(letter === "!" ? "three" : "!", letter)(b);
    b.applyUpdate(a.takeUpdate()!);
    expect(show(b)).toBe("two | three!? | one");
    for (const text of ["?", "!", "hree"]) enterBefore(text)(b);
    expect(show(b)).toBe("two | t | hree | ! | ? | one");
    a.applyUpdate(b.takeUpdate()!);
    expect(show(a)).toBe(show(b));
  });

  it("[RT-18] a block goes between a moved one and what was split from that", () => {
    const a = createRichText({ documentId: "tail", replica: "00000000000000a1" });
    three(a);
    moveToEnd("one")(a);
    const b = createRichText({ documentId: "tail", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    enterBefore("ne")(b);
    expect(show(b)).toBe("two | three | o | ne");
    moveBefore("two", "ne")(b);
    expect(show(b)).toBe("three | o | two | ne");
    typeAfter("one", "!")(a);
    a.applyUpdate(b.takeUpdate()!);
    b.applyUpdate(a.takeUpdate()!);
    expect([show(a), show(b)]).toEqual(["three | o | two | ne!", "three | o | two | ne!"]);
  });

  it("[RT-19] Enter in joined text takes along what stands behind its slot", () => {
    const a = createRichText({ documentId: "behind", replica: "00000000000000a1" });
    paragraphs("q", "m", "rs", "end")(a);
    const b = createRichText({ documentId: "behind", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    inTurn(moveToEnd("m"), joinBefore("rs"))(a);
    inTurn(typeAfter("end", " of all"), typeAfter("q", "!"))(b);
    a.applyUpdate(b.takeUpdate()!);
    b.applyUpdate(a.takeUpdate()!);
    expect([show(a), show(b)]).toEqual(["qrs! | end of all | m", "qrs! | end of all | m"]);
    enterBefore("s")(a);
    expect(show(a)).toBe("qr | s! | end of all | m");
    b.applyUpdate(a.takeUpdate()!);
    expect(show(b)).toBe(show(a));
    a.undo();
    expect(show(a)).toBe("qrs! | end of all | m");
  });

  it("[RT-6] refuses a move from or to the middle of a block, and knows places after a move of the same call", () => {
    const a = createRichText({ documentId: "move" });
    three(a);
    const before = a.save();
    for (const [from, to, at] of [
      [0, 4, 2],
      [1, 4, 8],
      [0, 3, 8],
      [4, 0, 8],
      [0, 4, 99],
    ] as const) {
      expect(() => a.edit([{ type: "moveBlocks", from, to, at }])).toThrow(RangeError);
    }
    expect(a.save()).toEqual(before);
    const [one, two] = [a.blockAt(0).id, a.blockAt(1).id];
    a.edit([
      { type: "moveBlocks", from: 0, to: 4, at: a.length },
      { type: "insertText", at: 1, text: "2" },
      { type: "setBlock", block: one, blockType: "codeBlock" },
      { type: "deleteBlock", block: two },
    ]);
    expect(show(a)).toBe("three | code: one");
    expect(() =>
      a.edit([
        { type: "moveBlocks", from: 0, to: 6, at: a.length },
        { type: "deleteRange", from: 3, to: 5 },
        { type: "deleteBlock", block: a.blockAt(0).id },
        { type: "deleteBlock", block: one },
      ]),
    ).toThrow(RangeError);
    expect(show(a)).toBe("three | code: one");
  });

  const aside = inTurn(paragraphs("p", "a", "m", "b"), moveToEnd("m"));
  const joinToB = inTurn(moveBefore("b", "a"), joinBefore("a"));
  const joinToA = joinBefore("b");
  const later = typeAfter("p", "!!!!!!");

  it("[RT-19] of two joins into each other the newer one is left out", () => {
    bothSee(aside, [joinToB, inTurn(later, joinToA)], "p!!!!!! | mba");
    bothSee(aside, [inTurn(later, joinToB), joinToA], "p!!!!!!ab | m");
  });

  it("[RT-19] [RT-50] joined text that goes to another slot of its block is told, though the block is as long as before", () => {
    const a = createRichText({ documentId: "slots", replica: "00000000000000a1" });
    inTurn(paragraphs("q", "m", "r"), moveToEnd("m"))(a);
    const b = createRichText({ documentId: "slots", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    joinBefore("r")(a);
    inTurn(typeAfter("q", "!"), joinBefore("r"))(b);
    const mirror = new Mirror(a);
    a.applyUpdate(b.takeUpdate()!);
    b.applyUpdate(a.takeUpdate()!);
    mirror.check();
    expect([show(a), show(b)]).toEqual(["q!r | m", "q!r | m"]);
  });

  it("[RT-19] texts joined into each other in a circle show once", () => {
    const origin = createRichText({ documentId: "circle", replica: "0000000000000001" });
    paragraphs("p", "a", "b", "c")(origin);
    const saved = origin.save();
    const people = ["00000000000000a1", "00000000000000b1"].map((replica) =>
      createRichText({ documentId: "circle", replica, saved }),
    );
    inTurn(moveBefore("c", "a"), moveBefore("b", "p"), joinBefore("a"))(people[0]!);
    inTurn(moveBefore("c", "p"), moveToEnd("a"), joinBefore("a"), joinBefore("b"))(people[1]!);
    const updates = people.map((document) => document.takeUpdate()!);
    for (const document of people) for (const update of updates) document.applyUpdate(update);
    expect(show(people[0]!)).toBe(show(people[1]!));
    expect([...people[0]!.text().replaceAll("\n", "")].sort().join("")).toBe("abcp");
  });
});
