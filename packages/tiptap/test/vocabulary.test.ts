/** What stands beside the plain blocks: tasks, callouts, details, mentions, widgets, comments, colours. */

import { sinkListItem } from "@tiptap/pm/schema-list";
import { TextSelection } from "@tiptap/pm/state";
import { createRichText, type Edit } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { type CollaborativeDocument, createDocument, unwrapDetails, wrapInDetails } from "../src/index.ts";
import { enter, erase, type } from "./support/deeds.ts";
import { describeDocument } from "./support/notation.ts";
import { act, command, find, replicas, schema } from "./support/replicas.ts";
import { type Deed, exchange, expectAgreement, together } from "./support/scenario.ts";

const check =
  (text: string, checked = true): Deed =>
  (document) =>
    act(document, (tr) => {
      const $at = tr.doc.resolve(find(tr.doc, text));
      tr.setNodeMarkup($at.before(-1), null, { checked });
    });

/** Indents a task. */
const sink =
  (text: string): Deed =>
  (document) => {
    const position = find(document.doc, text);
    command(document, sinkListItem(schema.nodes.taskItem!), { from: position, to: position });
  };

const at =
  (text: string, run: typeof wrapInDetails): Deed =>
  (document) =>
    act(document, (tr) => {
      expect(run(tr.setSelection(TextSelection.create(tr.doc, find(tr.doc, text))))).toBe(true);
    });

const comment =
  (id: string, text: string, isOn = true): Deed =>
  (document) =>
    act(document, (tr) => {
      const mark = schema.marks.comment!.create({ id });
      const [from, to] = [find(tr.doc, text), find(tr.doc, text, text.length)];
      if (isOn) tr.addMark(from, to, mark);
      else tr.removeMark(from, to, mark);
    });

function alone(line: string, ...deeds: readonly Deed[]): string {
  const [a, b] = replicas(line);
  for (const deed of deeds) deed(a!);
  expect(a!.stats.fixUps).toBe(0);
  exchange([a!, b!]);
  expectAgreement([a!, b!]);
  return describeDocument(a!.doc);
}

describe("what merges", () => {
  test.each<readonly [line: string, a: Deed, b: Deed, seen: readonly string[]]>([
    ["tl([ ] one; [ ] two)", check("one"), type("!", "one"), ["tl([x] one!; [ ] two)"]],
    ["tl([ ] one; [ ] two)", check("two"), sink("two"), ["tl([ ] one tl([x] two))"]],
    ["tl([ ] one; [ ] two)", check("one"), check("two"), ["tl([x] one; [x] two)"]],
    ["tl([x] one)", check("one", false), enter("one", 2), ["tl([ ] on | e)"]],
    ["one | two", at("one", wrapInDetails), type("!", "one"), ["details(§one! | (empty)) | two"]],
    ["one two", at("one", wrapInDetails), erase("one "), ["details(§two | (empty))"]],
    [
      "one two",
      comment("a", "one two"),
      comment("b", "two"),
      ["{a}one {a}{a}{b}two{b}{a}", "{a}one {a}{b}{a}two{a}{b}"],
    ],
  ])("[TT-44] %s", (line, a, b, seen) => {
    expect(seen).toContain(together(line, a, b));
  });

  test("[TT-44] checking writes one register: a task that another makes a bullet meanwhile is one", () => {
    const [a, b] = replicas("tl([ ] one; [ ] two)");
    const [list, item] = b!.richText.blockAt(0).containers;
    const other = b!.richText.blockAt(1).containers[1]!;
    type("typed first, so that what follows is newer here", "two")(a!);
    check("one")(a!);
    b!.richText.edit([
      { type: "setContainer", container: list!.id, containerType: "bulletList", attributes: {} },
      { type: "setContainer", container: item!.id, containerType: "listItem", attributes: {} },
      { type: "setContainer", container: other.id, containerType: "listItem", attributes: {} },
    ]);
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
    expect(describeDocument(a!.doc)).toMatch(/^ul\(one; two/);
  });
});

describe("details", () => {
  test("[TT-45] a block becomes the summary, keeps its id, and comes out again", () => {
    const [a] = replicas("one | two");
    const { id } = a!.richText.blockAt(0);
    at("one", wrapInDetails)(a!);
    expect(describeDocument(a!.doc)).toBe("details(§one | (empty)) | two");
    expect(a!.richText.blockAt(0).id).toBe(id);
    at("one", unwrapDetails)(a!);
    expect(describeDocument(a!.doc)).toBe("one | (empty) | two");
    expect(a!.richText.blockAt(0).id).toBe(id);
    expect(a!.stats.fixUps).toBe(0);
  });

  test("[TT-45] what stands first shows as the summary, a summary elsewhere as a paragraph", () => {
    const [a, b] = replicas("one | two");
    at("one", wrapInDetails)(a!);
    exchange([a!, b!]);
    const [head, below] = [a!.richText.blockAt(0), a!.richText.blockAt(1)];
    const edits: readonly Edit[] = [{ type: "moveBlocks", from: 0, to: 4, at: 5 }];
    a!.richText.edit(edits);
    expect(a!.richText.blockAt(0).id).toBe(below.id);
    expect(a!.richText.blockAt(1).type).toBe("detailsSummary");
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
    expect(describeDocument(a!.doc)).toBe("details(§(empty) | one) | two");
    a!.richText.edit([{ type: "setBlock", block: head.id, container: null }]);
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
    expect(describeDocument(a!.doc)).toBe("details(§(empty)) | one | two");
    type("!", "one")(b!);
    exchange([a!, b!]);
    expect(a!.richText.block(head.id)!.type).toBe("detailsSummary");
  });
});

describe("marks with ids", () => {
  test("[TT-46] several comments stand on one text, and each is taken off alone", () => {
    expect(alone("one", comment("a", "one"), comment("b", "one"))).toBe("{a}{b}one{b}{a}");
    expect(alone("one", comment("a", "one"), comment("b", "one"), comment("a", "one", false))).toBe(
      "{b}one{b}",
    );
    const [a] = replicas("one");
    comment("a", "one")(a!);
    const [run] = a!.richText.inline(a!.richText.blockAt(0).id);
    expect(run!.marks).toEqual([{ type: "comment", id: "a", attributes: {} }]);
  });

  test("[TT-46] marks of unknown types keep their ids when what they are on is written again", () => {
    const document = withText([
      {
        type: "addMark",
        from: 1,
        to: 4,
        mark: { type: "newer", id: "x", attributes: { a: 1 } },
        grows: true,
      },
    ]);
    const { unknownMark } = document.doc.firstChild!.firstChild!.marks[0]!.type.schema.marks;
    const [mark] = document.doc.firstChild!.firstChild!.marks;
    expect([mark!.type === unknownMark, mark!.attrs.id]).toEqual([true, "x"]);
    act(document, (tr) => tr.insert(2, schema.text("new", [mark!])));
    const [run] = document.richText.inline(document.richText.blockAt(0).id);
    expect(run!.marks).toEqual([{ type: "newer", id: "x", attributes: { a: 1 } }]);
  });
});

describe("bad values", () => {
  test("[TT-4] bullets at the head of a task show in the place of the tasks, and come back under the task's text", () => {
    const document = withText([
      { type: "createContainer", key: "tasks", containerType: "taskList", attributes: {}, parent: null },
      {
        type: "createContainer",
        key: "task",
        containerType: "taskItem",
        attributes: {},
        parent: { key: "tasks" },
      },
      {
        type: "createContainer",
        key: "bullets",
        containerType: "bulletList",
        attributes: {},
        parent: { key: "task" },
      },
      {
        type: "createContainer",
        key: "bullet",
        containerType: "listItem",
        attributes: {},
        parent: { key: "bullets" },
      },
      {
        type: "insertBlock",
        at: 4,
        block: { type: "paragraph", attributes: {}, container: { key: "bullet" } },
      },
      { type: "insertText", at: 5, text: "below" },
    ]);
    document.doc.check();
    expect(describeDocument(document.doc)).toBe("one | ul(below)");
    const task = document.richText.blockAt(1).containers[1]!;
    document.richText.edit([
      { type: "setBlock", block: document.richText.blockAt(0).id, container: task.id },
    ]);
    document.doc.check();
    expect(describeDocument(document.doc)).toBe("tl([ ] one ul(below))");
  });

  test("[TT-47] attributes of other types show as the default, and stay what they are", () => {
    const document = withText([
      { type: "addMark", from: 1, to: 2, mark: { type: "link", attributes: { href: 7 } }, grows: false },
      {
        type: "addMark",
        from: 2,
        to: 3,
        mark: { type: "textColour", attributes: { colour: {} } },
        grows: true,
      },
    ]);
    const { id } = document.richText.blockAt(0);
    document.richText.edit([
      { type: "setBlock", block: id, blockType: "heading", attributes: { level: "deep" } },
      { type: "createContainer", key: "list", containerType: "taskList", attributes: {}, parent: null },
      {
        type: "createContainer",
        key: "item",
        containerType: "taskItem",
        attributes: { checked: "x" },
        parent: { key: "list" },
      },
      { type: "setBlock", block: id, container: { key: "item" } },
    ]);
    document.doc.check();
    expect(describeDocument(document.doc)).toBe("tl([ ] h1: [o](null){textColour}n{textColour}e)");
    type("!", "one")(document);
    const block = document.richText.blockAt(0);
    expect(block.attributes).toEqual({ level: "deep" });
    expect(block.containers.at(-1)!.attributes).toEqual({ checked: "x" });
    expect(document.stats.fixUps).toBe(0);
  });

  test("[TT-48] a widget's type and attributes go through the editor as they are", () => {
    const attributes = { type: "map", attributes: { at: [1, 2], deep: { a: null } } };
    const [a, b] = replicas("one | two");
    act(a!, (tr) => tr.insert(5, schema.nodes.embed!.create(attributes)));
    exchange([a!, b!]);
    act(b!, (tr) => tr.insertText("!", find(tr.doc, "two")));
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
    expect(a!.richText.blockAt(1)).toMatchObject({ type: "embed", attributes });
    expect(a!.doc.child(1).attrs).toEqual(attributes);
  });

  test("[TT-49] a picture that one describes while another writes above it keeps both, and its file", () => {
    const file = {
      hash: "0a".repeat(32),
      name: "fox.png",
      type: "image/png",
      size: 1234,
      width: 40,
      height: 30,
    };
    const [a, b] = replicas("one | two");
    act(a!, (tr) => tr.insert(5, schema.nodes.image!.create(file)));
    exchange([a!, b!]);
    act(a!, (tr) => tr.setNodeAttribute(5, "alt", "A fox"));
    act(b!, (tr) => tr.setNodeAttribute(5, "title", "Seen at noon").insertText("!", 1));
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
    expect(a!.doc.child(1).attrs).toMatchObject({ ...file, alt: "A fox", title: "Seen at noon", src: null });
    expect(a!.stats.fixUps).toBe(0);
    a!.undo();
    expect(a!.doc.child(1).attrs).toMatchObject({ ...file, alt: null, title: "Seen at noon" });
  });

  test("[TT-49] [TT-47] what a file block says with wrong types shows as nothing, and stays", () => {
    const document = withText([
      {
        type: "insertBlock",
        at: 4,
        block: {
          type: "attachment",
          attributes: { hash: 7, name: ["x"], size: "large", more: true },
          container: null,
        },
      },
    ]);
    expect(document.doc.child(1).type.name).toBe("attachment");
    expect(document.doc.child(1).attrs).toEqual({ hash: null, name: null, type: null, size: null });
    expect(document.richText.blockAt(1).attributes).toMatchObject({ hash: 7, more: true });
  });
});

function withText(edits: readonly Edit[]): CollaborativeDocument {
  const richText = createRichText({ documentId: "test" });
  richText.edit([{ type: "insertText", at: 1, text: "one" }, ...edits]);
  return createDocument({ schema, documentId: "test", richText });
}
