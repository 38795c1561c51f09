/** The table of entries, as far as a schema has their types. */
import type { Attrs, Mark, MarkType, Node, NodeType, Schema } from "@tiptap/pm/model";
import type { HtmlElement } from "../html/html-tree.ts";
import * as atoms from "./atoms.ts";
import * as containers from "./containers.ts";
import type { MarkEntry, NodeEntry } from "./entry.ts";
import * as lists from "./lists.ts";
import * as marks from "./marks.ts";
import * as tables from "./tables.ts";
import * as textBlocks from "./text-blocks.ts";

/** Of two entries for one element the earlier one is asked first. */
const nodeEntries: readonly NodeEntry[] = [
  textBlocks.paragraph,
  textBlocks.heading,
  textBlocks.codeBlock,
  textBlocks.horizontalRule,
  lists.taskList,
  lists.taskItem,
  lists.bulletList,
  lists.orderedList,
  lists.listItem,
  containers.callout,
  containers.blockquote,
  containers.details,
  containers.detailsSummary,
  containers.detailsContent,
  tables.table,
  tables.tableRow,
  tables.tableHeader,
  tables.tableCell,
  atoms.hardBreak,
  atoms.image,
  atoms.attachment,
  atoms.mention,
];

const markEntries: readonly MarkEntry[] = [
  marks.link,
  marks.bold,
  marks.italic,
  marks.underline,
  marks.strike,
  marks.code,
  marks.highlight,
  marks.textStyle,
  marks.textColour,
  marks.textColor,
  marks.backgroundColour,
  marks.backgroundColor,
  marks.comment,
];

/** The entries that count for a schema. */
export class Vocabulary {
  readonly schema: Schema;
  readonly markEntries: readonly MarkEntry[];
  private readonly nodesByType = new Map<string, NodeEntry>();
  private readonly nodesByElement = new Map<string, NodeEntry[]>();
  private readonly marksByType = new Map<string, MarkEntry>();

  private constructor(schema: Schema) {
    this.schema = schema;
    for (const entry of nodeEntries) {
      if (!schema.nodes[entry.type]) continue;
      this.nodesByType.set(entry.type, entry);
      for (const name of entry.elements) {
        this.nodesByElement.set(name, [...(this.nodesByElement.get(name) ?? []), entry]);
      }
    }
    this.markEntries = markEntries.filter((entry) => schema.marks[entry.type]);
    for (const entry of this.markEntries) this.marksByType.set(entry.type, entry);
  }

  /** The vocabulary of a schema; made once for each. */
  static of(schema: Schema): Vocabulary {
    let vocabulary = vocabularies.get(schema);
    if (!vocabulary) {
      vocabulary = new Vocabulary(schema);
      vocabularies.set(schema, vocabulary);
    }
    return vocabulary;
  }

  /** The entry of a node's type, if there is one. */
  node(name: string): NodeEntry | null {
    return this.nodesByType.get(name) ?? null;
  }

  /** The entry of a mark's type, if there is one. */
  mark(name: string): MarkEntry | null {
    return this.marksByType.get(name) ?? null;
  }

  /** What an element is, by the first entry that takes it. */
  read(
    element: HtmlElement,
  ): { readonly entry: NodeEntry; readonly type: NodeType; readonly attributes: Attrs } | null {
    for (const entry of this.nodesByElement.get(element.name) ?? []) {
      const type = this.schema.nodes[entry.type];
      const attributes = type ? entry.fromHtml(element, type) : null;
      if (type && attributes) return { entry, type, attributes };
    }
    return null;
  }

  /** Attributes from outside, made safe; null if what they belong to is to be left out. */
  cleanNode(type: NodeType, attributes: Attrs): Attrs | null {
    const clean = this.nodesByType.get(type.name)?.clean;
    return clean ? clean(attributes, type) : attributes;
  }

  /** A mark from outside, made safe, or null. */
  cleanMark(type: MarkType, attributes: Attrs): Mark | null {
    const clean = this.marksByType.get(type.name)?.clean;
    const safe = clean ? clean(attributes) : attributes;
    if (!safe) return null;
    const known: Record<string, unknown> = {};
    for (const [name, spec] of Object.entries(type.spec.attrs ?? {})) {
      const value: unknown = Object.hasOwn(safe, name) ? safe[name] : undefined;
      if (value !== undefined) known[name] = value;
      else if (!Object.hasOwn(spec, "default")) return null;
    }
    return type.create(known);
  }
}

const vocabularies = new WeakMap<Schema, Vocabulary>();

/** The attributes that differ from their defaults, without `said`; null if there are none. */
export function furtherAttributes(shown: Node | Mark, said: readonly string[]): Attrs | null {
  const further: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(shown.type.spec.attrs ?? {})) {
    const value: unknown = shown.attrs[name];
    if (!said.includes(name) && JSON.stringify(value) !== JSON.stringify(spec.default)) further[name] = value;
  }
  return Object.keys(further).length > 0 ? further : null;
}
