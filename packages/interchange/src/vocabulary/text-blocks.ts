/** Blocks of text, and blocks without any: paragraph, heading, code block, rule. */
import type { NodeType } from "@tiptap/pm/model";
import { type HtmlElement, textOf } from "../html/html-tree.ts";
import { type NodeEntry, tag, textAttribute } from "./entry.ts";

export const paragraph: NodeEntry = {
  type: "paragraph",
  says: [],
  elements: ["p"],
  toHtml: () => ({ tags: [tag("p")] }),
  fromHtml: () => ({}),
  toMarkdown: (node, writer) =>
    node.content.size > 0 && writer.saysAll(node, [])
      ? [{ type: "paragraph", children: writer.line(node, "lines") }]
      : null,
};

/** Headings deeper than the schema's deepest are read as that. */
export const heading: NodeEntry = {
  type: "heading",
  says: ["level"],
  elements: ["h1", "h2", "h3", "h4", "h5", "h6"],
  toHtml: (node) => ({ tags: [tag(`h${levelWithin(node.attrs.level, 6)}`)] }),
  fromHtml: (element, type) => ({ level: levelWithin(Number(element.name.slice(1)), deepestLevel(type)) }),
  toMarkdown(node, writer) {
    const depth = levelWithin(node.attrs.level, 6);
    if (node.attrs.level !== depth || !writer.saysAll(node, ["level"])) return null;
    return [{ type: "heading", depth, children: writer.line(node, "tags") }];
  },
  clean: (attributes, type) => ({ ...attributes, level: levelWithin(attributes.level, deepestLevel(type)) }),
};

/** A language is one word without backticks. */
export const codeBlock: NodeEntry = {
  type: "codeBlock",
  says: ["language"],
  elements: ["pre", "listing", "xmp"],
  toHtml: (node) => ({
    tags: [tag("pre"), tag("code", { class: languageClass(textAttribute(node.attrs, "language")) })],
    end: "\n",
  }),
  fromHtml: (element) => ({ language: languageOf(element) }),
  toMarkdown(node, writer) {
    const language = textAttribute(node.attrs, "language");
    if (!writer.saysAll(node, ["language"]) || (language !== null && !/^[\w+#./-]+$/.test(language)))
      return null;
    return [{ type: "code", lang: language, value: node.textContent }];
  },
};

export const horizontalRule: NodeEntry = {
  type: "horizontalRule",
  says: [],
  elements: ["hr"],
  toHtml: () => ({ tags: [tag("hr")] }),
  fromHtml: () => ({}),
  toMarkdown: (node, writer) => (writer.saysAll(node, []) ? [{ type: "thematicBreak" }] : null),
};

type Level = 1 | 2 | 3 | 4 | 5 | 6;
const levels: readonly Level[] = [1, 2, 3, 4, 5, 6];

function levelWithin(level: unknown, deepest: number): Level {
  return levels[Math.min(Math.max(1, Math.floor(Number(level)) || 1), deepest) - 1] ?? 1;
}

/** The deepest heading that a schema's own HTML rules name. */
function deepestLevel(type: NodeType): number {
  const named = (type.spec.parseDOM ?? []).map(
    (rule) => /^h([1-6])$/.exec("tag" in rule ? rule.tag : "")?.[1],
  );
  return Math.max(0, ...named.map((digit) => Number(digit ?? 0))) || 6;
}

function languageClass(language: string | null): string | null {
  return language === null ? null : `language-${language}`;
}

function languageOf(element: HtmlElement): string | null {
  for (const candidate of [element, ...element.children()]) {
    if (candidate.kind !== "element") continue;
    const own = candidate.attribute("data-language");
    if (own !== null) return own;
    const named = /(?:^|\s)lang(?:uage)?-(.*)$/s.exec(candidate.attribute("class") ?? "")?.[1];
    if (named !== undefined) return named;
    if (textOf(candidate).trim() !== "" && candidate !== element) break;
  }
  return null;
}
