import { describe, expect, it } from "vitest";
import { createRichText, type Edit, type RichText } from "../src/index.ts";
import { container, paragraphs, retype, show } from "./two-people.ts";

const make = (replica: string, saved?: Uint8Array) =>
  createRichText({ documentId: "registers", replica, ...(saved ? { saved } : {}) });

function pair(text: string): [RichText, RichText] {
  const a = make("00000000000000a1");
  paragraphs(text)(a);
  const b = make("00000000000000b1", a.save());
  a.takeUpdate();
  return [a, b];
}

function exchange(a: RichText, b: RichText): void {
  const [first, second] = [a.takeUpdate(), b.takeUpdate()];
  if (second) a.applyUpdate(second);
  if (first) b.applyUpdate(first);
}

describe("registers", () => {
  it("[RT-20] one person's transaction wins or loses as a whole", () => {
    const [a, b] = pair("x");
    const block = a.blockAt(0).id;
    const both = (value: string): Edit[] => [
      { type: "setProperty", key: "first", value },
      { type: "insertText", at: 2, text: value.repeat(9) },
      { type: "setProperty", key: "second", value },
    ];
    a.edit(both("a"));
    b.edit([{ type: "setBlock", block, attributes: { align: "b" } }, ...both("b").toReversed()]);
    exchange(a, b);
    expect([a.property("first"), a.property("second")]).toEqual(["b", "b"]);
    expect([b.property("first"), b.property("second")]).toEqual(["b", "b"]);
  });

  it("[RT-21] a retyping replaces all attributes, even those of a concurrent one that lost", () => {
    const [a, b] = pair("x");
    retype("x", "heading", { level: 2 })(a);
    retype("x", "codeBlock")(b);
    exchange(a, b);
    expect(a.blockAt(0)).toEqual(b.blockAt(0));
    expect(a.blockAt(0)).toMatchObject({ type: "codeBlock", attributes: {} });
    b.undo();
    expect(b.blockAt(0)).toMatchObject({ type: "heading", attributes: { level: 2 } });
  });

  it("[RT-22] losing values are kept until a later write has seen them", () => {
    const [a, b] = pair("x");
    a.edit([{ type: "setProperty", key: "title", value: "A" }]);
    b.edit([{ type: "setProperty", key: "title", value: "B" }]);
    exchange(a, b);
    for (const document of [a, b]) {
      expect(document.property("title")).toBe("B");
      expect(document.losingValues("document")).toEqual([{ key: "title", value: "A", replica: a.replica }]);
    }
    a.edit([{ type: "setProperty", key: "title", value: "C" }]);
    exchange(a, b);
    expect([b.property("title"), b.losingValues("document")]).toEqual(["C", []]);
    a.undo();
    expect(a.property("title")).toBe("B");
    expect(a.losingValues("document")).toEqual([{ key: "title", value: "A", replica: a.replica }]);
    expect(a.propertyKeys()).toEqual(["title"]);
    expect(make("00000000000000a1").propertyKeys()).toEqual([]);
    exchange(a, b);
    retype("x", "heading", { level: 1 })(a);
    retype("x", "heading", { level: 2 })(b);
    exchange(a, b);
    const losing = a.losingValues(a.blockAt(0).id);
    expect(losing).toEqual([{ key: "attributes.level", value: 1, replica: a.replica }]);
  });

  it("[RT-22] a write names the newest writes only, however many there were", () => {
    const a = make("00000000000000a1");
    const sizes = Array.from({ length: 40 }, (_, index) => {
      a.edit([{ type: "setProperty", key: "title", value: index % 10 }]);
      return a.takeUpdate()!.length;
    });
    expect(sizes.at(-1)).toBe(sizes[1]);
  });

  it("[RT-23] an undone write gives way to the other person's", () => {
    const [a, b] = pair("x");
    retype("x", "heading", { level: 1 })(a);
    retype("x", "codeBlock")(b);
    exchange(a, b);
    expect(show(a)).toBe("code: x");
    b.undo();
    exchange(a, b);
    expect([show(a), show(b)]).toEqual(["h1: x", "h1: x"]);
  });

  it("[RT-24] of concurrent parents that close a cycle the newer is skipped, and comes in when the older is undone", () => {
    const a = make("00000000000000a1");
    a.edit([container("p", "p", null), container("q", "q", null)]);
    const [p, q] = [`${a.replica}:0`, `${a.replica}:1`];
    a.edit([{ type: "setBlock", block: a.blockAt(0).id, container: p }]);
    const b = make("00000000000000b1", a.save());
    a.takeUpdate();
    a.edit([{ type: "setContainer", container: p, parent: q }]);
    b.edit([{ type: "setContainer", container: q, parent: p }]);
    exchange(a, b);
    const path = (document: RichText) => document.blockAt(0).containers.map(({ type }) => type);
    expect([path(a), path(b)]).toEqual([
      ["q", "p"],
      ["q", "p"],
    ]);
    a.undo();
    exchange(a, b);
    b.edit([{ type: "setBlock", block: b.blockAt(0).id, container: q }]);
    exchange(a, b);
    expect([path(a), path(b)]).toEqual([
      ["p", "q"],
      ["p", "q"],
    ]);
    a.edit([{ type: "setContainer", container: p, parent: p }]);
    expect(path(a)).toEqual(["p", "q"]);
  });

  it("[RT-25] ten thousand nested containers blow no stack; the outermost hundred are shown", () => {
    const a = make("00000000000000a1");
    const edits: Edit[] = [container("0", "quote", null)];
    for (let depth = 1; depth < 10_000; depth++) edits.push(container(`${depth}`, "quote", `${depth - 1}`));
    edits.push({ type: "setBlock", block: a.blockAt(0).id, container: { key: "9999" } });
    a.edit(edits);
    const b = make("00000000000000b1");
    b.applyUpdate(a.takeUpdate()!);
    expect(b.blockAt(0).containers).toHaveLength(100);
    expect(b.blockAt(0).containers[0]!.id).toBe("00000000000000a1:0");
    b.edit([{ type: "setContainer", container: "00000000000000a1:0", containerType: "list" }]);
    expect(b.blockAt(0).containers[0]!.type).toBe("list");
  });

  it("[RT-24] a ring of a thousand containers is cut once, wherever it was closed, and opens when one of its links is undone", () => {
    const links = 1_000;
    const origin = make("00000000000000a1");
    const edits: Edit[] = Array.from({ length: links }, (_, index) => container(`${index}`, "quote", null));
    edits.push({ type: "setBlock", block: origin.blockAt(0).id, container: { key: "0" } });
    origin.edit(edits);
    const saved = origin.save();
    const [a, b] = [make("00000000000000a2", saved), make("00000000000000b2", saved)];
    const id = (index: number): string => `00000000000000a1:${index}`;
    const chain = (document: RichText, from: number, to: number): void =>
      document.edit(
        Array.from({ length: to - from }, (_, index) => ({
          type: "setContainer",
          container: id(from + index),
          parent: id((from + index + 1) % links),
        })),
      );
    chain(a, 0, links / 2);
    chain(b, links / 2, links);
    exchange(a, b);
    const path = (document: RichText): readonly string[] =>
      document.blockAt(0).containers.map((one) => one.id);
    expect(path(a)).toEqual(path(b));
    expect(path(a)).toHaveLength(100);
    expect(new Set(path(a)).size).toBe(100);
    b.undo();
    exchange(a, b);
    expect(path(a)).toEqual(path(b));
    expect(path(a)[0]).toBe(id(links / 2));
  });

  it("[RT-26] what is unknown to an editor is kept: types, attributes, marks, properties", () => {
    const a = make("00000000000000a1");
    const attributes = { deep: [{ of: { any: [1, 2.5, "x", null, true] } }], __proto__x: "own", z: -1e300 };
    a.edit([
      { type: "insertAtom", at: 1, atom: { type: "hologram", attributes } },
      { type: "setBlock", block: a.blockAt(0).id, blockType: "timeline", attributes },
      { type: "addMark", from: 1, to: 2, mark: { type: "aura", attributes }, grows: false },
      { type: "setProperty", key: "mood", value: attributes },
    ]);
    const b = make("00000000000000b1", a.save());
    expect(b.blockAt(0)).toMatchObject({ type: "timeline", attributes });
    expect(b.inline(b.blockAt(0).id)).toEqual([
      { kind: "atom", type: "hologram", attributes, marks: [{ type: "aura", attributes }] },
    ]);
    expect(b.property("mood")).toEqual(attributes);
  });

  it("[RT-65] values are bounded in depth, parts and bytes", () => {
    const a = make("00000000000000a1");
    const nested = (depth: number): Edit => {
      let value: readonly unknown[] = [];
      for (let level = 0; level < depth; level++) value = [value];
      return { type: "setProperty", key: "k", value: value as never };
    };
    a.edit([nested(15)]);
    for (const edit of [
      nested(17),
      { type: "setProperty", key: "k", value: "x".repeat(50_000) },
      { type: "setProperty", key: "k", value: Array(20_000).fill(0) },
      { type: "setProperty", key: "k".repeat(300), value: 0 },
      { type: "setProperty", key: "k", value: undefined as never },
      { type: "setProperty", key: "k", value: (() => 0) as never },
    ] satisfies Edit[]) {
      expect(() => a.edit([edit])).toThrow(RangeError);
    }
    a.edit([{ type: "setProperty", key: "k", value: "\ud800".repeat(40_000) }]);
    const b = make("00000000000000b1");
    b.applyUpdate(a.takeUpdate()!);
    expect(b.property("k")).toBe("\ud800".repeat(40_000));
  });
});
