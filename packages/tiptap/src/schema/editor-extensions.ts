/**
 * The editor's own schema: Tiptap's extensions under Tiptap's names, with two changes that merges need.
 *
 * - A list item begins with anything but a list (Tiptap: with a paragraph), so that a heading or a code block
 *   that a merge brought to its head needs no repair.
 * - A link does not grow: text typed at its end is not part of it.
 *
 * History is not among them. Undo belongs to the document, see `Collaboration`.
 */
import type { Extensions } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Code } from "@tiptap/extension-code";
import { CodeBlock } from "@tiptap/extension-code-block";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { HorizontalRule } from "@tiptap/extension-horizontal-rule";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { UnknownAtom, UnknownBlock, UnknownContainer, UnknownMark } from "./unknown-nodes.ts";

/** Blocks that may stand first in a list item. */
const head = "block itemHead";

/**
 * The extensions of the Weft editor, in the order in which Tiptap is to take them. For a schema alone:
 * `getSchema(editorExtensions())`. Links open on no click and take no other protocols than Tiptap's safe ones.
 */
export function editorExtensions(): Extensions {
  return [
    Document,
    Paragraph.extend({ group: head }),
    Text,
    Heading.extend({ group: head }).configure({ levels: [1, 2, 3] }),
    BulletList,
    OrderedList,
    ListItem.extend({ content: "itemHead block*" }),
    ListKeymap,
    Blockquote.extend({ group: head }),
    CodeBlock.extend({ group: head }),
    HorizontalRule.extend({ group: head }),
    HardBreak,
    Bold,
    Italic,
    Strike,
    Underline,
    Code,
    Link.extend({ inclusive: false }).configure({
      openOnClick: false,
      defaultProtocol: "https",
      HTMLAttributes: { target: "_blank", rel: "noopener noreferrer nofollow", class: null },
    }),
    UnknownBlock,
    UnknownContainer,
    UnknownAtom,
    UnknownMark,
  ];
}
