/** What people do, as their editor does it: by ProseMirror's own commands, at places that are named by their text. */
import { joinBackward, setBlockType, splitBlock, toggleMark, wrapIn } from "@tiptap/pm/commands";
import type { Node, Schema } from "@tiptap/pm/model";
import { liftListItem, sinkListItem, splitListItem } from "@tiptap/pm/schema-list";
import { type Command, EditorState, NodeSelection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { assert } from "@weft/base";
import { addColumn, addRow, deleteColumn, movableRange, moveNodes } from "@weft/tiptap";

/** Adds to a transaction what one person does to the document that they see. */
export type Deed = (transaction: Transaction) => void;

/** Types `text` after the first `after`. */
export const type =
  (text: string, after: string): Deed =>
  (tr) =>
    void tr.insertText(text, find(tr.doc, after, after.length));

/** Types `text` into the first empty block. */
export const typeInEmpty =
  (text: string): Deed =>
  (tr) => {
    let at = -1;
    tr.doc.descendants((node, position) => {
      if (at < 0 && node.isTextblock && node.content.size === 0) at = position + 1;
    });
    if (at >= 0) tr.insertText(text, at);
  };

/** Enter with the caret `offset` into `text`. */
export const enter =
  (text: string, offset = 0): Deed =>
  (tr) => {
    const at = find(tr.doc, text, offset);
    const item = nodeType(tr.doc.type.schema, "listItem");
    if (!run(tr, splitListItem(item), at, at)) run(tr, splitBlock, at, at);
  };

/** Backspace at the start of the block that begins with `text`. */
export const joinBefore =
  (text: string): Deed =>
  (tr) =>
    void run(tr, joinBackward, find(tr.doc, text), find(tr.doc, text));

/** Deletes `text`. */
export const erase =
  (text: string): Deed =>
  (tr) =>
    void tr.delete(find(tr.doc, text), find(tr.doc, text, text.length));

/** Deletes from the start of `from` to the end of `to`. */
export const eraseBetween =
  (from: string, to: string): Deed =>
  (tr) =>
    void tr.delete(find(tr.doc, from), find(tr.doc, to, to.length));

/** Replaces `text`. */
export const replace =
  (text: string, by: string): Deed =>
  (tr) =>
    void tr.insertText(by, find(tr.doc, text), find(tr.doc, text, text.length));

/** Bold or italic on or off `text`. */
export const toggle =
  (name: string, text: string): Deed =>
  (tr) => {
    const mark = tr.doc.type.schema.marks[name];
    assert(mark !== undefined, `the schema has ${name}`);
    over(tr, toggleMark(mark), text);
  };

/** Links `text`. */
export const link =
  (text: string, href: string): Deed =>
  (tr) => {
    const mark = tr.doc.type.schema.marks.link;
    if (mark) tr.addMark(find(tr.doc, text), find(tr.doc, text, text.length), mark.create({ href }));
  };

/** Retypes the block that holds `text`. */
export const retype =
  (text: string, name: string, attributes: Record<string, unknown> | null = null): Deed =>
  (tr) =>
    over(tr, setBlockType(nodeType(tr.doc.type.schema, name), attributes), text);

/** Wraps the block that holds `text` in a quote. */
export const quote =
  (text: string): Deed =>
  (tr) =>
    over(tr, wrapIn(nodeType(tr.doc.type.schema, "blockquote")), text);

/** Wraps the whole list that holds `text` in a quote. */
export const quoteList =
  (text: string): Deed =>
  (tr) => {
    const $at = tr.doc.resolve(find(tr.doc, text));
    const range = tr.doc.resolve($at.before(1)).blockRange(tr.doc.resolve($at.after(1)));
    if (range) tr.wrap(range, [{ type: nodeType(tr.doc.type.schema, "blockquote") }]);
  };

/** Makes the list around `text` one of the other kind. */
export const relist =
  (text: string, name: string): Deed =>
  (tr) => {
    const $at = tr.doc.resolve(find(tr.doc, text));
    tr.setNodeMarkup($at.before($at.depth - 2), nodeType(tr.doc.type.schema, name));
  };

/** Lifts the item that holds `text` out of its list. */
export const outdent =
  (text: string): Deed =>
  (tr) =>
    over(tr, liftListItem(nodeType(tr.doc.type.schema, "listItem")), text);

/** Indents the item that holds `text`. */
export const indent =
  (text: string): Deed =>
  (tr) =>
    over(tr, sinkListItem(nodeType(tr.doc.type.schema, "listItem")), text);

/** Deletes the whole block that holds `text`. */
export const eraseBlock =
  (text: string): Deed =>
  (tr) => {
    const $at = tr.doc.resolve(find(tr.doc, text));
    tr.setSelection(NodeSelection.create(tr.doc, $at.before())).deleteSelection();
  };

/** Selects all text and types. */
export const replaceAll =
  (text: string): Deed =>
  (tr) =>
    void tr.insertText(text, TextSelection.atStart(tr.doc).from, TextSelection.atEnd(tr.doc).to);

/** Drags the block or item that holds `text` to behind the one that holds `other`. */
export const moveAfter =
  (text: string, other: string): Deed =>
  (tr) => {
    const $text = tr.doc.resolve(find(tr.doc, text));
    const $other = tr.doc.resolve(find(tr.doc, other));
    const range = movableRange($text, $text);
    const target = movableRange($other, $other);
    if (range && target) moveNodes(tr, range, target.end);
  };

/** Adds a column after the cell that holds `text`. */
export const columnAfter =
  (text: string): Deed =>
  (tr) =>
    void addColumn(caretIn(tr, text), "after");

/** Adds a row after that of the cell that holds `text`. */
export const rowAfter =
  (text: string): Deed =>
  (tr) =>
    void addRow(caretIn(tr, text), "after");

/** Deletes the column of the cell that holds `text`. */
export const dropColumn =
  (text: string): Deed =>
  (tr) =>
    void deleteColumn(caretIn(tr, text));

/** The position before the first occurrence of `text`, plus `offset`. Throws if it is nowhere. */
export function find(doc: Node, text: string, offset = 0): number {
  let found = -1;
  doc.descendants((node, position) => {
    if (found >= 0 || !node.isTextblock) return found < 0;
    const index = node.textBetween(0, node.content.size, undefined, "\uFFFC").indexOf(text);
    if (index >= 0) found = position + 1 + index;
    return false;
  });
  if (found < 0) throw new RangeError(`"${text}" is not in the document`);
  return found + offset;
}

function caretIn(tr: Transaction, text: string): Transaction {
  return tr.setSelection(TextSelection.create(tr.doc, find(tr.doc, text)));
}

function over(tr: Transaction, command: Command, text: string): void {
  run(tr, command, find(tr.doc, text), find(tr.doc, text, text.length));
}

function run(tr: Transaction, command: Command, from: number, to: number): boolean {
  const selection = TextSelection.create(tr.doc, from, to);
  return command(EditorState.create({ doc: tr.doc, selection }), (made) => {
    for (const step of made.steps) tr.step(step);
  });
}

function nodeType(schema: Schema, name: string) {
  const found = schema.nodes[name];
  assert(found !== undefined, `the schema has ${name}`);
  return found;
}
