/**
 * The editor's schema with the block and mark types that DESIGN §5 names beyond it, under Tiptap's names: what the
 * vocabulary's entries are for. A stand-in until the editor has them.
 */
import { getSchema, Mark, Node } from "@tiptap/core";
import { editorExtensions } from "@weft/tiptap";

const attributes = (defaults: Readonly<Record<string, unknown>>) => () =>
  Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { default: value }]));

const block = (name: string, content: string, further: object = {}) =>
  Node.create({ name, group: "block itemHead", content, ...further });

const cell = (name: string, tableRole: string) =>
  Node.create({ name, content: "block+", addAttributes: attributes({}) }).extend({
    extendNodeSchema: (extension) => (extension.name === name ? { tableRole } : {}),
  });

const withRole = (name: string, content: string, tableRole: string, group = "") =>
  Node.create({ name, content, group }).extend({
    extendNodeSchema: (extension) => (extension.name === name ? { tableRole } : {}),
  });

const mark = (name: string, defaults: Readonly<Record<string, unknown>>, excludes?: string) =>
  Mark.create({ name, addAttributes: attributes(defaults), ...(excludes === undefined ? {} : { excludes }) });

/** What is in no release of the editor yet. */
const coming = [
  Node.create({ name: "taskList", group: "block list", content: "taskItem+" }),
  Node.create({
    name: "taskItem",
    content: "itemHead block*",
    addAttributes: attributes({ checked: false }),
  }),
  block("callout", "block+", { addAttributes: attributes({ kind: "note" }) }),
  block("details", "detailsSummary detailsContent", { addAttributes: attributes({ open: false }) }),
  Node.create({ name: "detailsSummary", content: "inline*" }),
  Node.create({ name: "detailsContent", content: "block+" }),
  block("image", "", {
    atom: true,
    addAttributes: attributes({ src: null, alt: null, title: null, width: null, height: null }),
  }),
  block("embed", "", { atom: true, addAttributes: attributes({ type: "", attributes: {} }) }),
  withRole("table", "tableRow+", "table", "block itemHead"),
  withRole("tableRow", "(tableCell | tableHeader)+", "row"),
  cell("tableCell", "cell"),
  cell("tableHeader", "header_cell"),
  Node.create({
    name: "mention",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: attributes({ id: null, label: null }),
  }),
  mark("highlight", { color: null }),
  mark("textStyle", { color: null, backgroundColor: null }),
  mark("comment", { id: "" }, ""),
  mark("suggestionInsert", { id: "" }),
  mark("suggestionDelete", { id: "" }),
];

/** The editor's schema as it is. */
export const editorSchema = getSchema(editorExtensions());

/** The editor's schema as it will be. */
export const wideSchema = getSchema([...editorExtensions(), ...coming]);
