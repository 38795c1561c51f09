/** Deeds as people do them, made with ProseMirror's own commands. */
import { joinBackward, lift, setBlockType, splitBlock, toggleMark, wrapIn } from "@tiptap/pm/commands";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "@tiptap/pm/schema-list";
import { NodeSelection, TextSelection } from "@tiptap/pm/state";
import { expect } from "vitest";
import { type CollaborativeDocument, type MoveDirection, movableRange, moveNodes } from "../../src/index.ts";
import { moveSelected } from "../../src/moving/block-moves.ts";
import { act, command, find, schema } from "./replicas.ts";
import type { Deed } from "./scenario.ts";

const { nodes, marks } = schema;

/** Types `text` after the first `after`. */
export const type =
  (text: string, after: string): Deed =>
  (document) =>
    act(document, (tr) => tr.insertText(text, find(document.doc, after, after.length)));

/** Types `text` into the first empty block. */
export const typeInEmpty =
  (text: string): Deed =>
  (document) =>
    act(document, (tr) => {
      let at = -1;
      tr.doc.descendants((node, position) => {
        if (at < 0 && node.isTextblock && node.content.size === 0) at = position + 1;
      });
      tr.insertText(text, at);
    });

/** Enter with the caret `offset` into `text`. */
export const enter =
  (text: string, offset = 0): Deed =>
  (document) => {
    const at = find(document.doc, text, offset);
    const range = { from: at, to: at };
    if (!command(document, splitListItem(nodes.listItem!), range)) command(document, splitBlock, range);
  };

/** Backspace at the start of the block that begins with `text`. */
export const joinBefore =
  (text: string): Deed =>
  (document) => {
    const at = find(document.doc, text);
    command(document, joinBackward, { from: at, to: at });
  };

/** Deletes `text`. */
export const erase =
  (text: string): Deed =>
  (document) =>
    act(document, (tr) => tr.delete(find(tr.doc, text), find(tr.doc, text, text.length)));

/** Deletes from the start of `from` to the end of `to`. */
export const eraseBetween =
  (from: string, to: string): Deed =>
  (document) =>
    act(document, (tr) => tr.delete(find(tr.doc, from), find(tr.doc, to, to.length)));

/** Replaces `text`. */
export const replace =
  (text: string, by: string): Deed =>
  (document) =>
    act(document, (tr) => tr.insertText(by, find(tr.doc, text), find(tr.doc, text, text.length)));

/** Bold, italic … on or off `text`. */
export const toggle =
  (name: string, text: string): Deed =>
  (document) =>
    void command(document, toggleMark(marks[name]!), over(document, text));

/** Links `text`. */
export const link =
  (text: string, href: string): Deed =>
  (document) =>
    act(document, (tr) => {
      const { from, to } = over(document, text);
      tr.addMark(from, to, marks.link!.create({ href }));
    });

/** Retypes the block that holds `text`. */
export const retype =
  (text: string, name: string, attributes?: Record<string, unknown>): Deed =>
  (document) =>
    void command(document, setBlockType(nodes[name]!, attributes), over(document, text));

/** Wraps the block that holds `text` in a quote. */
export const quote =
  (text: string): Deed =>
  (document) =>
    void command(document, wrapIn(nodes.blockquote!), over(document, text));

/** Wraps the whole list that holds `text` in a quote. */
export const quoteList =
  (text: string): Deed =>
  (document) =>
    act(document, (tr) => {
      const $from = tr.doc.resolve(find(tr.doc, text));
      const range = tr.doc.resolve($from.before(1)).blockRange(tr.doc.resolve($from.after(1)))!;
      tr.wrap(range, [{ type: nodes.blockquote! }]);
    });

/** Lifts the block that holds `text` out of its quote. */
export const unquote =
  (text: string): Deed =>
  (document) =>
    void command(document, lift, over(document, text));

/** Makes a list of the block that holds `text`. */
export const list =
  (text: string, name = "bulletList"): Deed =>
  (document) =>
    void command(document, wrapInList(nodes[name]!), over(document, text));

/** Makes the list around `text` one of the other kind. */
export const relist =
  (text: string, name: string): Deed =>
  (document) =>
    act(document, (tr) => {
      const $at = tr.doc.resolve(find(tr.doc, text));
      tr.setNodeMarkup($at.before($at.depth - 2), nodes[name]!);
    });

/** Lifts the item that holds `text` out of its list. */
export const outdent =
  (text: string): Deed =>
  (document) =>
    void command(document, liftListItem(nodes.listItem!), over(document, text));

/** Indents the item that holds `text`. */
export const indent =
  (text: string): Deed =>
  (document) =>
    void command(document, sinkListItem(nodes.listItem!), over(document, text));

/** Deletes the whole block that holds `text`. */
export const eraseBlock =
  (text: string): Deed =>
  (document) =>
    act(document, (tr) => {
      const $at = tr.doc.resolve(find(tr.doc, text));
      tr.setSelection(NodeSelection.create(tr.doc, $at.before())).deleteSelection();
    });

/** Selects all text and types. */
export const replaceAll =
  (text: string): Deed =>
  (document) =>
    act(document, (tr) => {
      const from = TextSelection.atStart(tr.doc).from;
      const to = TextSelection.atEnd(tr.doc).to;
      tr.insertText(text, from, to);
    });

/** Alt with an arrow key: moves what stands from `text` to `to` (left out: the same) past its neighbour. */
export const moveBy =
  (direction: MoveDirection, text: string, to = text): Deed =>
  (document) =>
    act(document, (tr) => {
      tr.setSelection(TextSelection.create(tr.doc, find(tr.doc, text), find(tr.doc, to, to.length)));
      moveSelected(tr, direction);
    });

/** Drags the block with `text` to before or after the block, or the item, that begins with `other`. */
export const drag =
  (text: string, side: "before" | "after", other: string): Deed =>
  (document) =>
    act(document, (tr) => {
      const $text = tr.doc.resolve(find(tr.doc, text));
      const $other = tr.doc.resolve(find(tr.doc, other));
      const at = movableRange($other, $other)!;
      expect(moveNodes(tr, movableRange($text, $text)!, side === "before" ? at.start : at.end)).toBe(true);
    });

/** One deed after another. */
export const both =
  (...deeds: readonly Deed[]): Deed =>
  (document) => {
    for (const deed of deeds) deed(document);
  };

/** Takes back the newest edit. */
export const undo: Deed = (document) => void document.undo();

function over(document: CollaborativeDocument, text: string): { readonly from: number; readonly to: number } {
  return { from: find(document.doc, text), to: find(document.doc, text, text.length) };
}
