/**
 * A region with its identities known, as edits of the model: containers from the outermost to the innermost,
 * registers of blocks, then text and markers from the end of the region to its start (so that no place moves
 * before it is used), then marks at the places where everything stands at last.
 */

import type { Mark as EditorMark } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { Attributes, BlockShape, ContainerReference, Edit, InsertedMark, Value } from "@weft/richtext";
import type { Vocabulary } from "../show/vocabulary.ts";
import { isShownTable, previousUnit } from "./cells/scope.ts";
import { sizeOfBlock, writeMarks } from "./mark-edits.ts";
import type { Name, Naming } from "./name-containers.ts";
import type { Pairing } from "./pair-markers.ts";
import type { NewBlock, NewContainer, OldBlock, Piece, Reading, Region, RegionSource } from "./region.ts";

/** What is known about blocks that are to be written. */
interface NamedBlocks {
  readonly region: Reading;
  readonly naming: Naming;
  readonly vocabulary: Vocabulary;
}

/** Everything that is known about a region. */
export interface NamedRegion extends NamedBlocks {
  readonly region: Region;
  readonly pairing: Pairing;
  readonly source: RegionSource;
  readonly tables: TableEdits;
  /** Whether the transaction may have changed marks on what it kept. */
  readonly changesMarks: boolean;
}

/** How the tables of a region are written. */
export interface TableEdits {
  /** Whether a table comes out otherwise than the editor shows it. */
  readonly isBent: boolean;
  /** Appends what was done to a table that stays. */
  writeKept(old: OldBlock, block: NewBlock, edits: Edit[]): void;
  /** Appends a table that comes at a place where a block begins; returns the places that it takes. */
  writeNew(
    block: NewBlock,
    target: { readonly at: number; readonly container: ContainerReference; readonly edits: Edit[] },
  ): number;
  /** The places of a table that was written. */
  sizeOf(block: NewBlock): number;
}

/** What a transaction did to a sequence, for the model. */
export interface LocalEdits {
  readonly edits: readonly Edit[];
  /** How many places the region takes after them. */
  readonly places: number;
  /**
   * The rules say that the document will show more than the transaction did: two fragments of a list fuse, marks
   * that a code block hid come back, or a table is made full.
   */
  readonly hasConsequences: boolean;
}

/** One thing in the region's new content, in order. */
type Item =
  | {
      readonly kind: "kept";
      readonly place: number;
      readonly length: number;
      /** The block that a table is now. */
      readonly table?: NewBlock;
    }
  | { readonly kind: "marker"; readonly block: NewBlock }
  | {
      readonly kind: "piece";
      readonly piece: Exclude<Piece, { readonly kind: "kept" }>;
      readonly block: NewBlock;
    };

/** What went, and what came, between two things that stayed. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly inserted: readonly Item[];
  /** What stands before it: nothing of its sequence, a table, or else content or a marker. */
  readonly follows: "nothing" | "table" | "block";
}

/** A table that stayed. */
interface KeptTable {
  readonly old: OldBlock;
  readonly block: NewBlock;
}

/** Writes the edits of a region. */
export function writeEdits(named: NamedRegion): LocalEdits {
  const edits: Edit[] = [];
  for (const [container, name] of named.naming.names) writeContainer(named, container, { name, edits });
  let hasConsequences = named.naming.fuses || revealsMarks(named.region);
  for (const [block, source] of named.pairing.sources) {
    writeRegisters(named, { block, source, edits });
  }
  for (const change of changesOf(named).toReversed()) {
    if ("old" in change) named.tables.writeKept(change.old, change.block, edits);
    else writeGap(named, change, edits);
  }
  const sizeOf = (block: NewBlock): number =>
    block.isTable ? named.tables.sizeOf(block) : sizeOfBlock(block);
  if (named.changesMarks) {
    const reveals = writeMarks(named, sizeOf, edits);
    hasConsequences ||= reveals;
  }
  hasConsequences ||= named.region.isBent || named.tables.isBent;
  const places = named.region.newBlocks.reduce((sum, block) => sum + sizeOf(block), 0);
  return { edits, places: Math.max(1, places), hasConsequences };
}

/** Writes blocks into a new cell, which begins at `place` with an empty paragraph. Returns the places that it takes then. */
export function writeNewCell(named: NamedBlocks, place: number, edits: Edit[]): number {
  for (const [container, name] of named.naming.names) writeContainer(named, container, { name, edits });
  const { newBlocks } = named.region;
  const items = newBlocks.flatMap((block): Item[] => [
    { kind: "marker", block },
    ...block.pieces.flatMap((piece): Item[] =>
      piece.kind === "kept" ? [] : [{ kind: "piece", piece, block }],
    ),
  ]);
  const [head] = newBlocks;
  if (!head) return 1;
  const attributes = named.vocabulary.modelAttributes(head.node);
  const isThere =
    head.node.type.name === "paragraph" && !head.container && Object.keys(attributes).length === 0;
  writeItems(named, isThere ? items.slice(1) : items, { at: place + 1, edits });
  if (!isThere) edits.push({ type: "deleteRange", from: place, to: place + 1 });
  return newBlocks.reduce((sum, block) => sum + sizeOfBlock(block), 0);
}

function referenceTo(naming: Naming, container: NewContainer | null): ContainerReference {
  if (!container) return null;
  const name = naming.names.get(container);
  assert(name !== undefined, "every container node is named");
  return name.kind === "old" ? name.id : { key: name.key };
}

function writeContainer(
  named: NamedBlocks,
  container: NewContainer,
  target: { readonly name: Name; readonly edits: Edit[] },
): void {
  const { vocabulary, naming } = named;
  const { name, edits } = target;
  const containerType = vocabulary.modelName(container.node);
  const attributes = vocabulary.modelAttributes(container.node);
  const parent = referenceTo(naming, container.parent);
  if (name.kind === "new") {
    edits.push({ type: "createContainer", key: name.key, containerType, attributes, parent });
    return;
  }
  const { container: old, type } = name.was.path[name.was.depth]!;
  const shownBefore = type.create(vocabulary.toEditorAttributes(type, old.type, old.attributes));
  const oldParent = name.was.path[name.was.depth - 1]?.container.id ?? null;
  const isRetyped = containerType !== vocabulary.modelName(shownBefore);
  const changed = isRetyped
    ? attributes
    : changedAttributes(vocabulary.modelAttributes(shownBefore), attributes);
  const hasChanged = isRetyped || Object.keys(changed).length > 0;
  const isMoved = parent !== oldParent;
  if (!hasChanged && !isMoved) return;
  edits.push({
    type: "setContainer",
    container: name.id,
    ...(isRetyped ? { containerType } : {}),
    ...(hasChanged ? { attributes: changed } : {}),
    ...(isMoved ? { parent } : {}),
  });
}

/** Whether content left a block that hides marks for one that shows them. */
function revealsMarks(region: Region): boolean {
  return region.newBlocks.some(
    ({ node, pieces }) =>
      node.type.markSet === null &&
      pieces.some((piece) => piece.kind === "kept" && piece.owner.node.type.markSet !== null),
  );
}

function writeRegisters(
  named: NamedRegion,
  change: { readonly block: NewBlock; readonly source: OldBlock; readonly edits: Edit[] },
): void {
  const { vocabulary, naming } = named;
  const { block, source, edits } = change;
  const container = referenceTo(naming, block.container);
  const isMoved = container !== (source.path.at(-1)?.container.id ?? null);
  // What only its content changed has the very attributes that it had.
  if (!isMoved && block.node.type === source.node.type && block.node.attrs === source.node.attrs) return;
  const blockType = vocabulary.modelName(block.node);
  const attributes = vocabulary.modelAttributes(block.node);
  const isRetyped = blockType !== vocabulary.modelName(source.node);
  const changed = isRetyped
    ? attributes
    : changedAttributes(vocabulary.modelAttributes(source.node), attributes);
  if (isRetyped || isMoved || Object.keys(changed).length > 0) {
    edits.push({
      type: "setBlock",
      block: source.id,
      ...(isRetyped ? { blockType } : {}),
      ...(isRetyped || Object.keys(changed).length > 0 ? { attributes: changed } : {}),
      ...(isMoved ? { container } : {}),
    });
  }
}

function changedAttributes(before: Attributes, after: Attributes): Attributes {
  const changed: Record<string, Value> = {};
  for (const [name, value] of Object.entries(after)) {
    if (JSON.stringify(value) !== JSON.stringify(before[name])) changed[name] = value;
  }
  return changed;
}

function itemsOf(named: NamedRegion): Item[] {
  const items: Item[] = [];
  for (const block of named.region.newBlocks) {
    const source = named.pairing.sources.get(block);
    if (!source) items.push({ kind: "marker", block });
    else if (!block.isTable) items.push({ kind: "kept", place: source.place, length: 1 });
    else items.push({ kind: "kept", place: source.place, length: source.size, table: block });
    for (const piece of block.pieces) {
      items.push(piece.kind === "kept" ? piece : { kind: "piece", piece, block });
    }
  }
  return items;
}

/** What changed between the first and the last place of the region, in order. */
function changesOf(named: NamedRegion): (Gap | KeptTable)[] {
  const { oldBlocks } = named.region;
  const changes: (Gap | KeptTable)[] = [];
  let from = oldBlocks[0]!.place;
  let inserted: Item[] = [];
  let follows = beforeRegion(named);
  const endGap = (to: number): void => {
    assert(to >= from, "what is kept keeps its order");
    if (to > from || inserted.length > 0) changes.push({ from, to, inserted, follows });
    inserted = [];
  };
  for (const item of itemsOf(named)) {
    if (item.kind !== "kept") {
      inserted.push(item);
      continue;
    }
    endGap(item.place);
    from = item.place + item.length;
    follows = item.table ? "table" : "block";
    const old = item.table && named.pairing.sources.get(item.table);
    if (item.table && old) changes.push({ old, block: item.table });
  }
  const last = oldBlocks.at(-1)!;
  endGap(last.place + last.size);
  return changes;
}

function beforeRegion({ region, source }: NamedRegion): Gap["follows"] {
  const previous = previousUnit(source.blocks, source.scope, region.first);
  if (!previous) return "nothing";
  return isShownTable(previous) ? "table" : "block";
}

function writeGap(named: NamedRegion, gap: Gap, edits: Edit[]): void {
  const { from, to, follows } = gap;
  if (follows === "nothing" && named.source.scope.cell !== null) {
    writeCellStart(named, gap, edits);
    return;
  }
  if (follows === "block") {
    if (to > from) edits.push({ type: "deleteRange", from, to });
    writeInserted(named, gap, edits);
    return;
  }
  // What is left cannot be joined to a table, nor the document's first block go, before another one stands there.
  const at = writeInserted(named, gap, edits);
  if (at > 0 && to > from) edits.push({ type: "deleteRange", from: at, to: at + to - from });
  else if (at === 0 && to > 0) deleteFirstBlocks(named, to, edits);
}

/** In a cell nothing can be put before the first block but by Enter, and that stays until another one is there. */
function writeCellStart(named: NamedRegion, { from, to, inserted }: Gap, edits: Edit[]): void {
  const [head, ...rest] = inserted;
  const hasBlocks = named.region.newBlocks.length > 0;
  if (to === from) {
    assert(head?.kind === "marker", "what comes before a block begins with a block");
    edits.push({ type: "splitBlock", at: from + 1, block: shapeOf(named, head.block) });
    writeItems(named, rest, { at: from + 1, edits });
  } else if (!head) edits.push({ type: "deleteRange", from: hasBlocks ? from : from + 1, to });
  else {
    edits.push({ type: "deleteRange", from: from + 1, to });
    writeItems(named, inserted, { at: from + 1, edits });
    edits.push({ type: "deleteRange", from, to: from + 1 });
  }
}

function deleteFirstBlocks(named: NamedRegion, to: number, edits: Edit[]): void {
  const first = named.region.oldBlocks[0]!;
  if (to > first.size) edits.push({ type: "deleteRange", from: first.size, to });
  edits.push({ type: "deleteBlock", block: first.id });
}

/** Returns the place after what was inserted. Tables come last, when what stands after them begins with a block. */
function writeInserted(named: NamedRegion, gap: Gap, edits: Edit[]): number {
  const tables: { readonly block: NewBlock; readonly at: number }[] = [];
  let at = gap.from;
  let isBehindTable = gap.follows === "table";
  for (const item of gap.inserted) {
    if (item.kind === "marker" && item.block.isTable) tables.push({ block: item.block, at });
    else {
      at = writeItems(named, [item], { at, edits, isBehindTable });
      isBehindTable = false;
    }
  }
  for (const table of tables.toReversed()) {
    const container = referenceTo(named.naming, table.block.container);
    at += named.tables.writeNew(table.block, { at: table.at, container, edits });
  }
  return at;
}

/** Returns the place after what was inserted. */
function writeItems(
  named: NamedBlocks,
  items: readonly Item[],
  target: { readonly at: number; readonly edits: Edit[]; readonly isBehindTable?: boolean },
): number {
  const { edits, isBehindTable } = target;
  let { at } = target;
  for (const item of items) {
    if (item.kind === "piece") at += writePiece(named, item, { at, edits });
    else if (item.kind === "marker") {
      const block = shapeOf(named, item.block);
      edits.push({ type: "insertBlock", at, block, ...(isBehindTable ? { cell: null } : {}) });
      at++;
    }
  }
  return at;
}

function shapeOf({ vocabulary, naming }: NamedBlocks, { node, container }: NewBlock): BlockShape {
  return {
    type: vocabulary.modelName(node),
    attributes: vocabulary.modelAttributes(node),
    container: referenceTo(naming, container),
  };
}

function writePiece(
  named: NamedBlocks,
  item: Extract<Item, { readonly kind: "piece" }>,
  target: { readonly at: number; readonly edits: Edit[] },
): number {
  const { vocabulary } = named;
  const { piece, block } = item;
  const { at, edits } = target;
  const shownMarks = piece.kind === "text" ? piece.marks : piece.node.marks;
  // Where the block hides marks, the text takes those of its neighbours: nobody saw them, nobody unset them.
  const marks = block.node.type.markSet === null ? { marks: toInsertedMarks(vocabulary, shownMarks) } : {};
  if (piece.kind === "atom") {
    const atom = {
      type: vocabulary.modelName(piece.node),
      attributes: vocabulary.modelAttributes(piece.node),
    };
    edits.push({ type: "insertAtom", at, atom, ...marks });
    return 1;
  }
  // The model keeps this character for markers and atoms.
  const text = piece.text.replaceAll("\uFFFC", "");
  if (text !== "") edits.push({ type: "insertText", at, text, ...marks });
  return text.length;
}

function toInsertedMarks(vocabulary: Vocabulary, marks: readonly EditorMark[]): InsertedMark[] {
  return marks.map((mark) => ({
    ...vocabulary.toModelMark(mark),
    grows: mark.type.spec.inclusive !== false,
  }));
}
