/** Lines as a Quill delta: text with its marks as attributes, and a line feed that carries the format of its line. */
import type { Node } from "@tiptap/pm/model";
import quillDelta from "quill-delta";
import { type Line, type LineFormat, linesOf, type MarkValue, type Run } from "./line.ts";

/** Quill's delta. */
export const Delta = quillDelta.default;
export type Delta = InstanceType<typeof Delta>;

/** A line feed within a block of code: it ends no line. */
const innerLineFeed = "\u2028";

/** The delta of a whole document. */
export function deltaOf(doc: Node): Delta {
  const delta = new Delta();
  for (const { runs, format } of linesOf(doc)) {
    for (const { content, marks } of runs) {
      const attributes = attributesOf(marks);
      if (typeof content === "string") delta.insert(content.replaceAll("\n", innerLineFeed), attributes);
      else delta.insert({ atom: JSON.stringify(content) }, attributes);
    }
    // Each part of a format is an attribute of its own, so that two people may change different ones.
    delta.insert("\n", {
      type: JSON.stringify([format.type, format.attrs]),
      around: JSON.stringify(format.around),
    });
  }
  return delta;
}

/** The lines of a document's delta. */
export function linesOfDelta(delta: Delta): Line[] {
  const lines: Line[] = [];
  let runs: Run[] = [];
  for (const { insert, attributes = {} } of delta.ops) {
    if (typeof insert !== "string") {
      if (insert) runs.push({ content: JSON.parse(String(insert.atom)), marks: marksOf(attributes) });
      continue;
    }
    const parts = insert.split("\n");
    for (const [index, part] of parts.entries()) {
      if (part !== "")
        runs.push({ content: part.replaceAll(innerLineFeed, "\n"), marks: marksOf(attributes) });
      if (index === parts.length - 1) continue;
      lines.push({ runs, format: formatOf(attributes) });
      runs = [];
    }
  }
  return runs.length > 0 ? [...lines, { runs, format: formatOf({}) }] : lines;
}

const markPrefix = "mark:";

function attributesOf(marks: readonly MarkValue[]): Record<string, string> {
  return Object.fromEntries(marks.map(({ type, attrs }) => [markPrefix + type, JSON.stringify(attrs)]));
}

function marksOf(attributes: Readonly<Record<string, unknown>>): MarkValue[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    key.startsWith(markPrefix)
      ? [{ type: key.slice(markPrefix.length), attrs: JSON.parse(String(value)) }]
      : [],
  );
}

function formatOf({ type, around }: Readonly<Record<string, unknown>>): LineFormat {
  const [name, attrs] = typeof type === "string" ? JSON.parse(type) : ["paragraph", {}];
  return { type: name, attrs, around: typeof around === "string" ? JSON.parse(around) : [] };
}
