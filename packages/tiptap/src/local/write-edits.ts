/**
 * A region with its identities known, as edits of the model: containers from the outermost to the innermost,
 * registers of blocks, then text and markers from the end of the region to its start (so that no place moves
 * before it is used), then marks at the places where everything stands at last.
 */

import type { Mark as EditorMark } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { Attributes, ContainerReference, Edit, InsertedMark, Value } from "@weft/richtext";
import type { Vocabulary } from "../show/vocabulary.ts";
import { writeMarks } from "./mark-edits.ts";
import type { Name, Naming } from "./name-containers.ts";
import type { Pairing } from "./pair-markers.ts";
import type { NewBlock, NewContainer, OldBlock, Piece, Region } from "./region.ts";

/** Everything that is known about a region. */
export interface NamedRegion {
  readonly region: Region;
  readonly pairing: Pairing;
  readonly naming: Naming;
  readonly vocabulary: Vocabulary;
  /** Whether the transaction may have changed marks on what it kept. */
  readonly changesMarks: boolean;
}

/** What a transaction did, for the model. */
export interface LocalEdits {
  readonly edits: readonly Edit[];
  /**
   * The rules say that the document will show more than the transaction did: two fragments of a list fuse, or
   * marks that a code block hid come back.
   */
  readonly hasConsequences: boolean;
}

/** One thing in the region's new content, in order. */
type Item =
  | { readonly kind: "kept"; readonly place: number; readonly length: number }
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
}

/** Writes the edits of a region. */
export function writeEdits(named: NamedRegion): LocalEdits {
  const edits: Edit[] = [];
  for (const [container, name] of named.naming.names) writeContainer(named, container, { name, edits });
  let hasConsequences = named.naming.fuses || revealsMarks(named.region);
  for (const [block, source] of named.pairing.sources) {
    writeRegisters(named, { block, source, edits });
  }
  for (const gap of gapsOf(named).toReversed()) writeGap(named, gap, edits);
  if (named.changesMarks) {
    const reveals = writeMarks(named.vocabulary, named.region, edits);
    hasConsequences ||= reveals;
  }
  return { edits, hasConsequences };
}

function referenceTo(naming: Naming, container: NewContainer | null): ContainerReference {
  if (!container) return null;
  const name = naming.names.get(container);
  assert(name !== undefined, "every container node is named");
  return name.kind === "old" ? name.id : { key: name.key };
}

function writeContainer(
  named: NamedRegion,
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
    items.push(source ? { kind: "kept", place: source.place, length: 1 } : { kind: "marker", block });
    for (const piece of block.pieces) {
      items.push(piece.kind === "kept" ? piece : { kind: "piece", piece, block });
    }
  }
  return items;
}

function gapsOf(named: NamedRegion): Gap[] {
  const { oldBlocks } = named.region;
  const gaps: Gap[] = [];
  let from = oldBlocks[0]!.place;
  let inserted: Item[] = [];
  const endGap = (to: number): void => {
    assert(to >= from, "what is kept keeps its order");
    if (to > from || inserted.length > 0) gaps.push({ from, to, inserted });
    inserted = [];
  };
  for (const item of itemsOf(named)) {
    if (item.kind === "kept") {
      endGap(item.place);
      from = item.place + item.length;
    } else inserted.push(item);
  }
  const last = oldBlocks.at(-1)!;
  endGap(last.place + 1 + last.node.content.size);
  return gaps;
}

function writeGap(named: NamedRegion, gap: Gap, edits: Edit[]): void {
  const { from, to } = gap;
  if (from > 0) {
    if (to > from) edits.push({ type: "deleteRange", from, to });
    writeInserted(named, gap, edits);
    return;
  }
  // The document's first block goes: its marker can only be deleted once another one stands before it or alone.
  const at = writeInserted(named, gap, edits);
  if (at > 0) edits.push({ type: "deleteRange", from: at, to: at + to });
  else if (to > 0) deleteFirstBlocks(named, to, edits);
}

function deleteFirstBlocks(named: NamedRegion, to: number, edits: Edit[]): void {
  const first = named.region.oldBlocks[0]!;
  const contentEnd = 1 + first.node.content.size;
  if (to > contentEnd) edits.push({ type: "deleteRange", from: contentEnd, to });
  edits.push({ type: "deleteBlock", block: first.id });
}

/** Returns the place after what was inserted. */
function writeInserted(named: NamedRegion, gap: Gap, edits: Edit[]): number {
  let at = gap.from;
  for (const item of gap.inserted) {
    if (item.kind === "kept") continue;
    at +=
      item.kind === "marker"
        ? writeMarker(named, item.block, { at, edits })
        : writePiece(named, item, { at, edits });
  }
  return at;
}

function writeMarker(
  named: NamedRegion,
  block: NewBlock,
  target: { readonly at: number; readonly edits: Edit[] },
): number {
  const { vocabulary, naming } = named;
  target.edits.push({
    type: "insertBlock",
    at: target.at,
    block: {
      type: vocabulary.modelName(block.node),
      attributes: vocabulary.modelAttributes(block.node),
      container: referenceTo(naming, block.container),
    },
  });
  return 1;
}

function writePiece(
  named: NamedRegion,
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
