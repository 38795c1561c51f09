/** Two people who work apart on one document and meet again, and edits by the words that they are about. */
import { createRichText, type Edit, type RichText } from "@weft/richtext";
import { expect } from "vitest";
import { type Conflict, findConflicts } from "../src/index.ts";

/** Something that a person does. */
export type Act = (document: RichText) => void;

/** Two documents that have seen each other's work, and the versions in which that was not so. */
export interface Meeting {
  readonly mine: RichText;
  readonly theirs: RichText;
  readonly versions: {
    readonly base: ReturnType<RichText["version"]>;
    readonly mine: ReturnType<RichText["version"]>;
    readonly theirs: ReturnType<RichText["version"]>;
  };
}

/** What one person wrote, what two made of it apart, and both merged. */
export function meet(start: Act, mine: Act, theirs: Act): Meeting {
  return meetOn(written(start), mine, theirs);
}

/** What somebody wrote, as bytes. */
export function written(start: Act): Uint8Array {
  const author = createRichText({ documentId: "case", replica: "00000000000000aa" });
  start(author);
  return author.save();
}

/** `meet` on what somebody wrote. */
export function meetOn(saved: Uint8Array, mine: Act, theirs: Act): Meeting {
  const meeting = mergeOn(saved, mine, theirs);
  meeting.theirs.applyUpdate(meeting.mine.updateSince(meeting.versions.theirs));
  return meeting;
}

/** `meetOn`, but only I have heard of the other's work. */
export function mergeOn(saved: Uint8Array, mine: Act, theirs: Act): Meeting {
  const one = createRichText({ documentId: "case", replica: "0000000000000001", saved });
  const two = createRichText({ documentId: "case", replica: "0000000000000002", saved });
  const base = one.version();
  mine(one);
  theirs(two);
  const versions = { base, mine: one.version(), theirs: two.version() };
  one.applyUpdate(two.updateSince(base));
  return { mine: one, theirs: two, versions };
}

/** The conflicts of a meeting as I see them, once it is sure that the other sees the same, the other way round. */
export function conflictsOf({ mine, theirs, versions }: Meeting): Conflict[] {
  const here = findConflicts({ ...versions, document: mine });
  const { base } = versions;
  const there = findConflicts({ base, mine: versions.theirs, theirs: versions.mine, document: theirs });
  expect(there.map(mirrored)).toEqual(here.map(({ sides: _, ...rest }) => rest));
  return here;
}

function mirrored({ mine, theirs, sides: _, ...rest }: Conflict) {
  return { ...rest, mine: theirs, theirs: mine };
}

/** Paragraphs of plain text. */
export const paragraphs =
  (...texts: readonly string[]): Act =>
  (document) => {
    const edits: Edit[] = [];
    let at = document.length;
    for (const [index, text] of texts.entries()) {
      if (index > 0) edits.push({ type: "splitBlock", at: at++ });
      if (text !== "") edits.push({ type: "insertText", at, text });
      at += text.length;
    }
    document.edit(edits);
  };

/** A bullet list. */
export const list =
  (...texts: readonly string[]): Act =>
  (document) => {
    paragraphs(...texts)(document);
    const edits: Edit[] = [
      { type: "createContainer", key: "list", containerType: "bulletList", attributes: {}, parent: null },
    ];
    for (let index = 0; index < texts.length; index++) {
      const key = `item${index}`;
      edits.push({
        type: "createContainer",
        key,
        containerType: "listItem",
        attributes: {},
        parent: { key: "list" },
      });
      edits.push({ type: "setBlock", block: document.blockAt(index).id, container: { key } });
    }
    document.edit(edits);
  };

/** Several acts one after another. */
export const inTurn =
  (...acts: readonly Act[]): Act =>
  (document) => {
    for (const act of acts) act(document);
  };

/** Nothing at all. */
export const nothing: Act = () => {};

/** The place before the first `text`. */
export function placeOf(document: RichText, text: string): number {
  const at = document.text().indexOf(text);
  if (at < 0) throw new Error(`"${text}" is not in "${document.text()}"`);
  return at + 1;
}

/** The id of the block that holds `text`. */
export function blockOf(document: RichText, text: string): string {
  return document.blockAtPlace(placeOf(document, text)).block.id;
}

/** Selects a text and types another one. */
export const replace =
  (text: string, typed: string): Act =>
  (document) => {
    const at = placeOf(document, text);
    document.edit([
      { type: "deleteRange", from: at, to: at + text.length },
      ...(typed === "" ? [] : [{ type: "insertText" as const, at, text: typed }]),
    ]);
  };

/** Deletes from the start of a text to the end of another. */
export const erase =
  (first: string, last = first): Act =>
  (document) => {
    const from = placeOf(document, first);
    document.edit([{ type: "deleteRange", from, to: placeOf(document, last) + last.length }]);
  };

/** Types straight after a text. */
export const typeAfter =
  (text: string, typed: string): Act =>
  (document) =>
    document.edit([{ type: "insertText", at: placeOf(document, text) + text.length, text: typed }]);

/** Types straight before a text. */
export const typeBefore =
  (text: string, typed: string): Act =>
  (document) =>
    document.edit([{ type: "insertText", at: placeOf(document, text), text: typed }]);

/** Enter after a text, and a text in the new block. */
export const enterAfter =
  (text: string, typed = ""): Act =>
  (document) => {
    const at = placeOf(document, text) + text.length;
    document.edit([{ type: "splitBlock", at }]);
    if (typed !== "") document.edit([{ type: "insertText", at: at + 1, text: typed }]);
  };

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

/** Moves the block that holds a text to before another one, or to the end. */
export const move =
  (text: string, other: string | null): Act =>
  (document) => {
    const block = document.block(blockOf(document, text))!;
    const from = document.placeOfBlock(block.id);
    const at = other === null ? document.length : document.placeOfBlock(blockOf(document, other));
    document.edit([{ type: "moveBlocks", from, to: from + block.length + 1, at }]);
  };

/** Retypes the block that holds a text. */
export const retype =
  (text: string, blockType: string, attributes: { readonly [name: string]: number | string } = {}): Act =>
  (document) =>
    document.edit([{ type: "setBlock", block: blockOf(document, text), blockType, attributes }]);

/** Changes an attribute of the block that holds a text. */
export const set =
  (text: string, attributes: { readonly [name: string]: number | string | boolean }): Act =>
  (document) =>
    document.edit([{ type: "setBlock", block: blockOf(document, text), attributes }]);

/** Marks a text. */
export const mark =
  (text: string, type: string, attributes: { readonly [name: string]: string } = {}, id?: string): Act =>
  (document) => {
    const from = placeOf(document, text);
    const named = id === undefined ? {} : { id };
    document.edit([
      { type: "addMark", from, to: from + text.length, mark: { type, ...named, attributes }, grows: false },
    ]);
  };

/** Wraps the blocks that hold some texts in one container. */
export const wrap =
  (containerType: string, ...texts: readonly string[]): Act =>
  (document) => {
    const container = { key: "new" };
    document.edit([
      { type: "createContainer", key: "new", containerType, attributes: {}, parent: null },
      ...texts.map((text) => ({ type: "setBlock" as const, block: blockOf(document, text), container })),
    ]);
  };

/** Takes back the newest thing. */
export const undo: Act = (document) => expect(document.undo()).toBe(true);
