/** The document that the loss test starts from: three paragraphs and a list of three, of characters nobody typed yet. */
import type { Node, Schema } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { Chance } from "./chance.ts";

/** The document. */
export function smallDocument(schema: Schema, chance: Chance): Node {
  const { doc, paragraph, bulletList, listItem } = schema.nodes;
  assert(
    doc !== undefined && paragraph !== undefined && bulletList !== undefined && listItem !== undefined,
    "the schema has lists",
  );
  const line = (): Node =>
    paragraph.create(null, schema.text(Array.from({ length: 8 }, () => chance.character()).join("")));
  const items = [line(), line(), line()].map((content) => listItem.create(null, content));
  return doc.createChecked(null, [line(), line(), line(), bulletList.create(null, items)]);
}
