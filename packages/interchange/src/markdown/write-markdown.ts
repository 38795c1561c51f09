/**
 * A document as GitHub's Markdown. What Markdown cannot say is HTML in it: a tag around text, or a whole block.
 * `readMarkdown` gives the same document again.
 */
import type { Node } from "@tiptap/pm/model";
import type { BlockContent, DefinitionContent, PhrasingContent, RootContent } from "mdast";
import { toMarkdown } from "mdast-util-to-markdown";
import { escapeForMarkdown } from "../html/escape.ts";
import { closeTag, HtmlWriter, openTag } from "../html/write-html.ts";
import type { MarkdownWriter, Tag } from "../vocabulary/entry.ts";
import { foreignTag } from "../vocabulary/foreign.ts";
import { furtherAttributes, Vocabulary } from "../vocabulary/vocabulary.ts";
import { writingSyntax } from "./markdown-syntax.ts";
import { LineWriter } from "./write-line.ts";

/** The whole document; ends with a line end unless it is empty. */
export function writeMarkdown(doc: Node): string {
  const writer = new BlockWriter(doc);
  const markdown = toMarkdown({ type: "root", children: writer.blocks(doc) }, writingSyntax());
  // At the very beginning of a file it would be a sign of the encoding.
  return markdown.replace(/^\ufeff/, "&#xFEFF;");
}

class BlockWriter implements MarkdownWriter {
  private readonly vocabulary: Vocabulary;
  private readonly html: HtmlWriter;
  private readonly lines: LineWriter;

  constructor(doc: Node) {
    this.vocabulary = Vocabulary.of(doc.type.schema);
    this.html = new HtmlWriter(doc, escapeForMarkdown);
    this.lines = new LineWriter(this.vocabulary, this.html);
  }

  blocks(node: Node): (BlockContent | DefinitionContent)[] {
    return node.content.content.flatMap((child) => this.block(child)).filter(isBlockContent);
  }

  line(node: Node, breaks: "lines" | "tags"): PhrasingContent[] {
    return this.lines.write(node, breaks);
  }

  lineHtml(node: Node): string {
    return this.html.children(node);
  }

  openTag(tag: Tag): string {
    return openTag(tag);
  }

  saysAll(node: Node, names: readonly string[]): boolean {
    return furtherAttributes(node, names) === null;
  }

  private block(node: Node): RootContent[] {
    const entry = this.vocabulary.node(node.type.name);
    const said = entry?.toMarkdown?.(node, this);
    if (said) return said;
    const isContainer = !node.isTextblock && !node.isLeaf;
    const wraps = entry ? entry.wraps === true : isContainer;
    const outer = entry ? this.html.outerTag(node) : foreignTag(node);
    if (!wraps || !outer) return [{ type: "html", value: this.html.node(node) }];
    return [
      { type: "html", value: openTag(outer) },
      ...this.blocks(node),
      { type: "html", value: closeTag(outer) },
    ];
  }
}

const blockTypes = new Set([
  "blockquote",
  "code",
  "heading",
  "html",
  "list",
  "paragraph",
  "table",
  "thematicBreak",
  "definition",
]);

function isBlockContent(node: RootContent): node is BlockContent | DefinitionContent {
  return blockTypes.has(node.type);
}
