/**
 * Goes through the edits of a call without making any of them, so that one that is impossible is found before
 * the first is made. It follows places, markers, containers and the lines of tables only.
 */
import { markKey } from "../../marks/mark-key.ts";
import { normalAttributes, normalName, normalValue } from "../../ops/value-code.ts";
import { cellNamed, findBlock, gridOf } from "../../reading/display.ts";
import type { DocumentParts } from "../../reading/document-parts.ts";
import { parseName } from "../../reading/element-name.ts";
import type { BlockId, BlockShape, ContainerReference, Edit, Mark } from "../../rich-text.ts";
import { typedText } from "../text-edits.ts";
import { DOCUMENT, RehearsedPlaces } from "./rehearsed-places.ts";
import { RehearsedTables } from "./rehearsed-tables.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

/** Throws a `RangeError` if one of the edits, each made on what those before it left, is impossible. */
export function rehearse(parts: DocumentParts, edits: readonly Edit[]): void {
  const rehearsal = new Rehearsal(parts, edits.length);
  for (const edit of edits) rehearsal.run(edit);
}

class Rehearsal {
  private readonly parts: DocumentParts;
  private readonly keys = new Set<string>();
  private readonly places: RehearsedPlaces;
  private rehearsedTables: RehearsedTables | null = null;
  /** How many blocks more or less than at first each sequence has. */
  private readonly blocksMore = new Map<string, number>();

  /** Whether nothing follows, so that nobody asks where all would stand: a key is one such edit. */
  private readonly isSingle: boolean;

  constructor(parts: DocumentParts, editCount: number) {
    this.parts = parts;
    this.places = new RehearsedPlaces(parts);
    this.isSingle = editCount === 1;
  }

  private get tables(): RehearsedTables {
    this.rehearsedTables ??= new RehearsedTables(this.parts, this.places);
    return this.rehearsedTables;
  }

  run(edit: Edit): void {
    switch (edit.type) {
      case "insertText":
        checkMarks(edit.marks ?? []);
        if (typeof edit.text !== "string") throw new RangeError("text has to be a string");
        this.insertContent(edit.at, typedText(edit.text).length);
        return;
      case "insertAtom":
        checkMarks(edit.marks ?? []);
        normalName(edit.atom.type);
        normalAttributes(edit.atom.attributes);
        this.insertContent(edit.at, 1);
        return;
      case "deleteRange":
        this.checkRange(edit.from, edit.to);
        this.deleteRange(edit.from, edit.to);
        return;
      case "deleteBlock":
        this.deleteBlock(edit.block);
        return;
      case "splitBlock": {
        const sequence = this.sequenceBefore(edit.at);
        if (edit.block) this.checkShape(edit.block);
        this.insertMarker(this.splitsBefore(edit.at) ? edit.at - 1 : edit.at, sequence);
        return;
      }
      case "insertBlock":
        this.checkShape(edit.block);
        this.insertBlock(edit);
        return;
      case "insertTable":
        if (edit.table) this.checkShape(edit.table);
        this.checkBorder(edit.at);
        this.tables.insertTable(edit.at, edit.rows, edit.columns);
        this.count(DOCUMENT, 1);
        return;
      case "insertRow":
        this.tables.insertLine("row", edit.table, edit.before);
        return;
      case "insertColumn":
        this.tables.insertLine("column", edit.table, edit.before);
        return;
      case "deleteRow":
        this.tables.deleteLine("row", edit.row);
        return;
      case "deleteColumn":
        this.tables.deleteLine("column", edit.column);
        return;
      case "setHeaderRow":
        if (typeof edit.isHeader !== "boolean") throw new RangeError("a row is a header or not");
        this.tables.check(edit.table);
        return;
      case "moveBlocks":
        this.move(edit);
        return;
      default:
        this.runOnRegisters(edit);
    }
  }

  private runOnRegisters(
    edit: EditOf<"setBlock" | "createContainer" | "setContainer" | "addMark" | "removeMark" | "setProperty">,
  ): void {
    switch (edit.type) {
      case "setBlock":
        this.places.placeOfBlock(edit.block);
        if (edit.blockType !== undefined) this.checkRetype(edit.block, edit.blockType);
        if (edit.attributes !== undefined) normalAttributes(edit.attributes);
        if (edit.container !== undefined) this.checkContainer(edit.container);
        return;
      case "createContainer":
        normalName(edit.containerType);
        normalAttributes(edit.attributes);
        this.checkContainer(edit.parent);
        this.keys.add(normalName(edit.key));
        return;
      case "setContainer":
        if (edit.container === null || this.isCell(edit.container)) {
          throw new RangeError(`there is no container ${JSON.stringify(edit.container)}`);
        }
        this.checkContainer(edit.container);
        if (edit.containerType !== undefined) normalName(edit.containerType);
        if (edit.attributes !== undefined) normalAttributes(edit.attributes);
        if (edit.parent !== undefined) this.checkContainer(edit.parent);
        return;
      case "addMark":
        this.checkRange(edit.from, edit.to);
        checkMarks([edit.mark]);
        return;
      case "removeMark":
        this.checkRange(edit.from, edit.to);
        markKey({ type: edit.markType, id: edit.id ?? "" });
        return;
      case "setProperty":
        normalName(edit.key);
        normalValue(edit.value);
        return;
      default:
        throw new RangeError(`there is no such edit: ${JSON.stringify(edit satisfies never)}`);
    }
  }

  private checkPlace(at: number, min: number): void {
    if (Number.isInteger(at) && at >= min && at <= this.places.length) return;
    throw new RangeError(`the place ${at} is not within ${min}..${this.places.length}`);
  }

  private checkRange(from: number, to: number): void {
    this.checkPlace(from, 1);
    this.checkPlace(to, from);
  }

  private checkShape(shape: BlockShape): void {
    normalName(shape.type);
    normalAttributes(shape.attributes);
    this.checkContainer(shape.container);
  }

  private checkRetype(id: BlockId, blockType: string): void {
    normalName(blockType);
    const found = findBlock(this.parts, id);
    if (found && gridOf(found.parts, found.segment)) throw new RangeError("a table stays a table");
  }

  private checkContainer(reference: ContainerReference): void {
    if (reference === null || this.isCell(reference)) return;
    const isKey = typeof reference !== "string";
    if (isKey && this.keys.has(reference.key)) return;
    const { space, containers } = this.parts;
    const id = isKey ? null : parseName(space.replicas, reference);
    if (id && containers.get(id.replica, id.counter)) return;
    throw new RangeError(`there is no container ${isKey ? reference.key : reference}`);
  }

  private isCell(reference: ContainerReference): boolean {
    return typeof reference === "string" && cellNamed(this.parts, reference) !== null;
  }

  /** Throws a `RangeError` unless a block of the document's own sequence begins at a place, or the document ends. */
  private checkBorder(at: number): void {
    this.checkPlace(at, 0);
    if (at === this.places.length) return;
    const { kind, sequence } = this.places.tokenAt(at);
    if (kind === "content" || sequence !== DOCUMENT) {
      throw new RangeError(`at the place ${at} no block outside of cells begins`);
    }
  }

  /** The sequence of what stands before a place at which something is to be put; not the marker of a table. */
  private sequenceBefore(at: number): string {
    this.checkPlace(at, 1);
    return this.places.sequenceAt(at - 1);
  }

  private insertContent(at: number, length: number): void {
    const sequence = this.sequenceBefore(at);
    if (length > 0 && !this.isSingle) this.places.insert(at, { kind: "content", sequence }, length);
  }

  private insertBlock({ at, cell }: EditOf<"insertBlock">): void {
    if (at === 0 || cell === null) {
      this.checkBorder(at);
      this.insertMarker(at, DOCUMENT);
    } else this.insertMarker(at, this.sequenceBefore(at));
  }

  private insertMarker(at: number, sequence: string): void {
    if (this.isSingle) return;
    this.places.insert(at, { kind: "marker", sequence }, 1);
    this.count(sequence, 1);
  }

  /** Notes that a sequence has so many blocks more. Throws a `RangeError` if it would have none. */
  private count(sequence: string, step: number): void {
    const more = (this.blocksMore.get(sequence) ?? 0) + step;
    const { root } = this.parts;
    const parts = sequence === DOCUMENT ? root : cellNamed(root, sequence)?.content;
    if ((parts?.blocks.blockCount ?? 1) + more < 1) throw new RangeError("the last block stays");
    this.blocksMore.set(sequence, more);
  }

  /** A range holds tables whole and does not reach over the border of a cell, nor joins what is after a table to it. */
  private deleteRange(from: number, to: number): void {
    if (from === to) return;
    const { places } = this;
    const { sequence } = places.tokenAt(from);
    let markers = 0;
    for (let at = from; at < to; ) {
      const token = places.tokenAt(at);
      const isTable = token.kind === "table";
      const end = isTable ? places.endOfTable(at) : places.next(at);
      if (token.sequence !== sequence || (isTable && end > to)) {
        throw new RangeError(`the range from ${from} to ${to} reaches over the border of a cell`);
      }
      if (token.kind !== "content") markers++;
      at = end;
    }
    if (places.isMarker(from) && !places.isBorder(to)) {
      const before = places.tokenAt(from - 1);
      if (before.kind === "table" || before.sequence !== sequence) {
        throw new RangeError(`what is at the place ${from} cannot be joined to a table, or out of a cell`);
      }
    }
    this.count(sequence, -markers);
    if (!this.isSingle) places.remove(from, to);
  }

  private deleteBlock(id: BlockId): void {
    const { places } = this;
    const start = places.placeOfBlock(id);
    const { kind, sequence } = places.tokenAt(start);
    let end = kind === "table" ? places.endOfTable(start) : start + 1;
    while (kind !== "table" && end < places.length && !places.isMarker(end)) end = places.next(end);
    this.count(sequence, -1);
    places.remove(start, end);
  }

  private move({ from, to, at }: EditOf<"moveBlocks">): void {
    const { places } = this;
    for (const place of [from, to, at]) {
      this.checkPlace(place, 0);
      if (!places.isBorder(place)) throw new RangeError(`at the place ${place} no block begins`);
    }
    if (from > to) throw new RangeError(`the range from ${from} to ${to} runs backwards`);
    if (from === to || (at >= from && at <= to)) return;
    const { sequence } = places.tokenAt(from);
    const [first, end] = this.bordersOf(sequence, from);
    const isWhole = to === end || (to < end && places.tokenAt(to).sequence === sequence);
    const fits = at === end || (at >= first && at < end && places.tokenAt(at).sequence === sequence);
    if (!isWhole || !fits) throw new RangeError("blocks are moved within the document or within one cell");
    places.move(from, to, at);
  }

  /** From which place to which a sequence goes that has something at a place. */
  private bordersOf(sequence: string, place: number): readonly [number, number] {
    const { places } = this;
    if (sequence === DOCUMENT) return [0, places.length];
    let first = place;
    while (first > 0 && places.tokenAt(first - 1).sequence === sequence) first--;
    return [first, places.endOfSequence(place, sequence)];
  }

  /** Whether Enter at `at` puts the new marker before the one of the block: at the start of a block with content. */
  private splitsBefore(at: number): boolean {
    const { places } = this;
    return at < places.length && places.isMarker(at - 1) && !places.isMarker(at);
  }
}

function checkMarks(marks: readonly Mark[]): void {
  for (const mark of marks) {
    markKey(mark);
    normalAttributes(mark.attributes);
  }
}
