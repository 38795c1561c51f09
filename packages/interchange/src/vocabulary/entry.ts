/**
 * What one node or mark type of a schema is in the formats. Each type is one entry in one place; an entry for a
 * type that a schema does not have does not count, and a type without an entry travels under its own name in
 * HTML (see `foreign.ts`), so that nothing is lost before somebody writes one.
 */
import type { Attrs, Mark, MarkType, Node, NodeType } from "@tiptap/pm/model";
import type { BlockContent, DefinitionContent, PhrasingContent, RootContent } from "mdast";
import type { HtmlElement } from "../html/html-tree.ts";

/** An opening tag; an attribute that is null is left out. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | null>>;
}

/** How a node looks in HTML. */
export interface HtmlShape {
  /** From the outside in; the content goes into the last one. None: the content stands as it is. */
  readonly tags: readonly Tag[];
  /** HTML before the content. */
  readonly lead?: string;
  /** Text instead of content, for atoms. */
  readonly text?: string;
  /** HTML after the content. */
  readonly end?: string;
}

/** Writes the parts of a node as Markdown. */
export interface MarkdownWriter {
  /** The children of a container. */
  blocks(node: Node): (BlockContent | DefinitionContent)[];
  /** The content of a textblock. `breaks`: whether a line may break the Markdown way. */
  line(node: Node, breaks: "lines" | "tags"): PhrasingContent[];
  /** The content of a textblock as HTML that may stand inside Markdown. */
  lineHtml(node: Node): string;
  /** A tag as HTML that may stand inside Markdown. */
  openTag(tag: Tag): string;
  /** Whether all attributes of a node but these have their default values, so that Markdown need not say them. */
  saysAll(node: Node, names: readonly string[]): boolean;
}

/** A node type in the formats. */
export interface NodeEntry {
  readonly type: string;
  /** The attributes that the HTML below says; others that are not as by default travel in an attribute of ours. */
  readonly says: readonly string[];
  toHtml(node: Node): HtmlShape;
  /** Names of the elements that may be read as this type; of several entries the first that takes one has it. */
  readonly elements: readonly string[];
  /** The attributes that an element says, or null if it is something else. */
  fromHtml(element: HtmlElement, type: NodeType): Attrs | null;
  /** The node in Markdown, or null where Markdown cannot say it. Left out: never. */
  toMarkdown?(node: Node, writer: MarkdownWriter): RootContent[] | null;
  /** Whether, where Markdown cannot say the node, its tags may stand around blocks that are Markdown. */
  readonly wraps?: boolean;
  /** An atom in Markdown. */
  toPhrasing?(node: Node): PhrasingContent | null;
  /** Attributes from outside made safe, or null if the node is to be left out. */
  clean?(attributes: Attrs, type: NodeType): Attrs | null;
  /** An atom in plain text. */
  toText?(node: Node): string;
}

/** What an element says about a mark: its attributes, that it ends here, or nothing. */
export type MarkReading = Attrs | "off" | null;

/** A mark type in the formats. */
export interface MarkEntry {
  readonly type: string;
  /** As in `NodeEntry`. */
  readonly says: readonly string[];
  toHtml(mark: Mark): Tag;
  fromHtml(element: HtmlElement, style: ReadonlyMap<string, string>, type: MarkType): MarkReading;
  /** Whether Markdown takes the text under this mark as it is. */
  readonly verbatim?: boolean;
  /** The mark around Markdown, or null for HTML tags. */
  toMarkdown?(mark: Mark, children: PhrasingContent[]): PhrasingContent | null;
  clean?(attributes: Attrs): Attrs | null;
}

/** A tag. */
export function tag(name: string, attributes: Tag["attributes"] = {}): Tag {
  return { name, attributes };
}

/** An attribute's value as text, or null. */
export function textAttribute(attributes: Attrs, name: string): string | null {
  const value: unknown = attributes[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

/** The first of some names under which a type has an attribute. */
export function attributeName(type: NodeType | MarkType, names: readonly string[]): string | null {
  return names.find((name) => Object.hasOwn(type.spec.attrs ?? {}, name)) ?? null;
}
