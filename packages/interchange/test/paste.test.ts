/**
 * Pasting. The fixtures are not recordings: they were written by hand after the shape that Google Docs, Word and
 * web pages have on the clipboard.
 */
import { readFileSync } from "node:fs";
import type { Schema, Slice } from "@tiptap/pm/model";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { readPaste } from "../src/index.ts";
import { editorSchema, olderSchema } from "./support/schemas.ts";

function pasted(fixture: string, schema: Schema = editorSchema): Slice {
  const html = readFileSync(new URL(`fixtures/${fixture}.html`, import.meta.url), "utf8");
  const slice = readPaste(schema, { html, text: "the plain text" });
  schema.topNodeType.create(null, slice.content).check();
  return slice;
}

const blocksOf = (slice: Slice): string[] => slice.content.content.map((node) => node.toString());

describe("Google Docs", () => {
  it("[IX-13] keeps headings, marks, links, nested lists, tasks and tables", () => {
    const slice = pasted("google-docs");
    expect(blocksOf(slice)).toEqual([
      'heading("Minutes")',
      'paragraph("We ", bold("agreed"), ", ", italic("mostly"), strike("not"), ", see ", link("the page"), ".")',
      "paragraph",
      'bulletList(listItem(paragraph("first"), bulletList(listItem(paragraph("below first")))), listItem(paragraph("second")))',
      'taskList(taskItem(paragraph(strike("done"))), taskItem(paragraph("open")))',
      'table(tableRow(tableCell(paragraph("wide")), tableCell(paragraph)), tableRow(tableCell(paragraph("left")), tableCell(paragraph("right"))))',
    ]);
    const link = slice.content.child(1).child(6).marks[0];
    expect(link?.attrs.href).toBe("https://example.org/a?b=c");
    expect(slice.content.child(4).content.content.map((item) => item.attrs.checked)).toEqual([true, false]);
  });

  it("[IX-13] gives an editor without tasks and tables ordinary lists and blocks", () => {
    const blocks = blocksOf(pasted("google-docs", olderSchema));
    expect(blocks.slice(4)).toEqual([
      'bulletList(listItem(paragraph(strike("done"))), listItem(paragraph("open")))',
      'paragraph("wide")',
      'paragraph("left")',
      'paragraph("right")',
    ]);
  });
});

describe("Word", () => {
  it("[IX-14] makes lists of list paragraphs, and keeps titles, quotes, empty paragraphs, tabs and tables", () => {
    const slice = pasted("word");
    expect(blocksOf(slice)).toEqual([
      'heading("Annual report")',
      'paragraph("It was a ", bold("good"), " and ", italic("long"), " year,\\tall ", underline("told"), ".")',
      "paragraph",
      'heading("Parts")',
      'bulletList(listItem(paragraph("Apples"), bulletList(listItem(paragraph("red ones")))), listItem(paragraph("Pears")))',
      'orderedList(listItem(paragraph("third")), listItem(paragraph("fourth")))',
      'blockquote(paragraph("As somebody said."))',
      'table(tableRow(tableCell(paragraph("tall")), tableCell(paragraph("b"))), tableRow(tableCell(paragraph), tableCell(paragraph("d"))))',
      'paragraph("End")',
    ]);
    expect(slice.content.child(5).attrs.start).toBe(3);
  });
});

describe("web pages", () => {
  it("[IX-15] keeps what is said, nothing that acts, and puts everything where it belongs", () => {
    expect(blocksOf(pasted("web-page"))).toEqual([
      'bulletList(listItem(paragraph(link("Home"))), listItem(paragraph(link("About"))))',
      'heading("The ", italic("quick"), " fox")',
      'paragraph("Some text that stands in no paragraph,")',
      'paragraph("and some in a division.")',
      'paragraph("A paragraph with ", code("code"), ", ", code("keys"), " and H2O.")',
      'paragraph("after it")',
      'heading("A small heading")',
      'codeBlock("const a = 1;\\n\\nif (a < 2) { }")',
      "image",
      'paragraph("The fox itself")',
      'paragraph("Term")',
      'paragraph("What it means")',
      'blockquote(paragraph("Quoted."), paragraph("Somebody"))',
      'orderedList(listItem(paragraph("five"), bulletList(listItem(paragraph("five and a half")))), listItem(paragraph("six"), paragraph("more of six")))',
      'paragraph("Numbers")',
      'table(tableRow(tableHeader(paragraph("a")), tableHeader(paragraph("b"))), tableRow(tableCell(paragraph("1")), tableCell(paragraph("2"))))',
      'paragraph("a", hardBreak, "b")',
      'paragraph("Name Send")',
    ]);
  });
});

describe("the slice", () => {
  const into = (text: string, at: number, slice: Slice) => {
    const doc = editorSchema.node("doc", null, [
      editorSchema.node("paragraph", null, [editorSchema.text(text)]),
    ]);
    const { tr } = EditorState.create({ doc, selection: TextSelection.create(doc, at) });
    return tr.replaceSelection(slice).doc.toString();
  };

  it("[IX-16] joins the text around it", () => {
    expect(into("ad", 2, readPaste(editorSchema, { html: "<p>b<b>c</b></p>" }))).toBe(
      'doc(paragraph("ab", bold("c"), "d"))',
    );
    expect(into("ad", 2, readPaste(editorSchema, { text: "b\nc" }))).toBe(
      'doc(paragraph("ab"), paragraph("cd"))',
    );
  });

  it("[IX-16] is the plain text if the HTML holds none, and empty if there is nothing", () => {
    expect(
      readPaste(editorSchema, {
        html: "<meta charset=utf-8><img src='data:image/png;base64,x'>",
        text: "x",
      }).content.textBetween(0, 3),
    ).toBe("x");
    expect(readPaste(editorSchema, { html: " ", text: "" }).size).toBe(0);
    expect(readPaste(editorSchema, {}).size).toBe(0);
  });

  it("[IX-16] is closed if the editor copied whole blocks", () => {
    const slice = readPaste(editorSchema, { html: '<h1 data-pm-slice="0 0 []">x</h1>' });
    expect([slice.openStart, slice.openEnd]).toEqual([0, 0]);
  });

  it("[IX-16] takes parts of a table that stand alone", () => {
    expect(blocksOf(readPaste(editorSchema, { html: "<tr><td>a</td><td>b</td></tr>" }))).toEqual([
      'table(tableRow(tableCell(paragraph("a")), tableCell(paragraph("b"))))',
    ]);
  });
});
