/**
 * mdast as HTML that `readHtml` understands. Unlike a page made from Markdown it keeps every space of the text.
 * Not recursive: Markdown nests as deep as it likes.
 */
import { unreachable } from "@weft/base";
import type { Association, Definition, ListItem, Nodes, Parents, Root } from "mdast";
import { escapeAttribute, escapeText } from "../html/escape.ts";

/** What the reading schema has. */
export interface MdastReading {
  /** Whether quotes that begin with `[!NOTE]` or its like are callouts. */
  readonly alerts: boolean;
}

/** The HTML of a tree. */
export function mdastToHtml(root: Root, reading: MdastReading): string {
  return new HtmlOfMdast(root, reading).html();
}

/** What is written around and inside a node. */
interface Written {
  readonly open: string;
  readonly children: readonly Nodes[];
  readonly close: string;
}

class HtmlOfMdast {
  private readonly root: Root;
  private readonly reading: MdastReading;
  private readonly headers = new Set<Nodes>();
  private readonly definitions = new Map<string, Definition>();

  constructor(root: Root, reading: MdastReading) {
    this.root = root;
    this.reading = reading;
    const nodes: Nodes[] = [root];
    for (let node = nodes.pop(); node; node = nodes.pop()) {
      if (node.type === "definition" && !this.definitions.has(keyOf(node)))
        this.definitions.set(keyOf(node), node);
      if ("children" in node) for (const child of node.children) nodes.push(child);
    }
  }

  html(): string {
    const parts: string[] = [];
    const todo: (Nodes | string)[] = [this.root];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (typeof next === "string") {
        parts.push(next);
        continue;
      }
      const { open, children, close } = this.written(next);
      parts.push(open);
      todo.push(close);
      for (let index = children.length - 1; index >= 0; index--) {
        const child = children[index];
        if (child) todo.push(child);
      }
    }
    return parts.join("");
  }

  private written(node: Nodes): Written {
    switch (node.type) {
      case "root":
        return around("", node, "");
      case "paragraph":
        return around("<p>", node, "</p>");
      case "heading":
        return around(`<h${node.depth}>`, node, `</h${node.depth}>`);
      case "blockquote":
        return this.quote(node);
      case "list":
        return around(
          node.ordered ? `<ol start="${node.start ?? 1}">` : "<ul>",
          node,
          node.ordered ? "</ol>" : "</ul>",
        );
      case "listItem":
        return around(itemTag(node), node, "</li>");
      case "code":
        return leaf(`<pre${languageAttribute(node.lang)}><code>${escapeText(node.value)}\n</code></pre>`);
      case "thematicBreak":
        return leaf("<hr>");
      case "html":
        return leaf(node.value);
      case "table":
        for (const cell of node.children[0]?.children ?? []) this.headers.add(cell);
        return around("<table>", node, "</table>");
      case "tableRow":
        return around("<tr>", node, "</tr>");
      case "tableCell":
        return this.headers.has(node) ? around("<th>", node, "</th>") : around("<td>", node, "</td>");
      default:
        return this.phrasing(node);
    }
  }

  private phrasing(node: Exclude<Nodes, { type: "root" }>): Written {
    switch (node.type) {
      case "text":
        return leaf(textWithSpaces(node.value));
      case "strong":
        return around("<strong>", node, "</strong>");
      case "emphasis":
        return around("<em>", node, "</em>");
      case "delete":
        return around("<s>", node, "</s>");
      case "inlineCode":
        return leaf(`<code data-weft-space>${escapeText(node.value)}</code>`);
      case "break":
        return leaf("<br>");
      case "link":
        return around(linkTag(node.url, node.title), node, "</a>");
      case "image":
        return leaf(imageTag({ url: node.url, title: node.title, alt: node.alt }));
      case "linkReference": {
        const definition = this.definitions.get(keyOf(node));
        return definition
          ? around(linkTag(definition.url, definition.title), node, "</a>")
          : around("", node, "");
      }
      case "imageReference": {
        const definition = this.definitions.get(keyOf(node));
        return leaf(imageTag({ url: definition?.url ?? "", title: definition?.title, alt: node.alt }));
      }
      case "definition":
      case "yaml":
      case "footnoteDefinition":
      case "footnoteReference":
        return leaf("");
      case "blockquote":
      case "code":
      case "heading":
      case "html":
      case "list":
      case "listItem":
      case "paragraph":
      case "table":
      case "tableCell":
      case "tableRow":
      case "thematicBreak":
        return leaf("");
      default:
        return unreachable(node);
    }
  }

  /** A quote, or a callout: a quote whose first line is GitHub's sign for one. */
  private quote(node: Extract<Nodes, { type: "blockquote" }>): Written {
    const [first, ...others] = node.children;
    const text = first?.type === "paragraph" ? first.children[0] : undefined;
    const sign =
      text?.type === "text"
        ? /^\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)/i.exec(text.value)
        : null;
    if (!this.reading.alerts || !sign || first?.type !== "paragraph" || text?.type !== "text") {
      return around("<blockquote>", node, "</blockquote>");
    }
    const rest = text.value.slice(sign[0].length);
    const line = [...(rest === "" ? [] : [{ ...text, value: rest }]), ...first.children.slice(1)];
    const children = line.length > 0 ? [{ ...first, children: line }, ...others] : others;
    return { open: `<aside data-callout="${sign[1]?.toLowerCase()}">`, children, close: "</aside>" };
  }
}

function leaf(html: string): Written {
  return { open: html, children: [], close: "" };
}

function around(open: string, node: Parents, close: string): Written {
  return { open, children: node.children, close };
}

/** Reference keys are matched without regard to case. */
function keyOf(node: Association): string {
  return node.identifier.toUpperCase();
}

/** Spaces that stand together, and tabs, as they are; a line's end is a space. */
function textWithSpaces(text: string): string {
  return escapeText(text).replace(/ {2,}|\t[ \t]*/g, (spaces) => `<span data-weft-space>${spaces}</span>`);
}

function itemTag(node: ListItem): string {
  return typeof node.checked === "boolean"
    ? `<li data-type="taskItem" data-checked="${node.checked}">`
    : "<li>";
}

function languageAttribute(language: string | null | undefined): string {
  return language ? ` data-language="${escapeAttribute(language)}"` : "";
}

function linkTag(url: string, title: string | null | undefined): string {
  return `<a href="${escapeAttribute(url)}"${titleAttribute(title)}>`;
}

function imageTag(image: {
  url: string;
  title: string | null | undefined;
  alt: string | null | undefined;
}): string {
  const { url, title, alt } = image;
  return `<img src="${escapeAttribute(url)}" alt="${escapeAttribute(alt ?? "")}"${titleAttribute(title)}>`;
}

function titleAttribute(title: string | null | undefined): string {
  return title ? ` title="${escapeAttribute(title)}"` : "";
}
