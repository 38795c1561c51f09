import { describe, expect, it } from "vitest";
import { createRichText, type Edit, type Origin, type Patch, type RichText } from "../src/index.ts";
import {
  container,
  deleteBlock,
  enterAfter,
  joinBefore,
  list,
  mark,
  paragraphs,
  placeOf,
} from "./two-people.ts";

const make = (replica = "00000000000000a1", saved?: Uint8Array) =>
  createRichText({ documentId: "reading", replica, ...(saved ? { saved } : {}) });

function hear(document: RichText): { readonly patches: Patch[]; readonly origins: Origin[] } {
  const heard = { patches: [] as Patch[], origins: [] as Origin[] };
  document.onPatch((patches, origin) => {
    heard.patches.push(...patches);
    heard.origins.push(origin);
  });
  return heard;
}

describe("patches", () => {
  it("[RT-50] are as small as what was done", () => {
    const a = make();
    paragraphs("one", "two")(a);
    const [first, second] = [a.blockAt(0).id, a.blockAt(1).id];
    const { patches } = hear(a);
    a.edit([{ type: "insertText", at: 2, text: "X" }]);
    mark("two", "bold")(a);
    a.edit([{ type: "deleteRange", from: 3, to: 5 }]);
    joinBefore("two")(a);
    enterAfter("oX")(a);
    a.edit([{ type: "setProperty", key: "title", value: "t" }]);
    expect(patches).toEqual([
      {
        type: "text",
        block: first,
        offset: 1,
        removed: 0,
        inserted: [{ kind: "text", text: "X", marks: [] }],
      },
      { type: "marks", block: second, from: 0, to: 3 },
      { type: "text", block: first, offset: 2, removed: 2, inserted: [] },
      { type: "blocks", index: 1, removed: [second], inserted: [] },
      { type: "blocks", index: 1, removed: [], inserted: [a.blockAt(1).id] },
      { type: "property", key: "title" },
    ]);
  });

  it("[RT-51] tell every block inside a container that changes", () => {
    const a = make();
    list("one", "two", "three")(a);
    paragraphs()(a);
    a.edit([
      { type: "splitBlock", at: a.length, block: { type: "paragraph", attributes: {}, container: null } },
    ]);
    const listId = a.blockAt(0).containers[0]!.id;
    const { patches } = hear(a);
    a.edit([{ type: "setContainer", container: listId, containerType: "orderedList" }]);
    a.edit([
      container("quote", "blockquote", null),
      { type: "setContainer", container: listId, parent: { key: "quote" } },
    ]);
    const blocks = [0, 1, 2].map((index) => a.blockAt(index).id);
    const told = patches.map((patch) => (patch.type === "block" ? patch.block : patch.type));
    expect(told.slice(0, 3).sort()).toEqual(blocks.sort());
    expect(told.slice(3).sort()).toEqual(blocks.sort());
  });

  it("[RT-52] reach listeners before the call returns, with their origin; own ops that wait are told", () => {
    const a = make();
    const { origins } = hear(a);
    let updates = 0;
    const stop = a.onUpdate(() => updates++);
    a.edit([{ type: "insertText", at: 1, text: "x" }]);
    a.undo();
    expect([origins, updates]).toEqual([["local", "undo"], 2]);
    const b = make("00000000000000b1", a.save());
    b.edit([{ type: "insertText", at: 1, text: "y" }]);
    expect(a.applyUpdate(b.takeUpdate()!)).toHaveLength(1);
    expect([origins.at(-1), updates]).toEqual(["remote", 2]);
    stop();
    a.edit([{ type: "insertText", at: 1, text: "z" }]);
    expect(updates).toBe(2);
  });

  it("[RT-52] what a listener changes is told after what it was called for", () => {
    const a = make();
    const seen: string[] = [];
    a.onPatch(() => {
      if (a.text().length < 3) a.edit([{ type: "insertText", at: 1, text: "x" }]);
    });
    a.onPatch((patches) => void seen.push(...patches.map((patch) => patch.type)));
    a.edit([{ type: "insertText", at: 1, text: "x" }]);
    expect([a.text(), seen.length]).toEqual(["xxx", 3]);
  });
});

describe("places that stay", () => {
  it("[RT-53] an anchor follows its element, and stays where it was when that is deleted", () => {
    const a = make();
    paragraphs("one", "two", "three")(a);
    const [left, right] = [
      a.anchorAt(placeOf(a, "two") + 1, "after"),
      a.anchorAt(placeOf(a, "three"), "before"),
    ];
    const beforeMarker = a.anchorAt(8, "before");
    a.edit([{ type: "insertText", at: 1, text: "zero " }]);
    expect(a.placeOfAnchor(left)).toBe(placeOf(a, "two") + 1);
    expect(a.placeOfAnchor(right)).toBe(placeOf(a, "three"));
    deleteBlock("two")(a);
    expect(a.placeOfAnchor(left)).toBe(placeOf(a, "one") + 3);
    joinBefore("three")(a);
    expect(a.placeOfAnchor(right)).toBe(placeOf(a, "three"));
    expect(a.placeOfAnchor(beforeMarker)).toBe(placeOf(a, "three"));
    for (const anchor of ["", "x", "00000000000000a1:999:a", "00000000000000ff:0:b", `${left}x`, "::a"]) {
      expect(a.placeOfAnchor(anchor)).toBe(null);
    }
    expect(() => a.anchorAt(99, "after")).toThrow(RangeError);
  });

  it("[RT-54] insertedSince gives the places of own insertions that show", () => {
    const a = make();
    paragraphs("one")(a);
    const b = make("00000000000000b1", a.save());
    a.takeUpdate();
    const from = a.version().get(a.replica)!;
    a.edit([{ type: "splitBlock", at: 3 }]);
    a.edit([{ type: "insertText", at: 5, text: "XYZ" }]);
    a.edit([{ type: "deleteRange", from: 6, to: 7 }]);
    b.edit([{ type: "insertText", at: 1, text: "--" }]);
    a.applyUpdate(b.takeUpdate()!);
    expect(a.text()).toBe("--on\neXZ");
    expect(a.insertedSince(from)).toEqual([
      { from: 5, to: 6 },
      { from: 7, to: 9 },
    ]);
    expect(a.insertedSince(a.version().get(a.replica)!)).toEqual([]);
    expect(a.insertedSince(0).reduce((sum, range) => sum + range.to - range.from, 0)).toBe(6);
  });

  it("throws for what is not there", () => {
    const a = make();
    for (const call of [
      () => a.blockAt(1),
      () => a.blockAt(-1),
      () => a.blockAtPlace(1),
      () => a.placeOfBlock("00000000000000a1:3"),
      () => a.inline("x"),
    ]) {
      expect(call).toThrow(RangeError);
    }
    expect([a.block("x"), a.indexOfBlock("x"), a.losingValues("x")]).toEqual([null, -1, []]);
    const edits: Edit[] = [];
    a.edit(edits);
    expect(a.takeUpdate()).toBe(null);
  });
});
