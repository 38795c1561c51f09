/** Lists and their items. */
import type { Node } from "@tiptap/pm/model";
import type { ListItem, RootContent } from "mdast";
import type { HtmlElement, HtmlNode } from "../html/html-tree.ts";
import { type MarkdownWriter, type NodeEntry, tag } from "./entry.ts";

export const bulletList: NodeEntry = {
  type: "bulletList",
  says: [],
  elements: ["ul", "menu", "dir"],
  toHtml: () => ({ tags: [tag("ul")] }),
  fromHtml: () => ({}),
  toMarkdown: (node, writer) => (writer.saysAll(node, []) ? list(node, writer, null) : null),
};

const startMax = 999_999_999;

export const orderedList: NodeEntry = {
  type: "orderedList",
  says: ["start", "type"],
  elements: ["ol"],
  toHtml: (node) => ({
    tags: [
      tag("ol", {
        start:
          node.attrs.start === 1 || !Number.isInteger(node.attrs.start) ? null : String(node.attrs.start),
        type: typeof node.attrs.type === "string" ? node.attrs.type : null,
      }),
    ],
  }),
  fromHtml(element) {
    const start = Number(element.attribute("start") ?? 1);
    return { start: Number.isSafeInteger(start) ? start : 1, type: element.attribute("type") };
  },
  toMarkdown(node, writer) {
    const start: unknown = node.attrs.start ?? 1;
    const isSaid = typeof start === "number" && Number.isInteger(start) && start >= 0 && start <= startMax;
    return isSaid && writer.saysAll(node, ["start"]) ? list(node, writer, start) : null;
  },
  clean: (attributes) => ({
    ...attributes,
    start: Number.isSafeInteger(attributes.start) ? attributes.start : 1,
    type: typeof attributes.type === "string" ? attributes.type : null,
  }),
};

export const listItem: NodeEntry = {
  type: "listItem",
  says: [],
  elements: ["li"],
  toHtml: () => ({ tags: [tag("li")] }),
  fromHtml: () => ({}),
};

export const taskList: NodeEntry = {
  type: "taskList",
  says: [],
  elements: ["ul", "ol"],
  toHtml: () => ({ tags: [tag("ul", { "data-type": "taskList" })] }),
  fromHtml: (element) => (isTaskList(element) ? {} : null),
  toMarkdown: (node, writer) => (writer.saysAll(node, []) ? list(node, writer, null) : null),
};

export const taskItem: NodeEntry = {
  type: "taskItem",
  says: ["checked"],
  elements: ["li"],
  toHtml(node) {
    const checked = node.attrs.checked === true;
    return {
      tags: [tag("li", { "data-type": "taskItem", "data-checked": String(checked) })],
      lead: `<input type="checkbox" disabled${checked ? " checked" : ""}>`,
    };
  },
  fromHtml: (element) => (isTask(element) ? { checked: isChecked(element) } : null),
  clean: (attributes) => ({ ...attributes, checked: attributes.checked === true }),
};

/** A list whose items Markdown can say; a task needs text behind its box. */
function list(node: Node, writer: MarkdownWriter, start: number | null): RootContent[] | null {
  const items: ListItem[] = [];
  for (const item of node.content.content) {
    const isTaskItem = item.type.name === "taskItem";
    if (!writer.saysAll(item, isTaskItem ? ["checked"] : [])) return null;
    const head = item.firstChild;
    const isEmpty = head?.type.name === "paragraph" && head.content.size === 0;
    if (isTaskItem && (isEmpty || head?.type.name !== "paragraph" || /^\s/.test(head.textContent)))
      return null;
    const children = isEmpty && item.childCount === 1 ? [] : writer.blocks(item);
    items.push({
      type: "listItem",
      spread: !isTight(children),
      ...(isTaskItem ? { checked: item.attrs.checked === true } : {}),
      children,
    });
  }
  return [{ type: "list", ordered: start !== null, start, spread: false, children: items }];
}

/** Whether nothing but an ordinary list stands below an item's text: then no empty line is needed between them. */
function isTight(children: readonly RootContent[]): boolean {
  const [first, second] = children;
  if (!first || !second) return true;
  if (children.length > 2 || first.type !== "paragraph" || second.type !== "list") return false;
  return (second.start ?? 1) === 1 && second.children[0]?.children[0]?.type === "paragraph";
}

/** Whether a list is one of tasks: by Tiptap's sign, or because an item is a task. */
function isTaskList(element: HtmlElement): boolean {
  if (element.attribute("data-type") === "taskList") return true;
  for (const child of element.children()) {
    if (child.kind === "element" && child.name === "li" && isTask(child)) return true;
  }
  return false;
}

/** Tiptap's task, Google Docs' (`role=checkbox`), or GitHub's: an item that begins with a box. */
function isTask(element: HtmlElement): boolean {
  if (element.attribute("data-type") === "taskItem" || element.attribute("role") === "checkbox") return true;
  return checkboxOf(element) !== null;
}

function isChecked(element: HtmlElement): boolean {
  const stated = element.attribute("data-checked") ?? element.attribute("aria-checked");
  if (stated !== null) return stated === "true" || stated === "";
  return checkboxOf(element)?.attributes.has("checked") ?? false;
}

/** The box that an item begins with, at most three elements inside. */
function checkboxOf(element: HtmlElement): HtmlElement | null {
  let at: HtmlElement | null = element;
  for (let depth = 0; at && depth < 4; depth++) {
    if (at.name === "input") return at.attribute("type")?.toLowerCase() === "checkbox" ? at : null;
    let first: HtmlNode | null = at.first;
    while (first?.kind === "text" && first.value.trim() === "") first = first.next;
    at = first?.kind === "element" ? first : null;
  }
  return null;
}
