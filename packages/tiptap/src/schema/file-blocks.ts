/**
 * Pictures and attachments: blocks that name a file by the SHA-256 of its bytes (`hash`) and say what is known of it. The
 * bytes are kept elsewhere, by `@weft/sync` and the server. A picture from another program may have an address (`src`)
 * and no hash.
 */
import { type Attribute, mergeAttributes, Node } from "@tiptap/core";
import { attributesOf } from "./unknown-nodes.ts";

/** What both kinds say of their file; `size` in bytes, `type` as a media type. */
const fileAttributes = {
  hash: attribute("string|null"),
  name: attribute("string|null"),
  type: attribute("string|null"),
  size: attribute("number|null"),
};

/** A picture. `width` and `height` are those of the file, in pixels, so that its room is there before it is. */
export const Image = Node.create({
  name: "image",
  group: "block itemHead",
  atom: true,
  draggable: false,
  addAttributes: () => ({
    ...fileAttributes,
    src: attribute("string|null"),
    alt: attribute("string|null"),
    title: attribute("string|null"),
    width: attribute("number|null"),
    height: attribute("number|null"),
  }),
  parseHTML: () => [{ tag: "img[data-weft-attributes]", getAttrs: readAttributes }],
  renderHTML: ({ node }) => ["img", mergeAttributes(saidByElement(node.attrs), travelling(node.attrs))],
  renderText: ({ node }) => textOf(node.attrs.alt),
});

/** Any other file, shown by its name. */
export const Attachment = Node.create({
  name: "attachment",
  group: "block itemHead",
  atom: true,
  draggable: false,
  addAttributes: () => fileAttributes,
  parseHTML: () => [{ tag: "div[data-type=attachment]", getAttrs: readAttributes }],
  renderHTML: ({ node }) => [
    "div",
    mergeAttributes({ "data-type": "attachment" }, travelling(node.attrs)),
    textOf(node.attrs.name),
  ],
  renderText: ({ node }) => textOf(node.attrs.name),
});

function attribute(validate: string): Attribute & { readonly validate: string } {
  return { default: null, validate, rendered: false };
}

/** HTML's own attributes of a picture, for other programs. */
function saidByElement(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { src, alt, title, width, height } = attributes;
  return { src, alt, title, width, height };
}

/** The attribute in which `@weft/interchange` looks for what HTML does not say. */
function travelling(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { hash, name, type, size } = attributes;
  return { "data-weft-attributes": JSON.stringify({ hash, name, type, size }) };
}

/** What an element says of its file: a picture in HTML's own attributes too. */
function readAttributes(element: HTMLElement): Record<string, unknown> {
  if (element.localName !== "img") return attributesOf(element);
  const said = (name: string): string | null => element.getAttribute(name);
  return {
    alt: said("alt"),
    title: said("title"),
    width: Number(said("width")) || null,
    height: Number(said("height")) || null,
    ...attributesOf(element),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
