/** Quotes, callouts, and details that open and close. */
import { Fragment } from "@tiptap/pm/model";
import type { RootContent } from "mdast";
import { type HtmlElement, textOf } from "../html/html-tree.ts";
import { attributeName, type NodeEntry, tag, textAttribute } from "./entry.ts";

export const blockquote: NodeEntry = {
  type: "blockquote",
  says: [],
  elements: ["blockquote"],
  toHtml: () => ({ tags: [tag("blockquote")] }),
  fromHtml: () => ({}),
  toMarkdown: (node, writer) =>
    writer.saysAll(node, []) && !beginsLikeAlert(node.textContent)
      ? [{ type: "blockquote", children: writer.blocks(node) }]
      : null,
  wraps: true,
};

const kindNames = ["kind", "type", "variant", "tone"];

/** GitHub's five alerts; a callout of another kind is HTML. */
const alertKinds = new Set(["note", "tip", "important", "warning", "caution"]);

export const callout: NodeEntry = {
  type: "callout",
  says: kindNames,
  elements: ["aside", "div", "blockquote"],
  toHtml: (node) => ({
    tags: [
      tag("aside", {
        "data-callout": textAttribute(node.attrs, attributeName(node.type, kindNames) ?? "") ?? "",
      }),
    ],
  }),
  fromHtml(element, type) {
    const kind = element.attribute("data-callout") ?? alertOf(element);
    const name = attributeName(type, kindNames);
    if (kind === null) return null;
    return name === null || kind === "" ? {} : { [name]: kind };
  },
  toMarkdown(node, writer) {
    const name = attributeName(node.type, kindNames);
    const kind = name === null ? null : textAttribute(node.attrs, name);
    if (kind === null || !alertKinds.has(kind) || !writer.saysAll(node, kindNames)) return null;
    const sign = `[!${kind.toUpperCase()}]`;
    const [first, ...others] = writer.blocks(node);
    const head: RootContent =
      first?.type === "paragraph"
        ? { type: "paragraph", children: [{ type: "html", value: `${sign}\n` }, ...first.children] }
        : { type: "html", value: sign };
    const body = first && head.type === "html" ? [first, ...others] : others;
    return [{ type: "blockquote", children: [head, ...body] }];
  },
  wraps: true,
};

export const details: NodeEntry = {
  type: "details",
  says: ["open"],
  elements: ["details"],
  toHtml: (node) => ({ tags: [tag("details", { open: node.attrs.open === true ? "" : null })] }),
  fromHtml: (element) => ({ open: element.attributes.has("open") }),
  clean: (attributes) => ({ ...attributes, open: attributes.open === true }),
  toMarkdown(node, writer) {
    const [summary, ...blocks] = node.content.content;
    if (!summary?.isTextblock || !writer.saysAll(node, ["open"]) || !writer.saysAll(summary, [])) return null;
    const content = blocks[0]?.type.name === "detailsContent" ? blocks[0] : node.copy(Fragment.from(blocks));
    if (!writer.saysAll(content, content.type === node.type ? ["open"] : [])) return null;
    const open = writer.openTag(tag("details", { open: node.attrs.open === true ? "" : null }));
    return [
      { type: "html", value: `${open}<summary>${writer.lineHtml(summary)}</summary>` },
      ...writer.blocks(content),
      { type: "html", value: "</details>" },
    ];
  },
};

export const detailsSummary: NodeEntry = {
  type: "detailsSummary",
  says: [],
  elements: ["summary"],
  toHtml: () => ({ tags: [tag("summary")] }),
  fromHtml: () => ({}),
};

export const detailsContent: NodeEntry = {
  type: "detailsContent",
  says: [],
  elements: ["div"],
  toHtml: () => ({ tags: [tag("div", { "data-type": "detailsContent" })] }),
  fromHtml: (element) => (element.attribute("data-type") === "detailsContent" ? {} : null),
};

/** Whether a quote of this text would be read as an alert. */
function beginsLikeAlert(text: string): boolean {
  return /^\s*\[!\w+\]/.test(text);
}

/** The kind of an alert as GitHub shows one: a class of its own on a division. */
function alertOf(element: HtmlElement): string | null {
  const kind = /(?:^|\s)markdown-alert-(\w+)/.exec(element.attribute("class") ?? "")?.[1];
  return kind !== undefined && alertKinds.has(kind) && textOf(element) !== "" ? kind : null;
}
