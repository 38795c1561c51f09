/** A callout: blocks that stand out, of one of the five kinds that GitHub's Markdown has. */
import { mergeAttributes, Node } from "@tiptap/core";

/** The kinds, from the mildest on. */
export const calloutKinds = ["note", "tip", "important", "warning", "caution"] as const;

/** One of the kinds. */
export type CalloutKind = (typeof calloutKinds)[number];

/** The kind that an attribute says; a note if it says none that is known here. */
export function calloutKind(value: unknown): CalloutKind {
  return calloutKinds.find((kind) => kind === value) ?? "note";
}

/** The container. A kind that is not known stays in the model and shows as a note. */
export const Callout = Node.create({
  name: "callout",
  group: "block itemHead",
  content: "block+",
  defining: true,
  addAttributes: () => ({
    kind: {
      default: "note",
      validate: "string",
      parseHTML: (element: HTMLElement) => element.getAttribute("data-callout") || "note",
      renderHTML: ({ kind }) => ({ "data-callout": calloutKind(kind) }),
    },
  }),
  parseHTML: () => [{ tag: "aside[data-callout]" }],
  renderHTML: ({ HTMLAttributes }) => [
    "aside",
    mergeAttributes(HTMLAttributes, { class: "weft-callout", role: "note" }),
    0,
  ],
});
