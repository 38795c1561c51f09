/** The rules of SPEC.md, one by one, with the smallest document that shows them. */
import { EditorState } from "@tiptap/pm/state";
import { AddMarkStep, ReplaceAroundStep, ReplaceStep } from "@tiptap/pm/transform";
import { createRichText, type Edit } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { type CollaborativeDocument, createDocument, shownOrigin } from "../src/index.ts";
import {
  both,
  enter,
  erase,
  eraseBetween,
  eraseBlock,
  indent,
  joinBefore,
  list,
  outdent,
  quote,
  quoteList,
  relist,
  replace,
  retype,
  toggle,
  type,
  typeInEmpty,
  unquote,
} from "./support/deeds.ts";
import { describeDocument } from "./support/notation.ts";
import { act, find, replicaId, replicas, schema } from "./support/replicas.ts";
import { type Deed, exchange, expectAgreement, together } from "./support/scenario.ts";

/** A document whose model was written by hand, as another client might. */
function written(...edits: readonly (readonly Edit[])[]): CollaborativeDocument {
  const richText = createRichText({ documentId: "test", replica: replicaId(0) });
  for (const group of edits) richText.edit(group);
  return createDocument({ schema, documentId: "test", richText });
}

const paragraph = (container: string | null): Extract<Edit, { type: "insertBlock" }>["block"] => ({
  type: "paragraph",
  attributes: {},
  container: container === null ? null : { key: container },
});

const container = (key: string, containerType: string, parent: string | null): Edit => ({
  type: "createContainer",
  key,
  containerType,
  attributes: {},
  parent: parent === null ? null : { key: parent },
});

function ids(document: CollaborativeDocument): string[] {
  return Array.from(
    { length: document.richText.blockCount },
    (_, index) => document.richText.blockAt(index).id,
  );
}

/** Innermost containers, block by block. */
function containers(document: CollaborativeDocument, type: string): (string | undefined)[] {
  return ids(document).map(
    (id) => document.richText.block(id)!.containers.findLast((each) => each.type === type)?.id,
  );
}

function done(line: string, ...deeds: readonly Deed[]): CollaborativeDocument {
  const [document] = replicas(line, 1);
  both(...deeds)(document!);
  expectAgreement([document!]);
  expect(document!.stats.fixUps).toBe(0);
  return document!;
}

describe("what is shown", () => {
  test("[TT-1] [TT-2] a load shows what was saved, neighbours in one node", () => {
    const line = "ul(one; two ul(a; b)) | bq(x | y) | h2: end";
    const [document] = replicas(line, 1);
    expect(describeDocument(document!.doc)).toBe(line);
    expectAgreement([document!]);
  });

  test("[TT-2] [TT-18] fragments that come to touch fuse, without being counted", () => {
    const document = done("ul(one; two; three)", outdent("two"));
    expect(describeDocument(document.doc)).toBe("ul(one) | two | ul(three)");
    act(document, (tr) => tr.delete(9, 14));
    expect(describeDocument(document.doc)).toBe("ul(one; three)");
    expect(document.stats.fixUps).toBe(0);
  });

  test("[TT-3] what cannot nest is left out", () => {
    const document = written([
      container("item", "listItem", null),
      container("list", "bulletList", null),
      container("inner", "blockquote", "list"),
      { type: "insertBlock", at: 1, block: paragraph("item") },
      { type: "insertBlock", at: 2, block: paragraph("list") },
      { type: "insertBlock", at: 3, block: paragraph("inner") },
    ]);
    document.doc.check();
    expect(describeDocument(document.doc)).toBe("(empty) | (empty) | (empty) | bq((empty))");
    expect(document.takeUpdate()).not.toBe(null);
    expect(document.takeUpdate()).toBe(null);
  });

  test("[TT-4] an inner list stands one level up until its item has text before it", () => {
    const seen = together("ul(one; two)", indent("two"), eraseBlock("one"));
    expect(seen).toBe("ul(two)");
  });

  test("[TT-5] [TT-20] code hides marks and gives them back", () => {
    const document = done("one **two**", retype("one", "codeBlock"));
    expect(describeDocument(document.doc)).toBe("code: one two");
    retype("one", "paragraph")(document);
    expect(describeDocument(document.doc)).toBe("one **two**");
    expect(document.stats.fixUps).toBe(0);
  });

  test("[TT-6] atoms in code, text in a leaf", () => {
    const document = written([
      { type: "insertText", at: 1, text: "ab" },
      { type: "insertAtom", at: 2, atom: { type: "hardBreak", attributes: {} } },
      { type: "insertBlock", at: 4, block: paragraph(null) },
      { type: "insertText", at: 5, text: "under" },
    ]);
    const [first, second] = ids(document);
    document.richText.edit([
      { type: "setBlock", block: first!, blockType: "codeBlock", attributes: {} },
      { type: "setBlock", block: second!, blockType: "horizontalRule", attributes: {} },
    ]);
    expect(describeDocument(document.doc)).toBe("code: a⏎b | under");
    document.doc.check();
    document.richText.edit([{ type: "deleteRange", from: 5, to: 10 }]);
    expect(describeDocument(document.doc)).toBe("code: a⏎b | hr");
  });

  test("[TT-7] unknown types survive edits around and inside", () => {
    const document = written([
      container("stage", "stage", null),
      { type: "insertText", at: 1, text: "plain" },
      { type: "insertBlock", at: 6, block: { type: "poll", attributes: { votes: 3 }, container: null } },
      { type: "insertText", at: 7, text: "question" },
      { type: "insertBlock", at: 15, block: paragraph("stage") },
      { type: "insertText", at: 16, text: "inside" },
      { type: "insertAtom", at: 22, atom: { type: "smiley", attributes: { who: "Bea" } } },
      { type: "addMark", from: 16, to: 18, mark: { type: "glow", attributes: {} }, grows: true },
    ]);
    document.doc.check();
    expect(describeDocument(document.doc)).toBe(
      "plain | unknownBlock[poll](question) | unknownContainer[stage]({unknownMark}in{unknownMark}side<smiley>)",
    );
    both(enter("plain", 2), type("!", "side"), joinBefore("ain"), quote("plain"))(document);
    const block = document.richText.block(ids(document)[1]!)!;
    expect([block.type, block.attributes]).toEqual(["poll", { votes: 3 }]);
    expect(document.richText.block(ids(document)[2]!)!.containers[0]!.type).toBe("stage");
    expect(document.richText.inline(ids(document)[2]!)).toContainEqual(
      expect.objectContaining({ type: "smiley", attributes: { who: "Bea" } }),
    );
    expectAgreement([document]);
  });

  test("[TT-8] ten thousand quotes in one another are shown as far as it makes sense", () => {
    const edits: Edit[] = [];
    for (let depth = 0; depth < 1000; depth++) {
      edits.push(container(`${depth}`, "blockquote", depth === 0 ? null : `${depth - 1}`));
    }
    const document = written([...edits, { type: "insertBlock", at: 1, block: paragraph("999") }]);
    document.doc.check();
    let depth = 0;
    document.doc.descendants((_node, position) => {
      depth = Math.max(depth, document.doc.resolve(position).depth);
    });
    expect(depth).toBeLessThanOrEqual(60);
  });
});

describe("local edits", () => {
  test("[TT-9] the letter that stays is the one that was there", () => {
    const [a, b] = replicas("xaay");
    act(a!, (tr) => tr.insertText("a", 3));
    type("!", "xa")(b!);
    exchange([a!, b!]);
    expect(["xaa!ay", "xa!aay"]).toContain(describeDocument(a!.doc));
    expectAgreement([a!, b!]);
    const [c, d] = replicas("abc");
    act(c!, (tr) => tr.delete(2, 3).insertText("b", 2).insertText("1", 1).insertText("2", 5));
    erase("b")(d!);
    exchange([c!, d!]);
    expect(describeDocument(c!.doc)).toBe("1abc2");
    expectAgreement([c!, d!]);
  });

  test("[TT-10] Enter at the start: the id goes with the text", () => {
    const [document] = replicas("one | two", 1);
    const before = ids(document!);
    enter("two")(document!);
    expect(ids(document!)[0]).toBe(before[0]);
    expect(ids(document!)[2]).toBe(before[1]);
    enter("two", 1)(document!);
    expect(ids(document!)[2]).toBe(before[1]);
  });

  test("[TT-11] retyping keeps the id", () => {
    const [document] = replicas("one | two", 1);
    const before = ids(document!);
    both(retype("two", "heading", { level: 2 }), retype("one", "codeBlock"))(document!);
    expect(ids(document!)).toEqual(before);
    act(document!, (tr) => tr.setNodeAttribute(5, "level", 3));
    expect(describeDocument(document!.doc)).toBe("code: one | h3: two");
    expect(ids(document!)).toEqual(before);
  });

  test("[TT-12] empty blocks and the first block are retyped, not replaced", () => {
    const [document] = replicas("one | (empty) | three", 1);
    const before = ids(document!);
    act(document!, (tr) => tr.setBlockType(6, 6, schema.nodes.heading!, { level: 1 }));
    expect(ids(document!)).toEqual(before);
    act(document!, (tr) => tr.replaceWith(0, tr.doc.content.size, schema.nodes.paragraph!.create()));
    expect(ids(document!)).toEqual([before[0]]);
    const seen = together(
      "one",
      (a) => act(a, (tr) => tr.replaceWith(0, 5, schema.nodes.paragraph!.create())),
      (b) => act(b, (tr) => tr.replaceWith(0, 5, schema.nodes.paragraph!.create())),
    );
    expect(seen).toBe("(empty)");
  });

  test("[TT-13] a deleted block is not a joined one", () => {
    expect(together("one | two | three", eraseBetween("ne", "thr"), type("X", "two"))).toBe("oXee");
    expect(together("one | two | three", eraseBlock("two"), type("X", "two"))).toBe("one | X | three");
    expect(together("one | two", eraseBlock("one"), type("X", "one"))).toBe("X | two");
  });

  test("[TT-14] [TT-15] lists keep their ids through lifts, wraps and retyping", () => {
    const [document] = replicas("ul(one; two; three) | p", 1);
    const [list0] = containers(document!, "bulletList");
    both(outdent("one"), quoteList("two"))(document!);
    expect(containers(document!, "bulletList")).toEqual([undefined, list0, list0, undefined]);
    relist("two", "orderedList")(document!);
    expect(containers(document!, "orderedList")).toEqual([undefined, list0, list0, undefined]);
    expectAgreement([document!]);
  });

  test("[TT-14] a list that another one joins takes all its items over", () => {
    const [document] = replicas("ul(a; b) | ul(c; d; e; f)", 1);
    const [list0] = containers(document!, "bulletList");
    act(document!, (tr) => tr.join(find(tr.doc, "c") - 3));
    expect(describeDocument(document!.doc)).toBe("ul(a; b; c; d; e; f)");
    expect(new Set(containers(document!, "bulletList"))).toEqual(new Set([list0]));
    expect(document!.stats.fixUps).toBe(0);
    expectAgreement([document!]);
  });

  test("[TT-16] fragments share an id until they differ", () => {
    const [document] = replicas("ul(one; two; three)", 1);
    const [list0] = containers(document!, "bulletList");
    outdent("two")(document!);
    expect(containers(document!, "bulletList")).toEqual([list0, undefined, list0]);
    relist("three", "orderedList")(document!);
    expect(describeDocument(document!.doc)).toBe("ul(one) | two | ol(three)");
    expect(containers(document!, "bulletList")).toEqual([list0, undefined, undefined]);
    const [split] = replicas("ul(one; two)", 1);
    act(split!, (tr) => tr.split(find(tr.doc, "two") - 2, 1));
    expect(describeDocument(split!.doc)).toBe("ul(one) | ul(two)");
    expect(new Set(containers(split!, "bulletList")).size).toBe(2);
    expectAgreement([split!]);
  });

  test("[TT-17] items are split at once, and the item's id goes with the text", () => {
    const [document] = replicas("ul(one; two)", 1);
    const before = containers(document!, "listItem");
    enter("two")(document!);
    expect(containers(document!, "listItem")[2]).toBe(before[1]);
    enter("one", 1)(document!);
    const after = containers(document!, "listItem");
    expect(after[0]).toBe(before[0]);
    expect(new Set(after).size).toBe(4);
    expect(together("ul(one; two)", enter("two"), type("!", "two"))).toBe("ul(one; (empty); two!)");
  });

  test("[TT-18] a difference is repaired and counted", () => {
    const [document] = replicas("one", 1);
    act(document!, (tr) => tr.insertText("a\uFFFCb", 1));
    expect(describeDocument(document!.doc)).toBe("abone");
    expect(document!.stats.fixUps).toBe(1);
  });

  test("[TT-19] a transaction on another document is refused", () => {
    const [a, b] = replicas("one");
    const foreign = EditorState.create({ doc: a!.doc }).tr.insertText("x", 1);
    type("!", "one")(b!);
    const before = b!.doc;
    expect(() => b!.edit(foreign)).toThrow(RangeError);
    expect(b!.doc).toBe(before);
  });

  test("[TT-19] a transaction with a value that the model refuses is refused, and the next one is taken", () => {
    const [a, b] = replicas("one");
    const before = a!.doc;
    const href = `https://${"x".repeat(500_000)}`;
    expect(() =>
      act(a!, (tr) => tr.insertText("x", 1).addMark(1, 2, schema.marks.link!.create({ href }))),
    ).toThrow(RangeError);
    expect([a!.doc === before, a!.takeUpdate()]).toEqual([true, null]);
    type("!", "one")(a!);
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
  });

  test("ordinary editing needs no repair", () => {
    done(
      "one two | ul(a; b; c) | bq(q) | end",
      enter("two"),
      toggle("bold", "two"),
      list("two"),
      indent("b"),
      enter("b", 1),
      typeInEmpty("new"),
      outdent("new"),
      joinBefore("c"),
      unquote("q"),
      retype("end", "heading", { level: 1 }),
      replace("one", "ONE"),
      eraseBetween("NE", "tw"),
      eraseBlock("end"),
      quoteList("a"),
    );
  });
});

describe("remote edits", () => {
  function received(line: string, deed: Deed) {
    const [a, b] = replicas(line);
    deed(a!);
    const before = b!.doc;
    const transaction = b!.applyUpdate(a!.takeUpdate()!)!;
    expect(transaction.before).toBe(before);
    expect(transaction.doc).toBe(b!.doc);
    expectAgreement([a!, b!]);
    return { before, transaction, after: b! };
  }

  test("[TT-21] updates and undos are transactions from what was shown to what is shown", () => {
    const { transaction, after } = received("one | two", type("!", "one"));
    expect(shownOrigin(transaction)).toBe("remote");
    expect(transaction.getMeta("addToHistory")).toBe(false);
    expect(after.undo()).toBe(null);
    type("?", "two")(after);
    const undone = after.undo()!;
    expect(shownOrigin(undone)).toBe("undo");
    expect(describeDocument(undone.doc)).toBe("one! | two");
    expect(describeDocument(after.redo()!.doc)).toBe("one! | two?");
    const update = after.takeUpdate()!;
    expect(after.applyUpdate(update)).toBe(null);
  });

  test("[TT-22] text and marks are small steps at their exact place", () => {
    const text = received("aaaa", (a) => act(a, (tr) => tr.insertText("a", 3)));
    expect(text.transaction.steps).toHaveLength(1);
    expect(text.transaction.steps[0]!.toJSON()).toMatchObject({ stepType: "replace", from: 3, to: 3 });
    const mark = received("one two", toggle("bold", "two"));
    expect(mark.transaction.steps.map((step) => step.constructor)).toEqual([AddMarkStep]);
  });

  test.each([
    ["a split", "hello world | end", enter("world", 2), ReplaceStep],
    ["a join", "hello | world | end", joinBefore("world"), ReplaceStep],
    ["retyping", "hello | world | end", retype("world", "heading", { level: 2 }), ReplaceAroundStep],
    ["a quote", "hello | world | end", quote("world"), ReplaceAroundStep],
    ["an end to a quote", "hello | bq(world) | end", unquote("world"), ReplaceAroundStep],
    ["a list", "hello | world | end", list("world"), ReplaceAroundStep],
    ["an indented item", "ul(hello; world; end)", indent("world"), ReplaceAroundStep],
  ])("[TT-22] positions in untouched text survive %s", (_what, line, deed, kind) => {
    const { before, transaction } = received(line, deed);
    expect(transaction.steps.map((step) => step.constructor)).toEqual([kind]);
    for (const [word, offset] of [
      ["hello", 1],
      ["world", 1],
      ["world", 4],
      ["end", 2],
    ] as const) {
      const mapped = transaction.mapping.mapResult(find(before, word, offset));
      expect(mapped.deleted).toBe(false);
      const letter = word[offset]!;
      expect(transaction.doc.textBetween(mapped.pos, mapped.pos + 1)).toBe(letter);
    }
  });

  test("[TT-23] a keystroke visits as many blocks in a long document as in a short one", () => {
    const visits = [10, 1000].map((count) => {
      const [a, b] = replicas(Array.from({ length: count }, (_, index) => `block ${index}`).join(" | "));
      const [before, beforeThere] = [a!.stats.blocksVisited, b!.stats.blocksVisited];
      both(type("x", "block 5"), enter("block 7"), retype("block 8", "heading"), joinBefore("block 6"))(a!);
      b!.applyUpdate(a!.takeUpdate()!);
      return [a!.stats.blocksVisited - before, b!.stats.blocksVisited - beforeThere];
    });
    expect(visits[1]).toEqual(visits[0]);
    expect(visits[0]![0]).toBeLessThan(20);
  });
});
