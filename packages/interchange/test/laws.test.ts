/** Laws over random documents and random garbage. */
import type { Node, Schema } from "@tiptap/pm/model";
import { seededRandom } from "@weft/base";
import { createDocument } from "@weft/tiptap";
import { describe, expect, it } from "vitest";
import {
  newRichText,
  readHtml,
  readJson,
  readMarkdown,
  readText,
  writeHtml,
  writeJson,
  writeMarkdown,
  writeText,
} from "../src/index.ts";
import { RandomDocument } from "./support/random-document.ts";
import { editorSchema, olderSchema } from "./support/schemas.ts";

const FIRST_SEED = Number(process.env.WEFT_SEED ?? 1);
const RUNS = Number(process.env.WEFT_RUNS ?? 150);
process.stdout.write(
  `laws of interchange: seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1} (WEFT_SEED, WEFT_RUNS)\n`,
);

/** Checks `check` on random documents, and that these held every type of the schema. */
function eachDocument(schema: Schema, check: (doc: Node, seed: number) => void): void {
  const seen = new Set<string>();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    const random = new RandomDocument(schema, seededRandom(seed));
    const doc = random.next();
    doc.check();
    check(doc, seed);
    for (const name of random.counts.keys()) seen.add(name);
  }
  const all = [...Object.keys(schema.nodes), ...Object.keys(schema.marks)].filter(
    (name) => !/^(doc|text)$/.test(name),
  );
  if (RUNS >= 100) expect(all.filter((name) => !seen.has(name))).toEqual([]);
}

describe.each([
  ["the editor's schema", editorSchema],
  ["a schema with fewer types", olderSchema],
])("a document of %s comes back equal (WEFT_SEED pins the seed)", (_name, schema) => {
  it("[IX-1] from HTML", () => {
    eachDocument(schema, (doc, seed) => {
      const html = writeHtml(doc);
      expect(readHtml(schema, html).toJSON(), `seed ${seed}\n${html}`).toEqual(doc.toJSON());
    });
  });

  it("[IX-2] from JSON", () => {
    eachDocument(schema, (doc, seed) => {
      expect(readJson(schema, writeJson(doc)).toJSON(), `seed ${seed}`).toEqual(doc.toJSON());
    });
  });

  it("[IX-3] from Markdown", () => {
    eachDocument(schema, (doc, seed) => {
      const markdown = writeMarkdown(doc);
      expect(readMarkdown(schema, markdown).toJSON(), `seed ${seed}\n${markdown}`).toEqual(doc.toJSON());
    });
  });

  it("[IX-17] as a rich text that shows it", () => {
    const doc = readHtml(
      schema,
      "<h1>a</h1><ul><li>b<ul><li><b>c</b></li></ul></li></ul><p></p><pre>d</pre>" +
        "<table><tr><th>e<th><i>f</i></tr><tr><td><ul><li>g</ul><td><h2>h</h2>i</td></tr></table><p>j</p>",
    );
    const richText = newRichText({ doc, documentId: "new", replica: "0000000000000001" });
    expect(createDocument({ schema, documentId: "new", richText }).doc.eq(doc)).toBe(true);
    const elsewhere = createDocument({ schema, documentId: "new" });
    const update = richText.takeUpdate();
    if (update) elsewhere.applyUpdate(update);
    expect(elsewhere.doc.eq(doc)).toBe(true);
  });
});

describe("plain text", () => {
  it("[IX-4] comes back equal from paragraphs", () => {
    const random = seededRandom(FIRST_SEED);
    for (let run = 0; run < 300; run++) {
      const lines = Array.from(
        { length: 1 + random.below(5) },
        () => ["", "a", " b ", "\ufeffc", "- d", "\t"][random.below(6)] ?? "",
      );
      const nodes = lines.map((line) =>
        editorSchema.node("paragraph", null, line === "" ? [] : [editorSchema.text(line)]),
      );
      const doc = editorSchema.node("doc", null, nodes);
      expect(readText(editorSchema, writeText(doc)).toJSON()).toEqual(doc.toJSON());
    }
  });
});
