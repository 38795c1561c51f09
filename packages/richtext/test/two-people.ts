/**
 * A small language for documents and edits, so that a case is a line. A document is written as blocks between
 * `|`, with `h2:` and `code:` for types, `ul(a; b)`, `ol(…)`, `bq(…)` for containers, `**…**` and `_…_` for
 * marks, `(empty)` for a block without content.
 */
import { expect } from "vitest";
import { createRichText, type Edit, type InlineRun, type RichText } from "../src/index.ts";

const NAMES = ["00000000000000a1", "b1000000000000b1"] as const;
const SHORT_CONTAINERS = new Map([
  ["bulletList", "ul"],
  ["orderedList", "ol"],
  ["blockquote", "bq"],
]);

/** What a person does, as edits on the document as they see it; or by acting on it. */
export type Act = (document: RichText) => void;

/** Runs both acts on copies of one document, exchanges them in both orders, and expects the same to show. */
export function bothSee(
  start: Act,
  [first, second]: readonly [Act, Act],
  expected: string | readonly string[],
  told: (document: RichText) => string = show,
): void {
  for (const [a, b] of [NAMES, [NAMES[1], NAMES[0]]] as const) {
    for (const order of ["a", "b"]) {
      const origin = createRichText({ documentId: "row", replica: "0000000000000001" });
      start(origin);
      const saved = origin.save();
      const [one, two] = [a, b].map((replica) => createRichText({ documentId: "row", replica, saved }));
      first(one!);
      second(two!);
      const updates = [one!.takeUpdate()!, two!.takeUpdate()!];
      const third = createRichText({ documentId: "row", replica: "c000000000000000", saved });
      for (const update of order === "a" ? updates : updates.reverse()) {
        third.applyUpdate(update);
        one!.applyUpdate(update);
        two!.applyUpdate(update);
      }
      expect(told(one!)).toBe(told(third));
      expect(told(two!)).toBe(told(third));
      expect(typeof expected === "string" ? [expected] : expected).toContain(told(third));
    }
  }
}

/** The document in the language above. */
export function show(document: RichText): string {
  let text = "";
  let open: { readonly id: string; readonly type: string }[] = [];
  for (let index = 0; index < document.blockCount; index++) {
    const block = document.blockAt(index);
    let same = 0;
    while (same < open.length && open[same]!.id === block.containers[same]?.id) same++;
    const closed = open.slice(same).reverse();
    const opened = block.containers.slice(same);
    text += closed.map(({ type }) => (SHORT_CONTAINERS.has(type) ? ")" : "")).join("");
    if (index > 0) {
      const nextItem = closed.at(-1)?.type === "listItem" && opened[0]?.type === "listItem";
      text += nextItem ? "; " : opened[0] && SHORT_CONTAINERS.has(opened[0].type) && same > 0 ? " " : " | ";
    }
    text += opened
      .map(({ type }) => (SHORT_CONTAINERS.has(type) ? `${SHORT_CONTAINERS.get(type)}(` : ""))
      .join("");
    const heading = block.type === "heading" ? `h${block.attributes.level}: ` : "";
    const prefix = block.type === "codeBlock" ? "code: " : heading;
    const content = document.inline(block.id).map(showRun).join("");
    text += prefix + (content || "(empty)");
    open = [...block.containers];
  }
  return text + open.map(({ type }) => (SHORT_CONTAINERS.has(type) ? ")" : "")).join("");
}

function showRun(run: InlineRun): string {
  let text = run.kind === "text" ? run.text : `<${run.type}>`;
  for (const { type, attributes } of run.marks) {
    if (type === "bold") text = `**${text}**`;
    else if (type === "italic") text = `_${text}_`;
    else text = `[${text}](${attributes.href})`;
  }
  return text;
}

/** Blocks of plain text. */
export const paragraphs =
  (...texts: readonly string[]): Act =>
  (document) => {
    for (const [index, text] of texts.entries()) {
      if (index > 0) document.edit([{ type: "splitBlock", at: document.length }]);
      document.edit([{ type: "insertText", at: document.length, text }]);
    }
  };

/** A bullet list of items. */
export const list =
  (...texts: readonly string[]): Act =>
  (document) => {
    paragraphs(...texts)(document);
    const edits: Edit[] = [container("list", "bulletList", null)];
    for (let index = 0; index < texts.length; index++) {
      edits.push(container(`item${index}`, "listItem", "list"));
      edits.push({ type: "setBlock", block: document.blockAt(index).id, container: { key: `item${index}` } });
    }
    document.edit(edits);
  };

/** The edit that makes a container. */
export function container(key: string, containerType: string, parent: string | null): Edit {
  const isId = parent?.includes(":") ?? false;
  const reference = parent === null ? null : isId ? parent : { key: parent };
  return { type: "createContainer", key, containerType, attributes: {}, parent: reference };
}

/** Does several things one after another. */
export const inTurn =
  (...acts: readonly Act[]): Act =>
  (document) => {
    for (const act of acts) act(document);
  };

/** The place before the first `text`. */
export function placeOf(document: RichText, text: string): number {
  const at = document.text().indexOf(text);
  if (at < 0) throw new Error(`"${text}" is not in the document`);
  return at + 1;
}

/** The id of the block that holds `text`. */
export function blockOf(document: RichText, text: string): string {
  return document.blockAtPlace(placeOf(document, text)).block.id;
}

/** Enter before a text. */
export const enterBefore =
  (text: string): Act =>
  (document) =>
    document.edit([{ type: "splitBlock", at: placeOf(document, text) }]);

/** Enter after a text. */
export const enterAfter =
  (text: string): Act =>
  (document) =>
    document.edit([{ type: "splitBlock", at: placeOf(document, text) + text.length }]);

/** Types after a text. */
export const typeAfter =
  (text: string, typed: string): Act =>
  (document) =>
    document.edit([{ type: "insertText", at: placeOf(document, text) + text.length, text: typed }]);

/** Deletes from the start of a text to the end of another. */
export const deleteFrom =
  (first: string, last = first): Act =>
  (document) =>
    document.edit([
      { type: "deleteRange", from: placeOf(document, first), to: placeOf(document, last) + last.length },
    ]);

/** Backspace at the start of the block that holds a text. */
export const joinBefore =
  (text: string): Act =>
  (document) => {
    const place = document.placeOfBlock(blockOf(document, text));
    document.edit([{ type: "deleteRange", from: place, to: place + 1 }]);
  };

/** Deletes the block that holds a text. */
export const deleteBlock =
  (text: string): Act =>
  (document) =>
    document.edit([{ type: "deleteBlock", block: blockOf(document, text) }]);

/** Moves the block that holds a text to before another one. */
export const moveBefore =
  (text: string, other: string): Act =>
  (document) =>
    move(document, text, document.placeOfBlock(blockOf(document, other)));

/** Moves the block that holds a text to the end. */
export const moveToEnd =
  (text: string): Act =>
  (document) =>
    move(document, text, document.length);

function move(document: RichText, text: string, at: number): void {
  const block = document.block(blockOf(document, text))!;
  const from = document.placeOfBlock(block.id);
  document.edit([{ type: "moveBlocks", from, to: from + block.length + 1, at }]);
}

/** Marks a text. */
export const mark =
  (text: string, type: string, href: string | null = null): Act =>
  (document) => {
    const from = placeOf(document, text);
    const attributes = href === null ? {} : { href };
    const edit = { from, to: from + text.length, mark: { type, attributes }, grows: href === null };
    document.edit([{ type: "addMark", ...edit }]);
  };

/** Takes a mark away from a text. */
export const unmark =
  (text: string, markType: string): Act =>
  (document) => {
    const from = placeOf(document, text);
    document.edit([{ type: "removeMark", from, to: from + text.length, markType, grows: true }]);
  };

/** Retypes the block that holds a text. */
export const retype =
  (text: string, blockType: string, attributes: { readonly [name: string]: number } = {}): Act =>
  (document) =>
    document.edit([{ type: "setBlock", block: blockOf(document, text), blockType, attributes }]);

/** Undoes the newest group. */
export const undo: Act = (document) => expect(document.undo()).toBe(true);
