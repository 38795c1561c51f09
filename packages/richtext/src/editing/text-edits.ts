/** Edits that insert or mark content, as ops. */
import { assert } from "@weft/base";
import type { Element } from "@weft/rga";
import type { BlockPlace } from "../blocks/content-flow.ts";
import { type MarkName, markKey } from "../marks/mark-key.ts";
import type { RangeMark } from "../marks/range-mark.ts";
import type { MarkEdge } from "../ops/mark-op.ts";
import { OBJECT_CHARACTER } from "../ops/object-character.ts";
import { normalAttributes, normalName } from "../ops/value-code.ts";
import { equalValues } from "../reading/inline-reader.ts";
import type { Attributes, Edit, InsertedMark, Mark } from "../rich-text.ts";
import type { Transaction } from "./transaction.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

/** A stretch of visible content as ids: from the first element up to the last. */
interface ElementRange {
  readonly first: Element;
  readonly last: Element;
}

/** Text without the characters that stand for objects: a person cannot type those. */
export function typedText(text: string): string {
  return text.includes(OBJECT_CHARACTER) ? text.replaceAll(OBJECT_CHARACTER, "") : text;
}

/** Text straight after the element at `at - 1`; between the halves of a surrogate pair it goes after the pair. */
export function insertText(transaction: Transaction, edit: EditOf<"insertText">): void {
  const text = typedText(edit.text);
  if (text.length === 0) return;
  const left = elementBefore(transaction, edit.at);
  const place = transaction.parts.sequence.placeAfter(left.replica, left.counter);
  const first = transaction.perform({ type: "insert", place, text });
  const last = { replica: first.replica, counter: first.counter + text.length - 1 };
  if (edit.marks) agreeMarks(transaction, { first, last }, edit.marks);
}

/** An atom straight after the element at `at - 1`. */
export function insertAtom(transaction: Transaction, edit: EditOf<"insertAtom">): void {
  const left = elementBefore(transaction, edit.at);
  const place = transaction.parts.sequence.placeAfter(left.replica, left.counter);
  const shape = { type: normalName(edit.atom.type), attributes: normalAttributes(edit.atom.attributes) };
  const id = transaction.perform({ type: "atom", place, shape, back: transaction.back });
  if (edit.marks) agreeMarks(transaction, { first: id, last: id }, edit.marks);
}

/** Puts a mark on the content between two places, or takes the marks of a type away from it. */
export function markRange(transaction: Transaction, edit: EditOf<"addMark"> | EditOf<"removeMark">): void {
  const adds = edit.type === "addMark";
  const markType = markKey(adds ? edit.mark : markToRemove(edit));
  const attributes = adds ? normalAttributes(edit.mark.attributes) : null;
  const { sequence } = transaction.parts;
  for (const { from, to } of contentStretches(transaction, edit.from, edit.to)) {
    const range = { first: sequence.elementAt(from), last: sequence.elementAt(to - 1) };
    writeMark(transaction, range, { markType, attributes, grows: edit.grows });
  }
}

function markToRemove({ markType, id }: EditOf<"removeMark">): MarkName {
  return id === undefined ? { type: markType } : { type: markType, id };
}

/** The marker or content element at `place - 1`; of a surrogate pair that `place` would tear the second half. */
function elementBefore(transaction: Transaction, place: number): Element {
  const { blocks } = transaction.parts;
  const found = blocks.blockAtPlace(place - 1);
  assert(found !== null, "a place within the document");
  const { block, offset } = found;
  if (offset < 0) return block.marker;
  const left = contentElement(transaction, found);
  if (offset + 1 >= blocks.lengthOf(block) || (unitOf(transaction, left) & 0xfc00) !== 0xd800) return left;
  const right = contentElement(transaction, { block, offset: offset + 1 });
  return (unitOf(transaction, right) & 0xfc00) === 0xdc00 ? right : left;
}

function contentElement(transaction: Transaction, place: BlockPlace): Element {
  const { blocks, sequence } = transaction.parts;
  const { piece, offset } = blocks.contentAt(place.block, place.offset);
  return sequence.elementAt(blocks.positionOf(piece) + offset);
}

function unitOf({ parts }: Transaction, { replica, counter }: Element): number {
  return parts.sequence.textOf(replica, counter, 1).charCodeAt(0);
}

/** The content between two places as maximal stretches of visible positions of the sequence. */
function contentStretches(
  transaction: Transaction,
  from: number,
  to: number,
): { readonly from: number; readonly to: number }[] {
  const { blocks } = transaction.parts;
  const stretches: { from: number; to: number }[] = [];
  for (let at = from; at < to; ) {
    const found = blocks.blockAtPlace(at);
    assert(found !== null, "a place within the document");
    const start = blocks.placeOf(found.block) + 1;
    const end = Math.min(to, start + blocks.lengthOf(found.block));
    const range = { from: Math.max(at, start) - start, to: end - start };
    blocks.visitContent(found.block, range, (position, length) => {
      const last = stretches.at(-1);
      if (last?.to === position) last.to += length;
      else stretches.push({ from: position, to: position + length });
    });
    at = Math.max(end, at + 1);
  }
  return stretches;
}

function writeMark(
  transaction: Transaction,
  range: ElementRange,
  mark: { readonly markType: string; readonly attributes: Attributes | null; readonly grows: boolean },
): void {
  const { markType, attributes } = mark;
  const to = mark.grows ? growingEnd(transaction, range.last) : edgeAfter(range.last);
  const from: MarkEdge = { element: range.first, side: "before" };
  transaction.perform({ type: "mark", from, to, markType, attributes, back: transaction.back });
}

/** Straight before the next element, tombstones included, so that what is typed at the end belongs to the range. */
function growingEnd(transaction: Transaction, last: Element): MarkEdge | null {
  const { sequence } = transaction.parts;
  const rank = sequence.rankOf(last.replica, last.counter) + 1;
  return rank < sequence.totalLength ? { element: sequence.elementAtRank(rank), side: "before" } : null;
}

function edgeAfter(element: Element): MarkEdge {
  return { element, side: "after" };
}

/** Writes the difference between the marks that new content should have and those that the sequence gives it. */
function agreeMarks(transaction: Transaction, range: ElementRange, wanted: readonly InsertedMark[]): void {
  const { sequence, markReader } = transaction.parts;
  const position = sequence.positionOf(range.first.replica, range.first.counter);
  const given = new Map(markReader.at(position).map((mark) => [mark.markType, mark]));
  const types = new Set<string>();
  for (const mark of wanted) {
    const markType = markKey(mark);
    const attributes = normalAttributes(mark.attributes);
    types.add(markType);
    if (equalValues(given.get(markType)?.attributes ?? null, attributes)) continue;
    const grows = mark.grows ?? growsBefore(transaction, position, mark);
    writeMark(transaction, range, { markType, attributes, grows });
  }
  for (const mark of given.values()) {
    if (!mark.attributes || types.has(mark.markType)) continue;
    writeMark(transaction, range, { markType: mark.markType, attributes: null, grows: true });
  }
}

/** Whether the same mark on the character before grows, true if there is none. */
function growsBefore(transaction: Transaction, position: number, wanted: Mark): boolean {
  if (position === 0) return true;
  const isSame = (mark: RangeMark): boolean =>
    mark.markType === markKey(wanted) && equalValues(mark.attributes, normalAttributes(wanted.attributes));
  const before = transaction.parts.markReader.at(position - 1).find(isSame);
  return before?.to?.side !== "after";
}
