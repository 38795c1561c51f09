/**
 * A document as HTML that means what the document means: headings, lists, `<strong>`. What HTML has no element for
 * is in attributes of ours, so that `readHtml` gives the same document again.
 */
import type { Mark, Node } from "@tiptap/pm/model";
import type { Tag } from "../vocabulary/entry.ts";
import { tag } from "../vocabulary/entry.ts";
import { foreignMarkTag, foreignTag } from "../vocabulary/foreign.ts";
import { furtherAttributes, Vocabulary } from "../vocabulary/vocabulary.ts";
import { escapeAttribute, escapeText } from "./escape.ts";
import { keptSpaces, Spaces } from "./spaces.ts";

/** How text is written: as in a page, or so that it can stand inside Markdown. */
export type TextEscape = (text: string) => string;

/** The content of a document as HTML, without `<html>` and `<body>`. Addresses with dangerous schemes are left out. */
export function writeHtml(doc: Node): string {
  return new HtmlWriter(doc, escapeText).children(doc);
}

const withoutEnd = new Set(["br", "hr", "img", "input"]);

/** An opening tag. */
export function openTag({ name, attributes }: Tag): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === null ? "" : ` ${key}="${escapeAttribute(value)}"`,
  );
  return `<${name}${written.join("")}>`;
}

/** A closing tag, empty for elements that have none. */
export function closeTag({ name }: Tag): string {
  return withoutEnd.has(name) ? "" : `</${name}>`;
}

/** Writes nodes of one schema. */
export class HtmlWriter {
  private readonly vocabulary: Vocabulary;
  private readonly escapeText: TextEscape;

  constructor(node: Node, textEscape: TextEscape) {
    this.vocabulary = Vocabulary.of(node.type.schema);
    this.escapeText = textEscape;
  }

  /** A node with its tags. */
  node(node: Node): string {
    const entry = this.vocabulary.node(node.type.name);
    if (!entry) {
      const outer = foreignTag(node);
      return `${openTag(outer)}${this.children(node)}${closeTag(outer)}`;
    }
    const shape = entry.toHtml(node);
    const tags = withFurther(shape.tags, node, entry.says);
    const content = shape.text === undefined ? this.children(node) : this.escapeText(shape.text);
    const ends = tags.toReversed().map(closeTag);
    return [...tags.map(openTag), shape.lead ?? "", content, this.escapeText(shape.end ?? ""), ...ends].join(
      "",
    );
  }

  /** The tag around a node, if there is exactly one. */
  outerTag(node: Node): Tag | null {
    const entry = this.vocabulary.node(node.type.name);
    if (!entry) return foreignTag(node);
    const tags = withFurther(entry.toHtml(node).tags, node, entry.says);
    return tags.length === 1 ? (tags[0] ?? null) : null;
  }

  /** What is inside a node. */
  children(node: Node): string {
    if (!node.inlineContent) return node.content.content.map((child) => this.node(child)).join("");
    const parts: string[] = [];
    const open: { readonly mark: Mark; readonly tag: Tag }[] = [];
    const close = (kept: number) => {
      for (const { tag: closed } of open.splice(kept).reverse()) parts.push(closeTag(closed));
    };
    const spaces = new Spaces(node);
    for (const [index, child] of node.content.content.entries()) {
      const kept = open.findIndex(({ mark }, at) => !child.marks[at]?.eq(mark));
      if (kept >= 0) close(kept);
      for (const mark of child.marks.slice(open.length)) {
        const opened = this.markTag(mark);
        open.push({ mark, tag: opened });
        parts.push(openTag(opened));
      }
      parts.push(child.isText ? this.text(spaces, index, child.text ?? "") : this.node(child));
    }
    close(0);
    // A break at the end of a block shows nothing in HTML; a second one makes it count.
    if (isBreak(node.lastChild)) parts.push("<br>");
    return parts.join("");
  }

  /** The tag of a mark. */
  markTag(mark: Mark): Tag {
    const entry = this.vocabulary.mark(mark.type.name);
    return entry
      ? (withFurther([entry.toHtml(mark)], mark, entry.says)[0] ?? tag("span"))
      : foreignMarkTag(mark);
  }

  private text(spaces: Spaces, index: number, text: string): string {
    return spaces
      .split(index, text)
      .map((piece) => (piece.isKept ? keptSpaces(this.escapeText(piece.text)) : this.escapeText(piece.text)))
      .join("");
  }
}

function isBreak(node: Node | null): boolean {
  return node?.type.name === "hardBreak";
}

function withFurther(tags: readonly Tag[], shown: Node | Mark, said: readonly string[]): readonly Tag[] {
  const further = furtherAttributes(shown, said);
  const [first, ...inner] = tags;
  if (!first || !further) return tags;
  return [
    { ...first, attributes: { ...first.attributes, "data-weft-attributes": JSON.stringify(further) } },
    ...inner,
  ];
}
