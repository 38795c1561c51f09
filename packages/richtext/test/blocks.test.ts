import { seededRandom } from "@weft/base";
import { describe, expect, it } from "vitest";
import { branchDocumentId, createRichText, type Edit, genesisReplica } from "../src/index.ts";
import { deleteBlock, deleteFrom, enterBefore, joinBefore, paragraphs, placeOf, show } from "./two-people.ts";

const make = (replica = "00000000000000a1", saved?: Uint8Array) =>
  createRichText({ documentId: "blocks", replica, ...(saved ? { saved } : {}) });

describe("the beginning", () => {
  it("[RT-4] is one empty paragraph, the same for everybody, written by nobody", () => {
    const [a, b] = [make(), make("00000000000000b1")];
    expect(a.blockAt(0)).toEqual({
      id: `${genesisReplica("blocks")}:0`,
      type: "paragraph",
      attributes: {},
      containers: [],
      length: 0,
    });
    expect(b.blockAt(0)).toEqual(a.blockAt(0));
    expect([a.length, a.blockCount, a.version().size, a.takeUpdate()]).toEqual([1, 1, 0, null]);
    a.edit([{ type: "insertText", at: 1, text: "x" }]);
    expect([...a.version()]).toEqual([["00000000000000a1", 1]]);
    expect(genesisReplica("blocks")).not.toBe(genesisReplica("block"));
    expect(() => make(genesisReplica("blocks"))).toThrow(RangeError);
    const forger = createRichText({ documentId: "another", replica: genesisReplica("blocks") });
    forger.edit([{ type: "setProperty", key: "title", value: "x" }]);
    expect(() => a.applyUpdate(forger.takeUpdate()!)).toThrow(/impossible/);
  });
});

describe("branches", () => {
  it("[RT-4] a branch begins where its origin does, and so does a branch of it; each has an id of its own", () => {
    const random = seededRandom(1);
    const origin = "00112233445566778899aabbccddeeff";
    const branches = [origin, branchDocumentId(origin, random)].flatMap((id) =>
      Array.from({ length: 20 }, () => branchDocumentId(id, random)),
    );
    expect(new Set(branches).size).toBe(40);
    for (const id of branches) {
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      expect(genesisReplica(id)).toBe(genesisReplica(origin));
    }
    const written = createRichText({ documentId: origin });
    written.edit([{ type: "insertText", at: 1, text: "hello" }]);
    const branch = createRichText({ documentId: branches[0]! });
    branch.applyUpdate(written.takeUpdate()!);
    expect([branch.text(), branch.missing()]).toEqual(["hello", []]);
    expect(() => createRichText({ documentId: branches[0]!, saved: written.save() })).toThrow(/another/);
  });
});

describe("places", () => {
  it("[RT-5] strips the object character from what is typed", () => {
    const a = make();
    a.edit([{ type: "insertText", at: 1, text: "\uFFFCa\uFFFCb\uFFFC" }]);
    a.edit([{ type: "insertText", at: 1, text: "\uFFFC" }]);
    expect([a.text(), a.length]).toEqual(["ab", 3]);
  });

  const impossible: readonly (readonly [string, Edit])[] = [
    ["text before the first marker", { type: "insertText", at: 0, text: "x" }],
    ["text beyond the end", { type: "insertText", at: 9, text: "x" }],
    ["a fraction of a place", { type: "insertText", at: 1.5, text: "x" }],
    ["no number", { type: "splitBlock", at: Number.NaN }],
    ["the first marker deleted", { type: "deleteRange", from: 0, to: 1 }],
    ["a range that runs backwards", { type: "deleteRange", from: 3, to: 2 }],
    [
      "a range beyond the end",
      { type: "addMark", from: 1, to: 9, mark: { type: "b", attributes: {} }, grows: true },
    ],
    ["a block that does not exist", { type: "setBlock", block: "00000000000000a1:77", blockType: "x" }],
    ["no id at all", { type: "deleteBlock", block: "here" }],
    ["the only block deleted", { type: "deleteBlock", block: `${genesisReplica("blocks")}:0` }],
    ["a container that does not exist", { type: "setContainer", container: "00000000000000a1:0" }],
    ["a key that was not made", { type: "setContainer", container: { key: "list" }, containerType: "x" }],
    ["no finite number", { type: "setProperty", key: "k", value: Number.POSITIVE_INFINITY }],
  ];
  it("[RT-6] refuses an edit that is none, and nothing of the call has happened", () => {
    for (const foreign of ['{"type":"insertTable"}', "{}", '{"type":"insertText","at":1}']) {
      const a = make();
      const edit: Edit = JSON.parse(foreign);
      expect(() => a.edit([{ type: "insertText", at: 1, text: "two" }, edit])).toThrow(RangeError);
      expect([a.text(), a.takeUpdate()]).toEqual(["", null]);
    }
  });

  for (const [name, edit] of impossible) {
    it(`[RT-6] refuses ${name}, and nothing of the call has happened`, () => {
      const a = make();
      a.edit([{ type: "insertText", at: 1, text: "one" }]);
      const before = [a.text(), a.save()];
      expect(() => a.edit([edit])).toThrow(RangeError);
      const first: Edit = { type: "setProperty", key: "title", value: "t" };
      expect(() => a.edit([first, edit])).toThrow(RangeError);
      expect([a.text(), a.save()]).toEqual(before);
      expect(a.property("title")).toBeUndefined();
    });
  }

  it("[RT-6] sees what the edits before would have left", () => {
    const a = make();
    paragraphs("one", "two")(a);
    const two = a.blockAt(1).id;
    const gone: Edit[] = [
      { type: "deleteRange", from: 4, to: 8 },
      { type: "setBlock", block: two, blockType: "heading" },
    ];
    expect(() => a.edit(gone)).toThrow(RangeError);
    const both: Edit[] = a.text()
      ? [a.blockAt(0).id, two].map((block) => ({ type: "deleteBlock", block }))
      : [];
    expect(() => a.edit(both)).toThrow(RangeError);
    expect(a.text()).toBe("one\ntwo");
    a.edit([
      { type: "insertBlock", at: 4, block: { type: "paragraph", attributes: {}, container: null } },
      ...both,
    ]);
    expect(show(a)).toBe("(empty)");
  });

  it("[RT-7] never puts anything between the halves of a surrogate pair", () => {
    const a = make();
    a.edit([{ type: "insertText", at: 1, text: "a😀b" }]);
    a.edit([{ type: "insertText", at: 3, text: "x" }]);
    expect(a.text()).toBe("a😀xb");
  });

  it("[RT-7] puts a new marker past the tombstones of characters", () => {
    const a = make();
    paragraphs("one two")(a);
    const b = make("00000000000000b1", a.save());
    a.takeUpdate();
    a.edit([{ type: "deleteRange", from: 4, to: 8 }]);
    a.edit([{ type: "splitBlock", at: 4 }]);
    b.edit([{ type: "insertText", at: 6, text: "!" }]);
    a.applyUpdate(b.takeUpdate()!);
    expect(show(a)).toBe("one! | (empty)");
  });
});

describe("blocks", () => {
  it("[RT-11] a joined block's text flows to the living block before it, whatever stands between", () => {
    const a = make();
    paragraphs("one", "two", "three")(a);
    const saved = a.save();
    const [b, c] = [make("00000000000000b1", saved), make("00000000000000c1", saved)];
    a.takeUpdate();
    deleteBlock("two")(a);
    joinBefore("three")(b);
    c.edit([{ type: "insertText", at: placeOf(c, "two") + 3, text: "X" }]);
    for (const update of [a.takeUpdate()!, b.takeUpdate()!, c.takeUpdate()!]) {
      for (const document of [a, b, c]) document.applyUpdate(update);
    }
    expect([a, b, c].map(show)).toEqual(Array(3).fill("onethree | X"));
    b.edit([{ type: "insertText", at: placeOf(b, "three"), text: "," }]);
    expect(show(b)).toBe("one,three | X");
  });

  it("[RT-13] deleting in a block that came back deletes what was named, also where text was joined across it", () => {
    const returned = () => {
      const a = make();
      paragraphs("one", "two", "three")(a);
      const b = make("00000000000000b1", a.save());
      a.takeUpdate();
      deleteBlock("two")(a);
      joinBefore("three")(a);
      b.edit([{ type: "insertText", at: placeOf(b, "two") + 1, text: "XYZ" }]);
      a.applyUpdate(b.takeUpdate()!);
      expect(show(a)).toBe("onethree | XYZ");
      return a;
    };
    const part = returned();
    deleteFrom("X", "X")(part);
    expect(show(part)).toBe("onethree | YZ");
    deleteFrom("Z", "Z")(part);
    expect(show(part)).toBe("onethree | Y");
    for (const [edit, expected] of [
      [enterBefore("YZ"), "onethree | X | YZ"],
      [enterBefore("XYZ"), "onethree | (empty) | XYZ"],
      [joinBefore("XYZ"), "onethreeXYZ"],
      [deleteFrom("e\nXY"), "onethreZ"],
    ] as const) {
      const kept = returned();
      edit(kept);
      expect(show(kept)).toBe(expected);
      kept.undo();
      expect(show(kept)).toBe("onethree | XYZ");
    }
    const all = returned();
    deleteFrom("XYZ", "XYZ")(all);
    expect(all.text().replaceAll("\n", "")).toBe("onethree");
    const inOneCall = returned();
    const at = placeOf(inOneCall, "XYZ");
    inOneCall.edit([
      { type: "deleteRange", from: at, to: at + 3 },
      { type: "insertText", at, text: "new" },
    ]);
    expect([...inOneCall.text()].sort().join("")).toBe([..."onethreenew\n"].sort().join(""));
  });

  it("[RT-12] a range deletes blocks whole, or joins them all if the last one keeps content", () => {
    for (const [last, expected] of [
      ["three", "o | X"],
      ["thr", "oXee"],
    ] as const) {
      const a = make();
      paragraphs("one", "two", "three")(a);
      const b = make("00000000000000b1", a.save());
      a.takeUpdate();
      deleteFrom("ne", last)(a);
      b.edit([{ type: "insertText", at: placeOf(b, "two") + 1, text: "X" }]);
      a.applyUpdate(b.takeUpdate()!);
      expect(show(a)).toBe(expected);
    }
  });

  it("[RT-14] an undone split flows back, newer text included", () => {
    const a = make();
    paragraphs("hello world")(a);
    a.edit([{ type: "splitBlock", at: 7 }]);
    const b = make("00000000000000b1", a.save());
    a.takeUpdate();
    b.edit([{ type: "insertText", at: b.length, text: "!" }]);
    a.undo();
    a.applyUpdate(b.takeUpdate()!);
    expect(show(a)).toBe("hello world!");
    a.redo();
    expect(show(a)).toBe("hello  | world!");
  });

  it("[RT-15] the first block is shown if nothing else is", () => {
    const a = make();
    paragraphs("one", "two")(a);
    const b = make("00000000000000b1", a.save());
    a.takeUpdate();
    deleteBlock("one")(a);
    deleteBlock("two")(b);
    a.applyUpdate(b.takeUpdate()!);
    expect([show(a), a.blockAt(0).id]).toEqual(["(empty)", `${genesisReplica("blocks")}:0`]);
    a.edit([{ type: "insertText", at: 1, text: "again" }]);
    a.edit([{ type: "splitBlock", at: 3 }]);
    expect(show(a)).toBe("ag | ain");
  });

  it("[RT-16] what was joined into a deleted block comes back as a block of its own", () => {
    const a = make();
    paragraphs("one", "two", "three")(a);
    const b = make("00000000000000b1", a.save());
    a.takeUpdate();
    joinBefore("three")(a);
    deleteBlock("two")(a);
    b.edit([{ type: "insertText", at: placeOf(b, "two"), text: "X" }]);
    b.edit([{ type: "insertText", at: placeOf(b, "three"), text: "Y" }]);
    a.applyUpdate(b.takeUpdate()!);
    b.applyUpdate(a.takeUpdate()!);
    expect([show(a), show(b)]).toEqual(["one | X | Y", "one | X | Y"]);
  });

  it("[RT-17] Enter at the start of a block keeps the id with the text", () => {
    const a = make();
    paragraphs("one", "two")(a);
    const two = a.blockAt(1).id;
    a.edit([{ type: "splitBlock", at: placeOf(a, "two") }]);
    expect([show(a), a.blockAt(2).id]).toEqual(["one | (empty) | two", two]);
    a.edit([
      { type: "insertBlock", at: 0, block: { type: "heading", attributes: { level: 1 }, container: null } },
    ]);
    expect(show(a)).toBe("h1: (empty) | one | (empty) | two");
  });
});
