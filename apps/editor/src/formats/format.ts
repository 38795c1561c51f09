/** Everything that a person can make of text, in the order of the toolbar. */
import type { ChainedCommands, Editor } from "@tiptap/core";
import {
  AtSign,
  Bold,
  Code,
  Heading1,
  Heading2,
  Heading3,
  Highlighter,
  ImagePlus,
  Info,
  Italic,
  List,
  ListChecks,
  ListCollapse,
  ListOrdered,
  type LucideIcon,
  Minus,
  Pilcrow,
  Quote,
  SquareCode,
  Strikethrough,
  Table,
  Underline,
} from "lucide-react";
import { beginMention } from "../mentions/mention-query.ts";

/** One format: what it is called, how it is drawn, and what it does. */
export interface Format {
  readonly id: string;
  readonly label: string;
  /** As Tiptap writes keys; left out if there is none. */
  readonly keys?: string;
  /** What one types for it where typing rules are on. */
  readonly rule?: string;
  readonly Icon: LucideIcon;
  isActive(editor: Editor): boolean;
  apply(chain: ChainedCommands): ChainedCommands;
}

const heading = (level: 1 | 2 | 3, Icon: LucideIcon): Format => ({
  id: `heading-${level}`,
  label: `Heading ${level}`,
  keys: `Mod-Alt-${level}`,
  rule: "#".repeat(level),
  Icon,
  isActive: (editor) => editor.isActive("heading", { level }),
  apply: (chain) => chain.toggleNode("heading", "paragraph", { level }),
});

const mark = (id: string, label: string, keys: string, Icon: LucideIcon): Format => ({
  id,
  label,
  keys,
  Icon,
  isActive: (editor) => editor.isActive(id),
  apply: (chain) => chain.toggleMark(id),
});

const list = (id: string, item: string, look: Pick<Format, "label" | "keys" | "rule" | "Icon">): Format => ({
  id,
  ...look,
  isActive: (editor) => editor.isActive(id),
  apply: (chain) => chain.toggleList(id, item),
});

/** What a block of text can be. */
export const blockFormats: readonly Format[] = [
  {
    id: "paragraph",
    label: "Paragraph",
    keys: "Mod-Alt-0",
    Icon: Pilcrow,
    isActive: (editor) => editor.isActive("paragraph"),
    apply: (chain) => chain.setNode("paragraph"),
  },
  heading(1, Heading1),
  heading(2, Heading2),
  heading(3, Heading3),
];

/** What stands around blocks, or instead of text. */
export const structureFormats: readonly Format[] = [
  list("bulletList", "listItem", { label: "Bullet list", keys: "Mod-Shift-8", rule: "-", Icon: List }),
  list("orderedList", "listItem", {
    label: "Numbered list",
    keys: "Mod-Shift-7",
    rule: "1.",
    Icon: ListOrdered,
  }),
  list("taskList", "taskItem", { label: "Task list", keys: "Mod-Shift-9", rule: "[ ]", Icon: ListChecks }),
  {
    id: "blockquote",
    label: "Quote",
    keys: "Mod-Shift-B",
    rule: ">",
    Icon: Quote,
    isActive: (editor) => editor.isActive("blockquote"),
    apply: (chain) => chain.toggleWrap("blockquote"),
  },
  {
    id: "callout",
    label: "Callout",
    Icon: Info,
    isActive: (editor) => editor.isActive("callout"),
    apply: (chain) => chain.toggleWrap("callout"),
  },
  {
    id: "details",
    label: "Details",
    Icon: ListCollapse,
    isActive: (editor) => editor.isActive("details"),
    apply: (chain) => chain.command(({ commands }) => commands.unsetDetails() || commands.setDetails()),
  },
  {
    id: "codeBlock",
    label: "Code block",
    keys: "Mod-Alt-C",
    rule: "```",
    Icon: SquareCode,
    isActive: (editor) => editor.isActive("codeBlock"),
    apply: (chain) => chain.toggleNode("codeBlock", "paragraph"),
  },
  {
    id: "table",
    label: "Table",
    Icon: Table,
    isActive: (editor) => editor.isActive("table"),
    apply: (chain) => chain.insertTable(),
  },
  {
    id: "file",
    label: "Image or file",
    Icon: ImagePlus,
    isActive: () => false,
    apply: (chain) => chain.pickFiles(),
  },
  {
    id: "mention",
    label: "Mention somebody",
    rule: "@",
    Icon: AtSign,
    isActive: () => false,
    apply: beginMention,
  },
  {
    id: "horizontalRule",
    label: "Rule",
    rule: "---",
    Icon: Minus,
    isActive: () => false,
    apply: (chain) => chain.insertContent([{ type: "horizontalRule" }, { type: "paragraph" }]),
  },
];

/** What letters can be. A link is not among them: it needs an address, see link-form.tsx. */
export const letterFormats: readonly Format[] = [
  mark("bold", "Bold", "Mod-B", Bold),
  mark("italic", "Italic", "Mod-I", Italic),
  mark("underline", "Underline", "Mod-U", Underline),
  mark("strike", "Strikethrough", "Mod-Shift-S", Strikethrough),
  mark("code", "Code", "Mod-E", Code),
  mark("highlight", "Highlight", "Mod-Shift-H", Highlighter),
];

/** Gives the selection a format, or takes it away, and goes on where the caret was. */
export function applyFormat(editor: Editor, format: Format): void {
  format.apply(editor.chain().focus()).run();
}
