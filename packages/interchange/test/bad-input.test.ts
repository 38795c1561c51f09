/** What nobody should send: safe, bounded, no text lost. */
import type { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { assert, seededRandom } from "@weft/base";
import { createDocument } from "@weft/tiptap";
import { describe, expect, it } from "vitest";
import {
  InterchangeError,
  readHtml,
  readJson,
  readMarkdown,
  readPaste,
  readText,
  writeHtml,
  writeJson,
} from "../src/index.ts";
import { editorSchema as schema } from "./support/schemas.ts";

const addresses = (doc: Node): string[] => {
  const found: string[] = [];
  doc.descendants((node) => {
    for (const mark of node.marks) if (mark.attrs.href) found.push(String(mark.attrs.href));
    if (node.attrs.src) found.push(String(node.attrs.src));
  });
  return found;
};

describe("what could act", () => {
  const unsafe = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \u0001javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\u200bscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//javascript:alert(1)".slice(2),
  ];

  it.each(unsafe)("[IX-7] leaves the address %j out of links and images, in every format", (address) => {
    const attribute = address.replaceAll('"', "&quot;").replaceAll("<", "&lt;");
    const html = `<p><a href="${attribute}">text</a> <img src="${attribute}" alt="picture"></p>`;
    const fromHtml = readHtml(schema, html);
    expect(addresses(fromHtml)).toEqual([]);
    expect(fromHtml.textContent).toBe("text picture");
    const bare = address.replace(/[\s\p{Cc}<>]/gu, "");
    expect(
      addresses(readMarkdown(schema, `[text](<${bare}>) ![p](<${bare}>) <a href="${bare}">x</a>`)),
    ).toEqual([]);
    const linked = { type: "text", text: "t", marks: [{ type: "link", attrs: { href: address } }] };
    const json = {
      type: "doc",
      content: [
        { type: "paragraph", content: [linked] },
        { type: "image", attrs: { src: address } },
        { type: "unknownBlock", attrs: { type: "image", attributes: { src: address } } },
        {
          type: "paragraph",
          content: [
            {
              ...linked,
              marks: [{ type: "unknownMark", attrs: { type: "link", attributes: { href: address } } }],
            },
          ],
        },
      ],
    };
    const fromJson = readJson(schema, JSON.stringify(json));
    expect(addresses(fromJson)).toEqual([]);
    expect(fromJson.textContent).toBe("tt");
    const disguised = `<span data-weft-unknown="mark" data-weft-type="link" data-weft-attributes="${JSON.stringify({ href: address }).replaceAll('"', "&quot;")}">x</span>`;
    expect(addresses(readHtml(schema, disguised))).toEqual([]);
    const further = `<a href="https://a.b" data-weft-attributes="${JSON.stringify({ href: address }).replaceAll('"', "&quot;")}">x</a>`;
    expect(addresses(readHtml(schema, further))).toEqual(["https://a.b"]);
    const mark = schema.mark("link", { href: address });
    const doc = schema.node("doc", null, [schema.node("paragraph", null, [schema.text("t", [mark])])]);
    expect(writeHtml(doc)).toBe("<p><a>t</a></p>");
  });

  it("[IX-7] takes unseen characters out of addresses", () => {
    expect(addresses(readHtml(schema, "<a href='https://a.b/\u202e\u200bc\n'>x</a>"))).toEqual([
      "https://a.b/c",
    ]);
  });

  it("[IX-7] keeps nothing of scripts, styles, frames and handlers but the text around them", () => {
    const html =
      "<p onclick=alert(1)>a<script>alert(2)</script>b<style>c{}</style><iframe srcdoc='<p>x'></iframe><noscript><p>n</p></noscript>c</p><template><p>t</p></template><math><mtext><img src=x onerror=alert(3)></mtext></math>";
    const doc = readHtml(schema, html);
    expect(doc.textContent).toBe("abc");
    expect(JSON.stringify(doc.toJSON())).not.toMatch(/alert|onerror/);
  });
});

describe("text", () => {
  const odd = "a\ufffcb\ud800c\udc00d\u0000e\u200b\u202ef\ufeffg👩‍👩‍👧";
  const clean = "ab\ufffdc\ufffdde\u200b\u202ef\ufeffg👩‍👩‍👧";

  it("[IX-8] is taken without U+FFFC and NUL, half pairs as U+FFFD, all else as it is", () => {
    expect(readText(schema, odd).textContent).toBe(clean);
    expect(readHtml(schema, `<p>${odd}</p>`).textContent).toBe(clean);
    expect(readMarkdown(schema, odd).textContent).toBe(clean);
    const json = JSON.stringify({
      type: "doc",
      content: [{ type: "paragraph", content: [{ type: "text", text: odd }] }],
    });
    expect(readJson(schema, json).textContent).toBe(clean);
    expect(readPaste(schema, { text: odd }).content.textBetween(0, clean.length + 1)).toBe(clean);
  });

  it("[IX-8] has line ends of one kind", () => {
    expect(readText(schema, "a\r\nb\rc").childCount).toBe(3);
  });
});

/** Deep, wide, unbalanced. Each holds the letter x and nothing else. */
const heaps: Readonly<Record<string, (bytes: number) => string>> = {
  "nested divisions": (bytes) => repeat("<div>x", bytes),
  "nested quotes": (bytes) => repeat("<blockquote>x", bytes),
  "nested lists": (bytes) => repeat("<ul><li>x", bytes),
  "nested tables": (bytes) => repeat("<table><tr><td>x", bytes),
  "nested bold": (bytes) => repeat("<b>x", bytes),
  "formats carried over paragraphs": (bytes) => count(bytes / 16, (index) => `<p><b a=${index}>x`),
  "breaks and text in a table": (bytes) => `<table>${repeat("<br>x", bytes)}`,
  "links in paragraphs": (bytes) => repeat("<a href=x><p>x", bytes),
  items: (bytes) => `<ul>${repeat("<li>x", bytes)}`,
  "ends of paragraphs": (bytes) => repeat("</p>x", bytes),
  "many attributes": (bytes) => `<p ${count(bytes / 8, (index) => `a${index}=1 `)}>x`,
  "spans beyond the grid": (bytes) =>
    `<table>${repeat("<tr><td colspan=999999999 rowspan=999999999>x", bytes / 20)}`,
  "list paragraphs of Word": (bytes) => repeat("<p style='mso-list:l0 level9 lfo1'>x</p>", bytes),
};

describe("size and depth", () => {
  it.each(Object.entries(heaps))("[IX-9] reads half a megabyte of %s, with every letter", (_name, make) => {
    const html = make(500_000);
    const { content } = readPaste(schema, { html });
    let letters = 0;
    let depthMax = 0;
    content.descendants((node) => {
      if (node.isText) letters += node.text?.replace(/[^x]/g, "").length ?? 0;
      return true;
    });
    for (let node = content.firstChild; node; node = node.firstChild) depthMax++;
    expect(letters).toBe(html.replace(/<[^>]*>/g, "").replace(/[^x]/g, "").length);
    expect(depthMax).toBeLessThan(110);
  });

  it("[IX-9] runs no words into one another where tags are ignored", () => {
    const words: string[] = [];
    readHtml(schema, repeat("<div>word", 10_000)).descendants((node) => {
      if (node.isText) words.push(node.text ?? "");
    });
    expect(words.filter((word) => word !== "word")).toEqual([]);
  });

  it.each(["<div><p>x", "<table><tr><td>x"])(
    "[IX-9] reads ten megabytes of %s, with every letter",
    (unit) => {
      const times = Math.floor(10_000_000 / unit.length);
      const slice = readPaste(schema, { html: unit.repeat(times) });
      expect(slice.content.textBetween(0, slice.content.size).replaceAll(/[^x]/g, "")).toHaveLength(times);
      const { tr } = EditorState.create({ doc: createDocument({ schema, documentId: "paste" }).doc });
      tr.replaceSelection(slice).doc.check();
      let depthMax = 0;
      for (let node: Node | null = tr.doc; node; node = node.firstChild) depthMax++;
      expect(depthMax).toBeLessThan(110);
    },
  );

  it("[IX-9] pastes nested tables into a document, and nobody who gets them loses a letter", () => {
    const slice = readPaste(schema, { html: repeat("<table><tr><td>x", 80_000) });
    const [one, other] = [1, 2].map(() => createDocument({ schema, documentId: "paste" }));
    assert(one !== undefined && other !== undefined, "two documents");
    one.edit(EditorState.create({ doc: one.doc }).tr.replaceSelection(slice));
    const update = one.takeUpdate();
    assert(update !== null, "what was pasted is sent");
    other.applyUpdate(update);
    expect(other.doc.eq(one.doc)).toBe(true);
    expect(other.doc.textContent.replaceAll(/[^x]/g, "")).toHaveLength(5_000);
  });

  it.each(["[", "![", "*a ", "~a~~b", "> ", "- ", "_a_ ", "<a ", "|a", "a***b", "[a](", "`a"])(
    "[IX-9] reads 300 kilobytes of %j as Markdown, with every letter",
    (unit) => {
      const markdown = repeat(unit, 300_000);
      const letters = (text: string) => text.replace(/[^a]/g, "").length;
      expect(letters(readMarkdown(schema, markdown).textContent)).toBe(letters(markdown));
    },
  );

  it("[IX-9] opens containers nested 10,000 deep in JSON, and keeps what they hold", () => {
    const depth = 10_000;
    const json = `{"type":"doc","content":[${'{"type":"blockquote","content":['.repeat(depth)}{"type":"paragraph","content":[{"type":"text","text":"deep"}]}${"]}".repeat(depth)}]}`;
    const doc = readJson(schema, json);
    doc.check();
    expect(doc.textContent).toBe("deep");
    expect(doc.resolve(0).doc.nodeSize).toBeLessThan(300);
  });
});

describe("garbage", () => {
  const seed = Number(process.env.WEFT_SEED ?? 1);
  process.stdout.write(`garbage for interchange: seed ${seed} (WEFT_SEED)\n`);
  const pieces =
    '<p> </p> <ul> <li> <table> <td colspan=3> </table> <b> </b> <a href=x> <br> <pre> <script> <!-- --> <svg> <select> <summary> <details> <h1> & &amp; * ** _ ` ``` # > - 1. | --- [ ]( ) ![ ~~ \\ \t \n \n\n < <x a text " \' { } [] null "type": \ud800'.split(
      " ",
    );

  it("[IX-10] reads as some document in HTML, Markdown and text, whatever it is", () => {
    const random = seededRandom(seed);
    for (let run = 0; run < 200; run++) {
      const text = Array.from({ length: random.below(60) }, () => pieces[random.below(pieces.length)]).join(
        random.below(2) ? " " : "",
      );
      for (const read of [readHtml, readMarkdown, readText]) read(schema, text).check();
      readPaste(schema, { html: text, text });
    }
  });

  it("[IX-10] throws its typed error, and nothing else, in JSON", () => {
    const random = seededRandom(seed);
    const good = writeJson(readHtml(schema, "<h1>a</h1><ul><li><b>b</b></ul><table><tr><td>c</table>"));
    const outcomes = new Map<string, number>();
    for (let run = 0; run < 2000; run++) {
      const at = random.below(good.length);
      const broken =
        good.slice(0, at) + (pieces[random.below(pieces.length)] ?? "") + good.slice(at + random.below(12));
      const outcome = failure(() => readJson(schema, broken).check()) ?? "read";
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(["malformed", "not-a-document", "read"]));
  });

  it.each([
    ["", "malformed"],
    ["{}", "not-a-document"],
    ["null", "not-a-document"],
    ["[]", "not-a-document"],
    ['{"type":"paragraph"}', "not-a-document"],
    ['{"format":"weft-document","version":2,"doc":{"type":"doc"}}', "version"],
    ['{"format":"other","version":1,"doc":{"type":"doc"}}', "not-a-document"],
    ['{"type":"doc","content":{}}', "not-a-document"],
    ['{"type":"doc","content":[{"type":"text","text":5}]}', "not-a-document"],
    ['{"type":"doc","content":[{"type":"paragraph","attrs":[]}]}', "not-a-document"],
    ['{"type":"doc","content":[{"type":"paragraph","marks":{}}]}', "not-a-document"],
    ['{"type":"doc","content":[null]}', "not-a-document"],
  ])("[IX-10] refuses %j: %s", (json, expected) => {
    expect(failure(() => readJson(schema, json))).toBe(expected);
  });
});

function repeat(unit: string, bytes: number): string {
  return unit.repeat(Math.floor(bytes / unit.length));
}

function count(times: number, make: (index: number) => string): string {
  return Array.from({ length: Math.floor(times) }, (_, index) => make(index)).join("");
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
