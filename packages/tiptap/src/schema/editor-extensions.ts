/**
 * The editor's own schema: Tiptap's extensions under Tiptap's names, with the changes that merges need.
 *
 * - A list item begins with anything but a list (Tiptap: with a paragraph), so that a heading or a code block
 *   that a merge brought to its head needs no repair.
 * - A link does not grow: text typed at its end is not part of it.
 * - Attributes say what their values have to be: others, which only a program can write, show as the default.
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
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { Callout } from "./callout.ts";
import { BackgroundColour, Highlight, TextColour } from "./colour-marks.ts";
import { Details, DetailsSummary } from "./details.ts";
import { Attachment, Image } from "./file-blocks.ts";
import { Embed, Mention } from "./inline-and-embedded.ts";
import { Comment, SuggestionDelete, SuggestionInsert } from "./keyed-marks.ts";
import { Table, TableCell, TableHeader, TableRow } from "./table.ts";
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
    Heading.extend({ group: head, addAttributes: validated({ level: "number" }) }).configure({
      levels: [1, 2, 3],
    }),
    // Before the lists, whose Tab comes first.
    Table,
    TableRow,
    TableCell,
    TableHeader,
    BulletList,
    OrderedList.extend({ addAttributes: validated({ start: "number", type: "string|null" }) }),
    ListItem.extend({ content: "itemHead block*" }),
    TaskList,
    TaskItem.extend({
      content: "itemHead block*",
      addAttributes: validated({ checked: "boolean" }),
    }).configure({ nested: true }),
    ListKeymap,
    Blockquote.extend({ group: head }),
    Callout,
    Details,
    DetailsSummary,
    CodeBlock.extend({ group: head, addAttributes: validated({ language: "string|null" }) }),
    HorizontalRule.extend({ group: head }),
    Image,
    Attachment,
    Embed,
    HardBreak,
    Mention,
    Bold,
    Italic,
    Strike,
    Underline,
    Highlight,
    TextColour,
    BackgroundColour,
    Code,
    Comment,
    SuggestionInsert,
    SuggestionDelete,
    Link.extend({
      inclusive: false,
      addAttributes: validated({ href: "string|null", title: "string|null" }),
    }).configure({
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

/** The attributes of an extension of Tiptap's, each with the types that its values have. */
function validated(types: Readonly<Record<string, string>>) {
  return function (this: { readonly parent?: (() => Record<string, object>) | null | undefined }) {
    const attributes = this.parent?.() ?? {};
    return Object.fromEntries(
      Object.entries(attributes).map(([name, attribute]) => {
        const validate = types[name];
        return [name, validate === undefined ? attribute : { ...attribute, validate }];
      }),
    );
  };
}
