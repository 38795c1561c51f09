/** Things in a line or of their own that have no text: somebody's name, and a widget that a later version draws. */
import { mergeAttributes, Node } from "@tiptap/core";
import { attributesOf } from "./unknown-nodes.ts";

/** Somebody named in the text. `id` says who, `label` how they were called. */
export const Mention = Node.create({
  name: "mention",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  addAttributes: () => ({
    id: {
      default: null,
      validate: "string|null",
      parseHTML: (element: HTMLElement) => element.getAttribute("data-id"),
      renderHTML: ({ id }) => ({ "data-id": id }),
    },
    label: {
      default: null,
      validate: "string|null",
      parseHTML: (element: HTMLElement) => element.getAttribute("data-label"),
      renderHTML: ({ label }) => ({ "data-label": label }),
    },
  }),
  parseHTML: () => [{ tag: "span[data-type=mention]" }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "span",
    mergeAttributes(HTMLAttributes, { "data-type": "mention", class: "weft-mention" }),
    mentionText(node.attrs),
  ],
  renderText: ({ node }) => mentionText(node.attrs),
});

function mentionText({ id, label }: Record<string, unknown>): string {
  return `@${typeof label === "string" ? label : typeof id === "string" ? id : ""}`;
}

/** A widget: `type` says which, `attributes` are its own. Both stay as they are, whatever is not known of them here. */
export const Embed = Node.create({
  name: "embed",
  group: "block itemHead",
  atom: true,
  draggable: true,
  addAttributes: () => ({
    type: { default: "", validate: "string", rendered: false },
    attributes: { default: {}, rendered: false },
  }),
  parseHTML: () => [
    {
      tag: "div[data-weft-unknown=block][data-weft-type=embed]",
      priority: 60,
      getAttrs: attributesOf,
    },
  ],
  renderHTML: ({ node }) => [
    "div",
    {
      "data-weft-unknown": "block",
      "data-weft-type": "embed",
      "data-weft-attributes": JSON.stringify(node.attrs),
      "data-embed": String(node.attrs.type || "widget"),
      class: "weft-embed",
    },
  ],
});
