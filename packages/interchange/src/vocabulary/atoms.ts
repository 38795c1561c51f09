/** Things in a line or of their own: line breaks, images, attachments, mentions. */
import type { HtmlElement } from "../html/html-tree.ts";
import { textOf } from "../html/html-tree.ts";
import { safeImage } from "../html/safe-address.ts";
import { type NodeEntry, tag, textAttribute } from "./entry.ts";
import { readFurther } from "./foreign.ts";

export const hardBreak: NodeEntry = {
  type: "hardBreak",
  says: [],
  elements: ["br"],
  toHtml: () => ({ tags: [tag("br")] }),
  fromHtml: () => ({}),
  toText: () => "\n",
};

export const image: NodeEntry = {
  type: "image",
  says: ["src", "alt", "title", "width", "height"],
  elements: ["img"],
  toHtml: (node) => ({
    tags: [
      tag("img", {
        src: safeImage(textAttribute(node.attrs, "src") ?? ""),
        alt: textAttribute(node.attrs, "alt"),
        title: textAttribute(node.attrs, "title"),
        width: textAttribute(node.attrs, "width"),
        height: textAttribute(node.attrs, "height"),
      }),
    ],
  }),
  fromHtml(element) {
    const src = safeImage(element.attribute("src") ?? "");
    // A file of ours is named by its hash, and that travels beside what HTML says.
    if (src === null && !namesFile(element)) return null;
    return {
      src,
      alt: element.attribute("alt"),
      title: element.attribute("title"),
      width: pixels(element.attribute("width")),
      height: pixels(element.attribute("height")),
    };
  },
  toMarkdown(node, writer) {
    const said =
      writer.saysAll(node, ["src", "alt", "title"]) && !node.isInline ? markdownImage(node.attrs) : null;
    return said && [{ type: "paragraph", children: [said] }];
  },
  toPhrasing: (node) =>
    isDefault(node.attrs.width) && isDefault(node.attrs.height) ? markdownImage(node.attrs) : null,
  clean(attributes) {
    if (attributes.src === null || attributes.src === undefined) return attributes;
    const src = safeImage(String(attributes.src));
    return src === null ? null : { ...attributes, src };
  },
  toText: (node) => textAttribute(node.attrs, "alt") ?? "",
};

export const attachment: NodeEntry = {
  type: "attachment",
  says: ["name"],
  elements: ["div"],
  toHtml: (node) => ({
    tags: [tag("div", { "data-type": "attachment" })],
    text: textAttribute(node.attrs, "name") ?? "",
  }),
  fromHtml: (element) =>
    element.attribute("data-type") === "attachment" ? { name: textOf(element) || null } : null,
  toText: (node) => textAttribute(node.attrs, "name") ?? "",
};

export const mention: NodeEntry = {
  type: "mention",
  says: ["id", "label"],
  elements: ["span", "a"],
  toHtml(node) {
    const id = textAttribute(node.attrs, "id");
    const label = textAttribute(node.attrs, "label");
    return {
      tags: [tag("span", { "data-type": "mention", "data-id": id, "data-label": label })],
      text: `@${label ?? id ?? ""}`,
    };
  },
  fromHtml: (element) => (isMention(element) ? mentionOf(element) : null),
  toText: (node) => `@${textAttribute(node.attrs, "label") ?? textAttribute(node.attrs, "id") ?? ""}`,
};

function namesFile(element: HtmlElement): boolean {
  const { hash } = readFurther(element);
  return typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash);
}

function isMention(element: HtmlElement): boolean {
  return element.attribute("data-type") === "mention";
}

function mentionOf(element: HtmlElement): { id: string | null; label: string | null } {
  const id = element.attribute("data-id");
  const label = element.attribute("data-label");
  return { id: id ?? label ?? textOf(element).replace(/^@/, ""), label };
}

function markdownImage(attributes: Readonly<Record<string, unknown>>) {
  const url = safeImage(textAttribute(attributes, "src") ?? "");
  const alt = textAttribute(attributes, "alt");
  const title = textAttribute(attributes, "title");
  if (url === null || title === "" || alt === null || /^\s|\s$|[\s]{2}/.test(alt)) return null;
  return { type: "image" as const, url, alt, title };
}

function isDefault(value: unknown): boolean {
  return value === undefined || value === null;
}

function pixels(value: string | null): number | null {
  const number = Number.parseInt(value ?? "", 10);
  return number > 0 && number < 100_000 ? number : null;
}
