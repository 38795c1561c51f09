/** Yjs documents in and out, against Tiptap's own binding. */
import { getSchema, Node as TiptapNode } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { prosemirrorJSONToYDoc, yXmlFragmentToProseMirrorRootNode } from "@tiptap/y-tiptap";
import { seededRandom } from "@weft/base";
import { InterchangeError } from "@weft/interchange";
import { editorExtensions } from "@weft/tiptap";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { readYjs, writeYjs } from "../src/index.ts";

const role = (name: string, content: string, tableRole: string, group = "") =>
  TiptapNode.create({
    name,
    content,
    group,
    addAttributes: () => (tableRole === "cell" ? { colspan: { default: 1 }, rowspan: { default: 1 } } : {}),
  }).extend({ extendNodeSchema: (extension) => (extension.name === name ? { tableRole } : {}) });

/** The editor's schema with tables as Tiptap has them, whose cells may span. */
const schema = getSchema([
  ...editorExtensions().filter(({ name }) => !name.startsWith("table")),
  role("table", "tableRow+", "table", "block"),
  role("tableRow", "tableCell+", "row"),
  role("tableCell", "block+", "cell"),
]);

const text = (value: string, ...marks: object[]) => ({ type: "text", text: value, marks });
const paragraph = (...content: object[]) => ({ type: "paragraph", content });

const rich = {
  type: "doc",
  content: [
    { type: "heading", attrs: { level: 2 }, content: [text("Title")] },
    paragraph(
      text("plain "),
      text("bold", { type: "bold" }),
      text(" and "),
      text("a link", {
        type: "link",
        attrs: { href: "https://a.b", target: "_blank", rel: "noopener noreferrer nofollow" },
      }),
      { type: "hardBreak" },
      text("both", { type: "comment", attrs: { id: "one" } }, { type: "comment", attrs: { id: "two" } }),
    ),
    {
      type: "orderedList",
      attrs: { start: 3, type: null },
      content: [{ type: "listItem", content: [paragraph(text("item"))] }],
    },
    { type: "codeBlock", attrs: { language: "js" }, content: [text("a\n  b")] },
    { type: "horizontalRule" },
    paragraph(),
  ],
};

describe("from Yjs", () => {
  it("[IY-1] reads what Tiptap's binding writes", () => {
    const update = Y.encodeStateAsUpdate(prosemirrorJSONToYDoc(schema, rich, "default"));
    const doc = readYjs({ schema, update });
    expect(withSortedMarks(doc)).toEqual(withSortedMarks(schema.nodeFromJSON(rich)));
    doc.check();
  });

  it("[IY-2] finds y-prosemirror's fragment, a single one, and the one that is asked for", () => {
    for (const fragment of ["prosemirror", "content"]) {
      const update = Y.encodeStateAsUpdate(prosemirrorJSONToYDoc(schema, rich, fragment));
      expect(readYjs({ schema, update }).textContent).toContain("Title");
      expect(readYjs({ schema, update, fragment }).textContent).toContain("Title");
      expect(failure(() => readYjs({ schema, update, fragment: "other" }))).toBe("not-a-document");
    }
  });

  it("[IY-3] knows the names of ProseMirror's basic schema", () => {
    const document = new Y.Doc();
    const list = element("ordered_list", { order: 4 });
    const item = new Y.XmlElement("list_item");
    const line = new Y.XmlElement("paragraph");
    const words = new Y.XmlText();
    words.applyDelta([
      { insert: "strong", attributes: { strong: {} } },
      { insert: " em", attributes: { em: {} } },
    ]);
    document.getXmlFragment("prosemirror").insert(0, [list]);
    list.insert(0, [item]);
    item.insert(0, [line]);
    line.insert(0, [words]);
    const doc = readYjs({ schema, update: Y.encodeStateAsUpdate(document) });
    expect(doc.toString()).toBe('doc(orderedList(listItem(paragraph(bold("strong"), italic(" em")))))');
    expect(doc.firstChild?.attrs.start).toBe(4);
  });

  it("[IY-4] keeps what it does not know: blocks, containers, atoms, marks, with their attributes", () => {
    const document = new Y.Doc();
    const card = element("card", { size: 3 });
    const box = new Y.XmlElement("box");
    const inner = new Y.XmlElement("paragraph");
    const leaf = element("map", { at: [1, 2] });
    document.getXmlFragment("default").insert(0, [card, box, leaf]);
    const words = new Y.XmlText();
    words.insert(0, "glow", { glow: { colour: "red" } });
    card.insert(0, [words]);
    box.insert(0, [inner]);
    inner.insert(0, [new Y.XmlText("in"), new Y.XmlElement("smile"), new Y.XmlText("side")]);
    const doc = readYjs({ schema, update: Y.encodeStateAsUpdate(document) });
    expect(doc.toString()).toBe(
      'doc(unknownBlock(unknownMark("glow")), unknownContainer(paragraph("in", unknownAtom, "side")), unknownBlock)',
    );
    expect(doc.child(0).attrs).toEqual({ type: "card", attributes: { size: 3 } });
    expect(doc.child(2).attrs).toEqual({ type: "map", attributes: { at: [1, 2] } });
    const again = readYjs({ schema, update: writeYjs({ doc }) });
    expect(again.toJSON()).toEqual(doc.toJSON());
  });

  it("[IY-5] makes plain cells of merged ones and loses none of their text", () => {
    const cell = (value: string, attrs: object = {}) => ({
      type: "tableCell",
      attrs,
      content: [paragraph(text(value))],
    });
    const table = {
      type: "table",
      content: [
        { type: "tableRow", content: [cell("wide", { colspan: 2 }), cell("c")] },
        { type: "tableRow", content: [cell("tall", { rowspan: 2 }), cell("e"), cell("f")] },
        { type: "tableRow", content: [cell("h"), cell("i")] },
      ],
    };
    const ydoc = prosemirrorJSONToYDoc(schema, { type: "doc", content: [table] }, "default");
    const doc = readYjs({ schema, update: Y.encodeStateAsUpdate(ydoc) });
    const rows = doc
      .child(0)
      .content.content.map((row) => row.content.content.map((each) => each.textContent));
    expect(rows).toEqual([
      ["wide", "", "c"],
      ["tall", "e", "f"],
      ["", "h", "i"],
    ]);
    doc.descendants((node) => {
      if (node.type.name === "tableCell") expect(node.attrs).toEqual({ colspan: 1, rowspan: 1 });
    });
  });
});

describe("to Yjs", () => {
  it("[IY-6] writes what Tiptap's binding reads", () => {
    const doc = schema.nodeFromJSON(rich);
    const document = new Y.Doc();
    Y.applyUpdate(document, writeYjs({ doc }));
    const theirs = yXmlFragmentToProseMirrorRootNode(document.getXmlFragment("default"), schema);
    expect(withSortedMarks(theirs)).toEqual(withSortedMarks(doc));
    expect(withSortedMarks(readYjs({ schema, update: writeYjs({ doc, fragment: "x" }) }))).toEqual(
      withSortedMarks(doc),
    );
  });
});

describe("bytes from outside", () => {
  it("[IY-7] refuses an update that builds on others, and takes several in any order", () => {
    const document = prosemirrorJSONToYDoc(
      schema,
      { type: "doc", content: [paragraph(text("one"))] },
      "default",
    );
    const first = Y.encodeStateAsUpdate(document);
    const before = Y.encodeStateVector(document);
    document.getXmlFragment("default").push([new Y.XmlElement("horizontalRule")]);
    const second = Y.encodeStateAsUpdate(document, before);
    expect(failure(() => readYjs({ schema, update: second }))).toBe("incomplete");
    expect(readYjs({ schema, update: [second, first] }).toString()).toBe(
      'doc(paragraph("one"), horizontalRule)',
    );
  });

  it("[IY-8] throws its typed error, and nothing else, for damaged bytes", () => {
    const seed = Number(process.env.WEFT_SEED ?? 1);
    process.stdout.write(`damaged Yjs updates: seed ${seed} (WEFT_SEED)\n`);
    const random = seededRandom(seed);
    const good = Y.encodeStateAsUpdate(prosemirrorJSONToYDoc(schema, rich, "default"));
    const outcomes = new Map<string, number>();
    for (let run = 0; run < 500; run++) {
      const bytes = run % 2 === 0 ? random.bytes(random.below(60)) : Uint8Array.from(good);
      for (let times = random.below(3); times >= 0 && bytes.length > 0; times--)
        bytes[random.below(bytes.length)] = random.below(256);
      const outcome = failure(() => readYjs({ schema, update: bytes }).check()) ?? "read";
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(["incomplete", "malformed", "read"]));
  });

  it("[IY-9] reads elements nested 20,000 deep, and every letter in them", () => {
    const document = new Y.Doc();
    document.transact(() => {
      let at: Y.XmlFragment = document.getXmlFragment("default");
      for (let depth = 0; depth < 20_000; depth++) {
        const inner = new Y.XmlElement("blockquote");
        at.insert(0, [inner]);
        at = inner;
      }
      at.insert(0, [new Y.XmlText("deep")]);
    });
    const doc = readYjs({ schema, update: Y.encodeStateAsUpdate(document) });
    doc.check();
    expect(doc.textContent).toBe("deep");
  });
});

/** Yjs holds any JSON in attributes; its types say text alone. */
function element(name: string, attributes: object): Y.XmlElement {
  const made = new Y.XmlElement(name);
  const values: Record<string, string> = JSON.parse(JSON.stringify(attributes));
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  return made;
}

/** Several marks of one type have no order in Yjs. */
function withSortedMarks(doc: Node): unknown {
  return JSON.parse(JSON.stringify(doc.toJSON()), (key, value) =>
    key === "marks" && Array.isArray(value) ? value.map((mark) => JSON.stringify(mark)).sort() : value,
  );
}

function failure(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof InterchangeError) return error.failure;
    throw error;
  }
}
