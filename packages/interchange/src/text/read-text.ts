/** Plain text into a document. */
import type { Node, Schema } from "@tiptap/pm/model";
import { cleanText } from "../loose/clean-text.ts";
import { fitDocument } from "../loose/fit.ts";
import type { Loose } from "../loose/loose.ts";

/** Each line becomes a paragraph; the line end that ends the text begins none. Never throws. */
export function readText(schema: Schema, text: string): Node {
  const plain = schema.topNodeType.contentMatch.defaultType ?? schema.topNodeType;
  const lines = cleanText(text.startsWith("\ufeff") ? text.slice(1) : text).split("\n");
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return fitDocument(
    schema,
    lines.map(
      (line): Loose => ({
        kind: "node",
        type: plain,
        attributes: {},
        marks: [],
        children: line === "" ? [] : [{ kind: "text", text: line, marks: [] }],
      }),
    ),
  );
}
