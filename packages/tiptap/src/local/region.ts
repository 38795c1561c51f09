/**
 * The part of the document that a transaction touched, on both sides: the blocks that the editor showed there,
 * with their places in the model, and the blocks that it shows now, as pieces that were kept or are new.
 */

import type { Mark, Node } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { BlockId, RichText } from "@weft/richtext";
import type { BlockHandle, ShownBlock, ShownBlocks } from "../show/shown-blocks.ts";
import type { ShownPath } from "../show/shown-path.ts";
import { isUnitType } from "../show/vocabulary.ts";
import type { Carry } from "./carry.ts";

/** A block as the editor showed it before the transaction. */
export interface OldBlock {
  readonly handle: BlockHandle;
  readonly id: BlockId;
  readonly node: Node;
  /** Position of its content in the old document. */
  readonly contentStart: number;
  /** Place of its marker in the model. Its content follows. */
  readonly place: number;
  /** The containers that it was shown in. */
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

/** A block after the transaction. */
export interface NewBlock {
  readonly node: Node;
  readonly container: NewContainer | null;
  readonly carried: OldBlock | null;
  readonly pieces: readonly Piece[];
}

/** Both sides of the touched part, in order. */
export interface Region {
  readonly first: BlockHandle;
  readonly last: BlockHandle;
  readonly oldBlocks: readonly OldBlock[];
  readonly newBlocks: readonly NewBlock[];
  readonly newContainers: readonly NewContainer[];
  /** The outermost of the new blocks and containers. */
  readonly roots: readonly (NewContainer | NewBlock)[];
  /** The stretch of the new document that is covered. */
  readonly from: number;
  readonly to: number;
}

/** Neighbours that a move took to straight before `next`, or to the end. */
export interface MovedBlocks {
  readonly first: BlockHandle;
  readonly last: BlockHandle;
  readonly next: BlockHandle | null;
}

/** What a region is read from. */
export interface RegionSource {
  readonly before: Node;
  readonly after: Node;
  readonly carry: Carry;
  readonly blocks: ShownBlocks;
  readonly richText: RichText;
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
  const { before, after, blocks } = source;
  const shown = readOldBlocks(source, first, last);
  const oldBlocks = source.moved ? inNewOrder(shown, source.moved) : shown;
  const from = blocks.start(first);
  const oldTo = blocks.start(last) + last.weights[0]!;
  const to = after.content.size - (before.content.size - oldTo);
  const reader = new RegionReader(source, oldBlocks, { from, to });
  reader.readChildren(after, 0, null);
  return {
    first,
    last,
    oldBlocks,
    newBlocks: reader.newBlocks,
    newContainers: reader.newContainers,
    roots: reader.roots,
    from,
    to,
  };
}

function readOldBlocks(source: RegionSource, first: BlockHandle, last: BlockHandle): OldBlock[] {
  const { before, blocks, richText } = source;
  const oldBlocks: OldBlock[] = [];
  let place = richText.placeOfBlock(first.item.id);
  let position = blocks.nodePosition(first);
  for (let handle: BlockHandle | null = first; handle; handle = blocks.list.next(handle)) {
    const { id, path, nodeSize, closes } = handle.item;
    const node = before.nodeAt(position);
    assert(node !== null && node.nodeSize === nodeSize, "a shown block stands where the list says");
    oldBlocks.push({
      handle,
      id,
      node,
      contentStart: position + 1,
      place,
      path,
    });
    if (handle === last) break;
    place += 1 + node.content.size;
    position += nodeSize + closes + (blocks.list.next(handle)?.item.opens ?? 0);
  }
  return oldBlocks;
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
    place += 1 + block.node.content.size;
    return placed;
  });
}

class RegionReader {
  readonly newBlocks: NewBlock[] = [];
  readonly newContainers: NewContainer[] = [];
  readonly roots: (NewContainer | NewBlock)[] = [];
  private readonly source: RegionSource;
  private readonly oldBlocksByHandle: ReadonlyMap<BlockHandle, OldBlock>;
  private readonly range: { readonly from: number; readonly to: number };

  constructor(
    source: RegionSource,
    oldBlocks: readonly OldBlock[],
    range: { readonly from: number; readonly to: number },
  ) {
    this.source = source;
    this.oldBlocksByHandle = new Map(oldBlocks.map((block) => [block.handle, block]));
    this.range = range;
  }

  readChildren(parent: Node, contentStart: number, container: NewContainer | null): void {
    const { from, to } = this.range;
    for (let index = 0, position = contentStart; index < parent.childCount && position < to; index++) {
      const child = parent.child(index);
      const end = position + child.nodeSize;
      if (end > from && isUnitType(child.type)) this.readBlock(child, position, container);
      else if (end > from) this.readContainer(child, position, container);
      position = end;
    }
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
    this.readChildren(node, position + 1, container);
  }

  private carriedContainer(position: number): CarriedContainer | null {
    const oldPosition = this.source.carry.oldPosition(position);
    if (oldPosition < 0) return null;
    const owner = this.source.blocks.ownerOfToken(oldPosition);
    if (owner.kind !== "container") return null;
    const { item } = owner.handle;
    return { path: item.path, depth: owner.depth, opening: item };
  }

  private readBlock(node: Node, position: number, container: NewContainer | null): void {
    const oldPosition = this.source.carry.oldPosition(position);
    const owner = oldPosition < 0 ? null : this.source.blocks.ownerOfToken(oldPosition);
    const carried = owner?.kind === "block" ? this.oldBlock(owner.handle) : null;
    const block: NewBlock = { node, container, carried, pieces: this.readPieces(node, position + 1) };
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
        if (oldPosition >= 0) {
          pieces.push(this.keptPiece(oldPosition, pieceEnd - position, child.marks));
        } else if (child.isText) {
          const start = position - contentStart - offset;
          const text = child.text!.slice(start, start + pieceEnd - position);
          pieces.push({ kind: "text", text, marks: child.marks });
        } else pieces.push({ kind: "atom", node: child });
        position = pieceEnd;
      }
    });
    return pieces;
  }

  private keptPiece(oldPosition: number, length: number, marks: readonly Mark[]): Piece {
    const owner = this.source.blocks.ownerOfToken(oldPosition);
    assert(owner.kind === "content", "inline content was inline content before");
    const block = this.oldBlock(owner.handle);
    return { kind: "kept", owner: block, place: block.place + 1 + owner.offset, length, marks };
  }

  private oldBlock(handle: BlockHandle): OldBlock {
    const block = this.oldBlocksByHandle.get(handle);
    assert(block !== undefined, "what a region kept comes from the region");
    return block;
  }
}
