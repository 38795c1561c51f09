/**
 * The editor's schema with the block types that DESIGN §5 names beyond it, under Tiptap's names: what the
 * vocabulary's entries are for. A stand-in until the editor has them.
 */
import { getSchema, Node } from "@tiptap/core";
import { editorExtensions } from "@weft/tiptap";

const attributes = (defaults: Readonly<Record<string, unknown>>) => () =>
  Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { default: value }]));

const cell = (name: string, tableRole: string) =>
  Node.create({ name, content: "block+", addAttributes: attributes({}) }).extend({
    extendNodeSchema: (extension) => (extension.name === name ? { tableRole } : {}),
  });

const withRole = (name: string, content: string, tableRole: string, group = "") =>
  Node.create({ name, content, group }).extend({
    extendNodeSchema: (extension) => (extension.name === name ? { tableRole } : {}),
  });

/** What is in no release of the editor yet. */
const coming = [
  withRole("table", "tableRow+", "table", "block itemHead"),
  withRole("tableRow", "(tableCell | tableHeader)+", "row"),
  cell("tableCell", "cell"),
  cell("tableHeader", "header_cell"),
];

/** The editor's schema as it is. */
export const editorSchema = getSchema(editorExtensions());

const added = new Set([
  "taskList",
  "taskItem",
  "callout",
  "details",
  "detailsSummary",
  "mention",
  "embed",
  "image",
  "attachment",
]);

/** The editor's schema as an older version had it. */
export const olderSchema = getSchema(editorExtensions().filter(({ name }) => !added.has(name)));

/** The editor's schema as it will be. */
export const wideSchema = getSchema([...editorExtensions(), ...coming]);
