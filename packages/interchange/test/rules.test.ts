/** The rules of SPEC.md, by example. */
import type { Node } from "@tiptap/pm/model";
import { describe, expect, it } from "vitest";
import {
  foreignOf,
  readHtml,
  readJson,
  readMarkdown,
  writeHtml,
  writeJson,
  writeMarkdown,
  writeText,
} from "../src/index.ts";
import { editorSchema, olderSchema } from "./support/schemas.ts";

const page =
  '<h2>Title</h2><p>Some <strong>bold</strong>, <em>slanted</em>, <s>gone</s>, <code>code</code>, <u>lined</u> and <a href="https://a.b">linked</a> text.</p>' +
  "<ul><li>one<ol><li>below</li></ol></li><li>two</li></ul>" +
  '<ul data-type="taskList"><li data-type="taskItem" data-checked="true">done</li><li data-type="taskItem" data-checked="false">open</li></ul>' +
  "<blockquote><p>Quoted</p></blockquote><pre><code class=language-js>a\n  b</code></pre><hr>" +
  "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2 | 3</td></tr></table>" +
  '<aside data-callout="warning"><p>Mind the step</p></aside>' +
  "<details><summary>More</summary><p>Inside</p></details><p></p><img src=/x.png alt=X>";

describe("what is written", () => {
  it("[IX-5] HTML says what things are, and nothing of the editor where HTML has an element", () => {
    expect(writeHtml(readHtml(editorSchema, page))).toBe(
      '<h2>Title</h2><p>Some <strong>bold</strong>, <em>slanted</em>, <s>gone</s>, <code>code</code>, <u>lined</u> and <a href="https://a.b">linked</a> text.</p>' +
        "<ul><li><p>one</p><ol><li><p>below</p></li></ol></li><li><p>two</p></li></ul>" +
        '<ul data-type="taskList"><li data-type="taskItem" data-checked="true"><input type="checkbox" disabled checked><p>done</p></li><li data-type="taskItem" data-checked="false"><input type="checkbox" disabled><p>open</p></li></ul>' +
        '<blockquote><p>Quoted</p></blockquote><pre><code class="language-js">a\n  b\n</code></pre><hr>' +
        "<table><tbody><tr><th><p>a</p></th><th><p>b</p></th></tr><tr><td><p>1</p></td><td><p>2 | 3</p></td></tr></tbody></table>" +
        '<aside data-callout="warning"><p>Mind the step</p></aside>' +
        '<details><summary>More</summary><p>Inside</p></details><p></p><img src="/x.png" alt="X">',
    );
  });

  it("[IX-6] Markdown is what a person would write, with HTML only for what it cannot say", () => {
    expect(writeMarkdown(readHtml(editorSchema, page))).toBe(`## Title

Some **bold**, *slanted*, ~~gone~~, \`code\`, <u>lined</u> and [linked](https://a.b) text.

- one
  1. below
- two

* [x] done
* [ ] open

> Quoted

\`\`\`js
a
  b
\`\`\`

___

| a | b |
| - | - |
| 1 | 2 \\| 3 |

> [!WARNING]
> Mind the step

<details><summary>More</summary>

Inside

</details>

<p></p>

![X](/x.png)
`);
  });

  it("[IX-6] signs are tags where CommonMark would not read them as signs", () => {
    const lines: readonly (readonly [string, string])[] = [
      ["<p>a<b>(b)</b>c</p>", "a<strong>(b)</strong>c"],
      ["<p>a<b>b</b>c</p>", "a**b**c"],
      ["<p>a <b>(b)</b> c</p>", "a **(b)** c"],
      ["<p><b>a</b><i>b</i></p>", "**a**<em>b</em>"],
      ["<p><b>a <i>b</i></b></p>", "**a _b_**"],
    ];
    for (const [html, markdown] of lines)
      expect(writeMarkdown(readHtml(editorSchema, html)), html).toBe(`${markdown}\n`);
  });

  it("[IX-3] what Markdown reads differently without an empty line has one", () => {
    for (const html of [
      "<ul><li>a<ol start=3><li>b</ol></ul>",
      "<ul><li>a<ul><li><p></p></ul></ul>",
      "<ul><li><p></p><p><b>a</b></p></ul>",
      "<ul><li>a</ul><ul><li>b</ul><ul><li>c</ul>",
    ]) {
      const doc = readHtml(editorSchema, html);
      expect(readMarkdown(editorSchema, writeMarkdown(doc)).toString(), html).toBe(doc.toString());
    }
  });

  it("[IX-4] plain text has a line for each block, signs before items, tabs between cells", () => {
    expect(writeText(readHtml(editorSchema, page))).toBe(
      "Title\nSome bold, slanted, gone, code, lined and linked text.\n- one\n  1. below\n- two\n[x] done\n[ ] open\nQuoted\na\n  b\n---\na\tb\n1\t2 | 3\nMind the step\nMore\nInside\n\nX",
    );
  });

  it("[IX-2] JSON has a format and a version", () => {
    expect(JSON.parse(writeJson(readHtml(editorSchema, "a")))).toMatchObject({
      format: "weft-document",
      version: 1,
    });
  });
});

describe("what is read", () => {
  it("[IX-18] all of GitHub's Markdown, HTML in it, and addresses that are defined elsewhere", () => {
    const markdown = `Setext
======

* [ ] a
* [x] b

> [!TIP]
> Take *care*

| l | r |
|:--|--:|
| \`a\\|b\` | www.example.org |

Bare https://a.b/c, ~one~ ~~two~~, [ref][x], ![img][x], a<br>b, <mark>marked</mark>, H<sub>2</sub>O[^1]

    indented

1) one
5) two

[x]: /there "Title"

<details>
<summary>Sum</summary>

Hidden **text**

</details>`;
    expect(readMarkdown(editorSchema, markdown).content.content.map(String)).toEqual([
      'heading("Setext")',
      'taskList(taskItem(paragraph("a")), taskItem(paragraph("b")))',
      'callout(paragraph("Take ", italic("care")))',
      'table(tableRow(tableHeader(paragraph("l")), tableHeader(paragraph("r"))), tableRow(tableCell(paragraph(code("a|b"))), tableCell(paragraph(link("www.example.org")))))',
      'paragraph("Bare ", link("https://a.b/c"), ", ", strike("one"), " ", strike("two"), ", ", link("ref"), ",")',
      "image",
      'paragraph(", a", hardBreak, "b, ", highlight("marked"), ", H2O[^1]")',
      'codeBlock("indented")',
      'orderedList(listItem(paragraph("one")), listItem(paragraph("two")))',
      'details(detailsSummary("Sum"), paragraph("Hidden ", bold("text")))',
    ]);
  });

  it("[IX-18] an alert is a quote where the schema has no callouts", () => {
    expect(readMarkdown(olderSchema, "> [!NOTE]\n> x").toString()).toBe(
      'doc(blockquote(paragraph("[!NOTE] x")))',
    );
  });

  it("[IX-19] spaces as a browser shows them, unless they are said to stay", () => {
    const lines: readonly (readonly [string, string])[] = [
      ["<p>  a \n  b  </p>", 'doc(paragraph("a b"))'],
      ["<p>a <b> b</b> c</p>", 'doc(paragraph("a ", bold("b"), " c"))'],
      ["<p style='white-space:pre-wrap'>a  b\nc</p>", 'doc(paragraph("a  b", hardBreak, "c"))'],
      [
        "<p>a<br></p><p><br></p><p>a<br><br></p>",
        'doc(paragraph("a"), paragraph, paragraph("a", hardBreak))',
      ],
      ["a<br><br>b", 'doc(paragraph("a", hardBreak, hardBreak, "b"))'],
      ["<div>a</div>b<div>c</div>", 'doc(paragraph("a"), paragraph("b"), paragraph("c"))'],
      ["<pre>\n a\n  b\n</pre>", 'doc(codeBlock(" a\\n  b"))'],
      ["<p>a&nbsp; b</p>", 'doc(paragraph("a\u00a0 b"))'],
    ];
    for (const [html, shown] of lines) expect(readHtml(editorSchema, html).toString(), html).toBe(shown);
  });

  it("[IX-12] what stands in the wrong place is put right, and nothing is left out", () => {
    const lines: readonly (readonly [string, string])[] = [
      ["<li>a<li>b", 'doc(bulletList(listItem(paragraph("a")), listItem(paragraph("b"))))'],
      [
        "<ul><li><ul><li>a</ul></ul>",
        'doc(bulletList(listItem(paragraph, bulletList(listItem(paragraph("a"))))))',
      ],
      ["<ul>a<p>b</p></ul>", 'doc(bulletList(listItem(paragraph("a"), paragraph("b"))))'],
      ["<h1>a<hr>b</h1>", 'doc(heading("a"), horizontalRule, heading("b"))'],
      ["<h6>a</h6>", 'doc(heading("a"))'],
      ["<b>a<h1>b</h1></b>", 'doc(paragraph(bold("a")), heading(bold("b")))'],
      ["<pre>a<b>b</b><br>c</pre>", 'doc(codeBlock("ab\\nc"))'],
      ["<a href=x><code>a</code></a>", 'doc(paragraph(link("a")))'],
      [
        "<details>a<summary>b</summary>c</details>",
        'doc(details(detailsSummary("b"), paragraph("a"), paragraph("c")))',
      ],
      [
        "<table><tr><td>a<td>b<tr><td>c</table>",
        'doc(table(tableRow(tableCell(paragraph("a")), tableCell(paragraph("b"))), tableRow(tableCell(paragraph("c")), tableCell(paragraph))))',
      ],
    ];
    for (const [html, shown] of lines) expect(readHtml(editorSchema, html).toString(), html).toBe(shown);
    expect(readHtml(editorSchema, "<h6>a</h6>").firstChild?.attrs.level).toBe(3);
  });

  it("[IX-12] a merged cell is a plain one, and what it covered is empty", () => {
    const html = "<table><tr><th colspan=2>ab<th>c<tr><td rowspan=9>d<td>e<td>f<tr><td>h<td>i</table>";
    expect(cellsOf(readHtml(editorSchema, html))).toEqual([
      ["ab", "", "c"],
      ["d", "e", "f"],
      ["", "h", "i"],
    ]);
  });

  it("[IX-12] attributes that a type does not take are as by default", () => {
    const json = {
      type: "doc",
      content: [
        { type: "heading", attrs: { level: 99, colour: "x" } },
        { type: "orderedList", attrs: { start: "a" } },
      ],
    };
    expect(readJson(editorSchema, JSON.stringify(json)).content.content.map(({ attrs }) => attrs)).toEqual([
      { level: 3 },
      { start: 1, type: null },
    ]);
  });
});

describe("what this program does not know", () => {
  const json = {
    type: "doc",
    content: [
      {
        type: "card",
        attrs: { size: 3 },
        content: [
          { type: "text", text: "in a ", marks: [{ type: "glow", attrs: { by: 1 } }] },
          { type: "smile" },
        ],
      },
      { type: "board", content: [{ type: "paragraph" }] },
      { type: "line" },
    ],
  };

  it("[IX-11] stays, with its attributes, through every format but plain text", () => {
    const doc = readJson(editorSchema, JSON.stringify(json));
    expect(doc.toString()).toBe(
      'doc(unknownBlock(unknownMark("in a "), unknownAtom), unknownContainer(paragraph), unknownBlock)',
    );
    expect(foreignOf(doc.child(0))).toEqual({ name: "card", attributes: { size: 3 } });
    for (const again of [
      readHtml(editorSchema, writeHtml(doc)),
      readMarkdown(editorSchema, writeMarkdown(doc)),
      readJson(editorSchema, writeJson(doc)),
    ])
      expect(again.toJSON()).toEqual(doc.toJSON());
  });

  it("[IX-11] is what it was again for a program that knows it", () => {
    const known = readHtml(
      editorSchema,
      '<ul data-type="taskList"><li data-checked="true" data-type="taskItem">a</li></ul><aside data-callout="note"><p>b</p></aside>',
    );
    const old = readJson(olderSchema, writeJson(known));
    expect(old.toString()).toBe(
      'doc(unknownContainer(unknownContainer(paragraph("a"))), unknownContainer(paragraph("b")))',
    );
    expect(readJson(editorSchema, writeJson(old)).toJSON()).toEqual(known.toJSON());
    expect(readHtml(editorSchema, writeHtml(old)).toJSON()).toEqual(known.toJSON());
  });
});

function cellsOf(doc: Node): string[][] {
  return (doc.firstChild?.content.content ?? []).map((row) =>
    row.content.content.map((cell) => cell.textContent),
  );
}
