/**
 * What this client shows for content that a newer client wrote: boxes that are read, selected and moved as a
 * whole, and never changed. The names of the newer client travel in attributes, so that nothing is lost on the
 * way through the editor.
 */
import { Mark, mergeAttributes, Node } from "@tiptap/core";

const dataType = "data-weft-type";
const dataAttributes = "data-weft-attributes";

/** `type` is the foreign name, `attributes` what the model holds for it. */
function foreignAttributes() {
  return {
    type: {
      default: "",
      parseHTML: (element: HTMLElement) => element.getAttribute(dataType) ?? "",
      renderHTML: (attributes: Record<string, unknown>) => ({ [dataType]: attributes.type }),
    },
    attributes: {
      default: {},
      parseHTML: attributesOf,
      renderHTML: (attributes: Record<string, unknown>) => ({
        [dataAttributes]: JSON.stringify(attributes.attributes),
      }),
    },
  };
}

/** What an element says in `data-weft-attributes`. HTML is foreign: what is not a record reads as an empty one. */
export function attributesOf(element: HTMLElement): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(element.getAttribute(dataAttributes) ?? "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A block of a type that this client does not know, with its text, read-only. */
export const UnknownBlock = Node.create({
  name: "unknownBlock",
  priority: 1,
  group: "block itemHead",
  content: "inline*",
  atom: true,
  isolating: true,
  defining: true,
  draggable: true,
  addAttributes: foreignAttributes,
  parseHTML: () => [{ tag: "div[data-weft-unknown=block]" }],
  renderHTML: ({ HTMLAttributes }) => [
    "div",
    mergeAttributes(HTMLAttributes, { "data-weft-unknown": "block", class: "weft-unknown-block" }),
    ["span", { class: "weft-unknown-content" }, 0],
  ],
});

/** A container of a type that this client does not know. What it holds is edited as usual. */
export const UnknownContainer = Node.create({
  name: "unknownContainer",
  priority: 1,
  group: "block itemHead",
  content: "block+",
  defining: true,
  addAttributes: foreignAttributes,
  parseHTML: () => [{ tag: "div[data-weft-unknown=container]" }],
  renderHTML: ({ HTMLAttributes }) => [
    "div",
    mergeAttributes(HTMLAttributes, { "data-weft-unknown": "container", class: "weft-unknown-container" }),
    0,
  ],
});

/** An inline atom of a type that this client does not know. */
export const UnknownAtom = Node.create({
  name: "unknownAtom",
  priority: 1,
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: foreignAttributes,
  parseHTML: () => [{ tag: "span[data-weft-unknown=atom]" }],
  renderHTML: ({ HTMLAttributes }) => [
    "span",
    mergeAttributes(HTMLAttributes, { "data-weft-unknown": "atom", class: "weft-unknown-atom" }),
  ],
});

/** A mark of a type that this client does not know. Several stand beside one another on one text, by type and id. */
export const UnknownMark = Mark.create({
  name: "unknownMark",
  priority: 1,
  excludes: "",
  addAttributes: () => ({ ...foreignAttributes(), id: { default: null, rendered: false } }),
  parseHTML: () => [{ tag: "span[data-weft-unknown=mark]" }],
  renderHTML: ({ HTMLAttributes }) => [
    "span",
    mergeAttributes(HTMLAttributes, { "data-weft-unknown": "mark" }),
    0,
  ],
});
