/**
 * The part of the document that a transaction touched, on both sides: the blocks that the editor showed there,
 * with their places in the model, and the blocks that it shows now, as pieces that were kept or are new.
 */
import type { Mark, Node } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { BlockId, CellId, RichText } from "@weft/richtext";
import type { BlockHandle, ShownBlock, ShownBlocks, ShownChild } from "../show/shown-blocks.ts";
import type { ShownPath } from "../show/shown-path.ts";
import { containerRole, isUnitType } from "../show/vocabulary.ts";
import type { Carry } from "./carry.ts";
import { tableOf, tableOfToken } from "./cells/carried-table.ts";
import { cellIndex, cellOf, isShownTable, lastOf, type Scope } from "./cells/scope.ts";

/** A block as the editor showed it before the transaction, or a table with all that is in it. */
export interface OldBlock {
  readonly handle: BlockHandle;
  readonly id: BlockId;
  readonly node: Node;
  /** Position of its content in the old document. */
  readonly contentStart: number;
  /** Place of its marker in the model. Its content follows. */
  readonly place: number;
  /** How many places it takes, its marker included. */
  readonly size: number;
  readonly isTable: boolean;
  /** The containers of its sequence that it was shown in. */
  readonly path: ShownPath;
}

/** Content of a block after the transaction: kept from `owner` at a place of the model, or new. */
export type Piece =
  | {
      readonly kind: "kept";
      readonly owner: OldBlock;
      readonly place: number;
      readonly length: number;
      readonly marks: readonly Mark[];
    }
  | { readonly kind: "text"; readonly text: string; readonly marks: readonly Mark[] }
  | { readonly kind: "atom"; readonly node: Node };

/** A container node after the transaction. */
export interface NewContainer {
  readonly node: Node;
  readonly position: number;
  readonly depth: number;
  readonly parent: NewContainer | null;
  readonly children: (NewContainer | NewBlock)[];
  /** What its opening token opened before the transaction; null if that token is new. */
  readonly carried: CarriedContainer | null;
}

/** A container of the old document: the one at `depth` of a shown path. `opening`: the block before which it opened. */
export interface CarriedContainer {
  readonly path: ShownPath;
  readonly depth: number;
  readonly opening: ShownBlock | null;
}

/** A block after the transaction, or a table with all that is in it. */
export interface NewBlock {
  readonly node: Node;
  readonly position: number;
  readonly isTable: boolean;
  readonly container: NewContainer | null;
  readonly carried: OldBlock | null;
  readonly pieces: readonly Piece[];
}

/** A part of a sequence as it was and as it is now, in order. */
export interface Reading {
  readonly oldBlocks: readonly OldBlock[];
  readonly newBlocks: readonly NewBlock[];
  readonly newContainers: readonly NewContainer[];
  /** The outermost of the new blocks and containers. */
  readonly roots: readonly (NewContainer | NewBlock)[];
  /** The stretch of the new document that is covered. */
  readonly from: number;
  readonly to: number;
  /** Whether the model cannot hold what the editor shows: a table in a cell is taken apart. */
  readonly isBent: boolean;
}

/** The touched part of a sequence, from one of its blocks to another. */
export interface Region extends Reading {
  readonly first: BlockHandle;
  readonly last: BlockHandle;
}

/** Neighbours that a move took to straight before `next`, or to the end. */
export interface MovedBlocks {
  /** The cell that they are in; null for the document's own sequence. */
  readonly cell: CellId | null;
  readonly first: BlockHandle;
  readonly last: BlockHandle;
  /** `last`, or what it ends with if that is a table. */
  readonly end: BlockHandle;
  readonly next: BlockHandle | null;
}

/** What a region is read from. */
export interface RegionSource {
  readonly before: Node;
  readonly after: Node;
  readonly carry: Carry;
  readonly blocks: ShownBlocks;
  readonly richText: RichText;
  /** The sequence that is read. */
  readonly scope: Scope;
  /** What stands in another order than before. */
  readonly moved: MovedBlocks | null;
}

/** Whether a child is a container rather than a block. */
export function isContainer(child: NewContainer | NewBlock): child is NewContainer {
  return "children" in child;
}

/**
 * Reads the region from the block `first` to the block `last` of the old document. Its old blocks stand in the order,
 * and at the places, that a move leaves them in; all else is as it was.
 */
export function openRegion(source: RegionSource, first: BlockHandle, last: BlockHandle): Region {
  const shown = readOldBlocks(source, first, last);
  const oldBlocks = source.moved?.cell === source.scope.cell ? inNewOrder(shown, source.moved) : shown;
  const { from, to } = newStretch(source, first, last);
  const reader = new RegionReader(source, oldBlocks, { from, to });
  if (source.scope.cell === null) reader.readFrom(source.blocks.line(first));
  else reader.readContents();
  return {
    first,
    last,
    oldBlocks,
    newBlocks: reader.newBlocks,
    newContainers: reader.newContainers,
    roots: reader.roots,
    from,
    to,
    isBent: reader.isBent,
  };
}

/** The contents of a scope of which nothing was there before. */
export function openNew(source: RegionSource): Reading {
  const range = { from: 0, to: Number.POSITIVE_INFINITY };
  const reader = new RegionReader(source, [], range);
  reader.readContents();
  const { newBlocks, newContainers, roots, isBent } = reader;
  return { oldBlocks: [], newBlocks, newContainers, roots, ...range, isBent };
}

/** The stretch of the new document that shows the blocks from `first` to `last`; around it nothing has changed. */
function newStretch(
  { before, after, blocks, scope }: RegionSource,
  first: BlockHandle,
  last: BlockHandle,
): { readonly from: number; readonly to: number } {
  if (scope.isWhole) return { from: 0, to: Number.POSITIVE_INFINITY };
  const end = lastOf(blocks, before, last);
  const oldTo = blocks.start(end) + end.weights[0]!;
  return { from: blocks.start(first), to: after.content.size - (before.content.size - oldTo) };
}

function readOldBlocks(source: RegionSource, first: BlockHandle, last: BlockHandle): OldBlock[] {
  const { blocks } = source;
  const oldBlocks: OldBlock[] = [];
  let place = source.richText.placeOfBlock(first.item.id) + source.scope.shift;
  let position = blocks.nodePosition(first);
  for (let handle: BlockHandle | null = first; handle; ) {
    const block = readOldBlock(source, handle, { place, position });
    oldBlocks.push(block);
    if (handle === last) break;
    place += block.size;
    const end = block.isTable ? lastOf(blocks, source.before, handle) : handle;
    const next: BlockHandle | null = blocks.list.next(end);
    if (block.isTable && next) position = blocks.nodePosition(next);
    else position += handle.item.nodeSize + handle.item.closes + (next?.item.opens ?? 0);
    handle = next;
  }
  return oldBlocks;
}

function readOldBlock(
  { before, blocks, richText, scope }: RegionSource,
  handle: BlockHandle,
  at: { readonly place: number; readonly position: number },
): OldBlock {
  const { id, isTable, path, nodeSize } = handle.item;
  const { place } = at;
  const position = isTable ? at.position - 1 : at.position;
  const node = blocks.nodeAt(before, handle, position);
  if (isTable && !isShownTable(handle))
    throw new RangeError(`the table ${id} is not shown, only what is in it`);
  assert(
    node !== null && (isTable || node.nodeSize === nodeSize),
    "a shown block stands where the list says",
  );
  const following = isTable ? blocks.list.next(lastOf(blocks, before, handle)) : null;
  const end = following ? richText.placeOfBlock(following.item.id) : richText.length;
  const size = isTable ? end - richText.placeOfBlock(id) : 1 + node.content.size;
  const own = path.slice(scope.depth, isTable ? -1 : path.length);
  return { handle, id, node, contentStart: position + 1, place, size, isTable, path: own };
}

function inNewOrder(oldBlocks: readonly OldBlock[], { first, last, next }: MovedBlocks): OldBlock[] {
  const indexOf = (handle: BlockHandle | null): number =>
    oldBlocks.findIndex((block) => block.handle === handle);
  const [from, to, at] = [indexOf(first), indexOf(last) + 1, indexOf(next)];
  assert(from >= 0 && to > from, "a region holds all that moved");
  const moved = oldBlocks.slice(from, to);
  const before = at < 0 ? oldBlocks.length : at;
  const ordered =
    before <= from
      ? [...oldBlocks.slice(0, before), ...moved, ...oldBlocks.slice(before, from), ...oldBlocks.slice(to)]
      : [...oldBlocks.slice(0, from), ...oldBlocks.slice(to, before), ...moved, ...oldBlocks.slice(before)];
  let { place } = oldBlocks[0]!;
  return ordered.map((block) => {
    const placed = { ...block, place };
    place += block.size;
    return placed;
  });
}

class RegionReader {
  isBent = false;
  readonly newBlocks: NewBlock[] = [];
  readonly newContainers: NewContainer[] = [];
  readonly roots: (NewContainer | NewBlock)[] = [];
  private readonly source: RegionSource;
  private readonly oldBlocksByHandle: ReadonlyMap<BlockHandle, OldBlock>;
  private readonly range: { readonly from: number; readonly to: number };
  /** The nodes around the region's first block: nothing before it has changed, so they are where they were. */
  private line: readonly ShownChild[] = [];

  constructor(
    source: RegionSource,
    oldBlocks: readonly OldBlock[],
    range: { readonly from: number; readonly to: number },
  ) {
    this.source = source;
    this.oldBlocksByHandle = new Map(oldBlocks.map((block) => [block.handle, block]));
    this.range = range;
  }

  /** Reads the document, from the first block of the region on. */
  readFrom(line: readonly ShownChild[]): void {
    this.line = line;
    this.readChildren(this.source.after, line[0] ?? { index: 0, position: 0 }, null);
  }

  /** Reads all that the scope holds. */
  readContents(): void {
    for (const { parent, contentStart } of this.source.scope.contents)
      this.readChildren(parent, { index: 0, position: contentStart }, null);
  }

  /** Reads the children of a node that are in the range; none before `start` is. */
  readChildren(parent: Node, start: ShownChild, container: NewContainer | null): void {
    const { from, to } = this.range;
    for (let { index, position } = start; index < parent.childCount && position < to; index++) {
      const child = parent.child(index);
      const end = position + child.nodeSize;
      if (end > from) this.readChild(child, position, container);
      position = end;
    }
  }

  private readChild(node: Node, position: number, container: NewContainer | null): void {
    const { scope } = this.source;
    const isTable = this.isTable(node, position);
    if (isUnitType(node.type)) this.readBlock(node, position, container);
    else if (isTable && scope.cell === null) this.readTable(node, position, container);
    else if (isTable || isTablePart(node)) {
      this.isBent = true;
      this.readChildren(node, { index: 0, position: position + 1 }, container);
    } else this.readContainer(node, position, container);
  }

  /** Whether a node is a table, known to the schema as one or not. */
  private isTable(node: Node, position: number): boolean {
    const role = containerRole(node.type);
    if (role === null || role === "table") return role === "table";
    const handle = tableOfToken(this.source, position);
    return handle !== null && this.oldBlocksByHandle.has(handle);
  }

  private readTable(node: Node, position: number, container: NewContainer | null): void {
    const handle = tableOf(this.source, node, position);
    let carried = (handle && this.oldBlocksByHandle.get(handle)) ?? null;
    if (carried && this.newBlocks.some((block) => block.carried === carried)) carried = null;
    const block: NewBlock = { node, position, isTable: true, container, carried, pieces: [] };
    this.newBlocks.push(block);
    (container?.children ?? this.roots).push(block);
  }

  private readContainer(node: Node, position: number, parent: NewContainer | null): void {
    const container: NewContainer = {
      node,
      position,
      depth: parent ? parent.depth + 1 : 0,
      parent,
      children: [],
      carried: this.carriedContainer(position),
    };
    this.newContainers.push(container);
    (parent?.children ?? this.roots).push(container);
    this.readChildren(node, this.firstChild(container), container);
  }

  /** The first child of a container that is in the range: of one that begins before that, what is around its first block. */
  private firstChild({ position, depth }: NewContainer): ShownChild {
    const next = position < this.range.from ? this.line[depth + 1] : undefined;
    return next ?? { index: 0, position: position + 1 };
  }

  private carriedContainer(position: number): CarriedContainer | null {
    const oldPosition = this.source.carry.oldPosition(position);
    if (oldPosition < 0) return null;
    const owner = this.source.blocks.ownerOfToken(oldPosition);
    if (owner.kind !== "container" || !this.isInScope(owner.handle, owner.depth)) return null;
    const { item } = owner.handle;
    const { depth } = this.source.scope;
    return { path: item.path.slice(depth), depth: owner.depth - depth, opening: item };
  }

  /** Whether the container at `depth` of a block's path is one of the sequence that is read. */
  private isInScope(handle: BlockHandle, depth: number): boolean {
    const { scope } = this.source;
    const index = cellIndex(handle);
    if (scope.cell !== null) return depth > index && handle.item.path[index]?.container.id === scope.cell;
    return isShownTable(handle) ? depth < handle.item.path.length - 1 : index < 0 || depth < index - 2;
  }

  private readBlock(node: Node, position: number, container: NewContainer | null): void {
    const oldPosition = this.source.carry.oldPosition(position);
    const owner = oldPosition < 0 ? null : this.source.blocks.ownerOfToken(oldPosition);
    const carried = owner?.kind === "block" ? this.oldBlock(owner.handle) : null;
    const pieces = this.readPieces(node, position + 1);
    const block: NewBlock = { node, position, isTable: false, container, carried, pieces };
    this.newBlocks.push(block);
    (container?.children ?? this.roots).push(block);
  }

  private readPieces(block: Node, contentStart: number): Piece[] {
    const { carry } = this.source;
    const pieces: Piece[] = [];
    block.forEach((child, offset) => {
      const end = contentStart + offset + child.nodeSize;
      for (let position = contentStart + offset; position < end; ) {
        const pieceEnd = Math.min(end, carry.nextEdge(position));
        const oldPosition = carry.oldPosition(position);
        const kept = oldPosition < 0 ? null : this.keptPiece(oldPosition, pieceEnd - position, child.marks);
        if (kept) pieces.push(kept);
        else if (child.isText) {
          const start = position - contentStart - offset;
          const text = child.text!.slice(start, start + pieceEnd - position);
          pieces.push({ kind: "text", text, marks: child.marks });
        } else pieces.push({ kind: "atom", node: child });
        position = pieceEnd;
      }
    });
    return pieces;
  }

  /** What stayed in its sequence; null for what an edit brought along from another one, where it goes. */
  private keptPiece(oldPosition: number, length: number, marks: readonly Mark[]): Piece | null {
    const owner = this.source.blocks.ownerOfToken(oldPosition);
    assert(owner.kind === "content", "inline content was inline content before");
    const block = this.oldBlock(owner.handle);
    if (!block) return null;
    return { kind: "kept", owner: block, place: block.place + 1 + owner.offset, length, marks };
  }

  /** A block of the sequence that is read; null if it is one of another. What is kept comes from the region. */
  private oldBlock(handle: BlockHandle): OldBlock | null {
    const block = this.oldBlocksByHandle.get(handle) ?? null;
    const isKept = block !== null || cellOf(handle) !== this.source.scope.cell;
    assert(isKept, "what a region kept comes from the region");
    return block;
  }
}

function isTablePart({ type }: Node): boolean {
  const role = containerRole(type);
  return role === "row" || role === "cell";
}
