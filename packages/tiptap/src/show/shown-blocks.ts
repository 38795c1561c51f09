/**
 * The blocks as the editor shows them, in display order, each weighted with the ProseMirror tokens that it
 * answers for: the containers that open before it, its own node, the containers that close after it. So a
 * position becomes a block, and a block a position, in O(log n).
 */
import type { Node } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import { type BlockId, type Container, type ListHandle, WeightedList } from "@weft/richtext";
import { commonDepth, type ShownPath } from "./shown-path.ts";

/** A block in the list. The fields say what the editor shows, not what the model holds by now. */
export interface ShownBlock {
  readonly id: BlockId;
  /** Whether it is the block of a table: it has no node of its own, and opens the table that its cells are in. */
  isTable: boolean;
  /** All containers of the model, shown or not, as of the last look. */
  containers: readonly Container[];
  path: ShownPath;
  /** Those of `containers` that are not in `path`. */
  hidden: readonly Container[];
  /** How many containers of `path` open straight before the block. */
  opens: number;
  /** How many of them close straight after it. */
  closes: number;
  /** Size of the block's own node, 0 if it has none. */
  nodeSize: number;
}

/** A block's place in the list. */
export type BlockHandle = ListHandle<ShownBlock>;

/** What a position's token belongs to: `depth` is the container's place in the block's path. */
export type TokenOwner =
  | { readonly kind: "container"; readonly handle: BlockHandle; readonly depth: number }
  | { readonly kind: "block"; readonly handle: BlockHandle }
  | { readonly kind: "content"; readonly handle: BlockHandle; readonly offset: number }
  | { readonly kind: "close" };

/** Where a node is: its index among the children of its parent, and the position before it. */
export interface ShownChild {
  readonly index: number;
  readonly position: number;
}

/** The tokens that a block answers for. */
const TOKENS = 0;
/** From this dimension on: how many nodes it opens at each depth, one or none. Depth 0 are the document's children. */
const OPENED = 1;
/** Nodes deeper than this are counted by going through their siblings. */
const INDEXED_DEPTH = 8;
const nothingOpened: readonly number[] = new Array<number>(INDEXED_DEPTH).fill(0);

/** The list, by position and by id. */
export class ShownBlocks {
  readonly list = new WeightedList<ShownBlock>(OPENED + INDEXED_DEPTH);
  /** Tokens of the last block that went before another one came; the document still has them. */
  private orphanedWeight = 0;
  private readonly handlesById = new Map<BlockId, BlockHandle>();
  /** Where a container is opened: more than one place for a list whose fragments are apart. */
  private readonly openingsById = new Map<string, Set<ShownBlock>>();
  /** Blocks that are in a container and do not show it. */
  private readonly hidersById = new Map<string, Set<ShownBlock>>();

  /** Total size of the document's content. */
  get size(): number {
    return this.list.total();
  }

  handle(id: BlockId): BlockHandle | null {
    return this.handlesById.get(id) ?? null;
  }

  /** Inserts a block that shows nothing yet. It answers for what the last of all blocks left behind. */
  insertAfter(previous: BlockHandle | null, id: BlockId): BlockHandle {
    assert(!this.handlesById.has(id), "a block is shown once");
    const block: ShownBlock = {
      id,
      isTable: false,
      containers: [],
      path: [],
      hidden: [],
      opens: 0,
      closes: 0,
      nodeSize: 0,
    };
    const handle = this.list.insertAfter(previous, block, [this.orphanedWeight, ...nothingOpened]);
    this.orphanedWeight = 0;
    this.handlesById.set(id, handle);
    return handle;
  }

  /**
   * Takes a block out. Its tokens, which the document still has, are given to a neighbour, which is returned, or
   * to the next block that comes if there is none.
   */
  remove(handle: BlockHandle): BlockHandle | null {
    const heir = this.list.previous(handle) ?? this.list.next(handle);
    if (heir) this.list.update(heir, heir.weights[TOKENS]! + handle.weights[TOKENS]!, TOKENS);
    else this.orphanedWeight += handle.weights[TOKENS]!;
    this.forgetOpenings(handle.item);
    this.list.remove(handle);
    this.handlesById.delete(handle.item.id);
    return heir;
  }

  /** Sets what a block shows; `weight` follows from it. */
  setShape(handle: BlockHandle, shape: Pick<ShownBlock, "path" | "opens" | "closes">): void {
    this.forgetOpenings(handle.item);
    handle.item.path = shape.path;
    handle.item.opens = shape.opens;
    handle.item.closes = shape.closes;
    handle.item.hidden = hiddenIn(handle.item);
    for (const { container } of shape.path.slice(shape.path.length - shape.opens)) {
      note(this.openingsById, container.id, handle.item);
    }
    for (const { id } of handle.item.hidden) note(this.hidersById, id, handle.item);
  }

  /** Sets the size of a block's node and with it the tokens that it answers for. */
  setNodeSize(handle: BlockHandle, nodeSize: number): void {
    const { path, opens, closes } = handle.item;
    handle.item.nodeSize = nodeSize;
    this.list.update(handle, opens + nodeSize + closes, TOKENS);
    const end = nodeSize > 0 ? path.length : path.length - 1;
    for (let depth = 0; depth < INDEXED_DEPTH; depth++) {
      this.list.update(handle, depth >= path.length - opens && depth <= end ? 1 : 0, OPENED + depth);
    }
  }

  /** The position before the block's first token, opened containers included. */
  start(handle: BlockHandle): number {
    return this.list.sumBefore(handle);
  }

  /** The position of the block's own node. */
  nodePosition(handle: BlockHandle): number {
    return this.list.sumBefore(handle) + handle.item.opens;
  }

  /**
   * The nodes around a block from the document's child on, and its own as the last: where each is among its siblings.
   * O(log n), where ProseMirror would count them. Good while every block has the size that it shows with.
   */
  line(handle: BlockHandle): ShownChild[] {
    const { path, nodeSize } = handle.item;
    const depths = Math.min(INDEXED_DEPTH, nodeSize > 0 ? path.length + 1 : path.length);
    const line: ShownChild[] = [];
    let parent: BlockHandle | null = null;
    for (let depth = 0; depth < depths; depth++) {
      const opener = this.openerOf(handle, depth);
      const { item } = opener;
      const before = this.list.sumBefore(opener, OPENED + depth);
      const index: number = before - (parent ? this.list.sumBefore(parent, OPENED + depth) : 0);
      line.push({ index, position: this.start(opener) + depth - (item.path.length - item.opens) });
      parent = opener;
    }
    return line;
  }

  /**
   * `doc.nodeAt(position)` for the block's own node or one around it, in a document that looks like the list as far as
   * the block.
   */
  nodeAt(doc: Node, handle: BlockHandle, position: number): Node | null {
    let node = doc;
    let start = 0;
    for (const child of this.line(handle)) {
      if (child.position > position) break;
      const found = node.maybeChild(child.index);
      if (!found || child.position === position) return found;
      node = found;
      start = child.position + 1;
    }
    return node.nodeAt(position - start);
  }

  /** The child indexes that lead to a block's own node; null if it has none or is nested too deep for the index. */
  indexesOf(handle: BlockHandle): readonly number[] | null {
    const { path, nodeSize } = handle.item;
    if (nodeSize === 0 || path.length >= INDEXED_DEPTH) return null;
    return this.line(handle).map(({ index }) => index);
  }

  /** The block before which the node opens that is around a block, or its own, at a depth. */
  private openerOf(handle: BlockHandle, depth: number): BlockHandle {
    const dimension = OPENED + depth;
    if (handle.weights[dimension] === 1) return handle;
    const opener = this.list.find(this.list.sumBefore(handle, dimension) - 1, dimension)?.handle;
    assert(opener !== undefined, "what is around a block opens before it");
    return opener;
  }

  /** What the token between `position` and `position + 1` belongs to. */
  ownerOfToken(position: number): TokenOwner {
    const found = this.list.find(position);
    if (!found) return { kind: "close" };
    const { handle, offset } = found;
    const { opens, path, nodeSize } = handle.item;
    if (offset < opens) return { kind: "container", handle, depth: path.length - opens + offset };
    if (offset === opens && nodeSize > 0) return { kind: "block", handle };
    if (offset < opens + nodeSize - 1) return { kind: "content", handle, offset: offset - opens - 1 };
    return { kind: "close" };
  }

  /** The blocks before which a container opens. */
  openings(containerId: string): ReadonlySet<ShownBlock> {
    return this.openingsById.get(containerId) ?? new Set();
  }

  /** Whether a block is in a container that it does not show: what is done to that may bring it into view. */
  isHidden(containerId: string): boolean {
    return this.hidersById.has(containerId);
  }

  /** How many tokens open before a block and close after it, given the paths around it. */
  static shape(
    previous: ShownPath,
    path: ShownPath,
    next: ShownPath,
  ): Pick<ShownBlock, "path" | "opens" | "closes"> {
    return {
      path,
      opens: path.length - commonDepth(previous, path),
      closes: path.length - commonDepth(path, next),
    };
  }

  private forgetOpenings(block: ShownBlock): void {
    for (const { container } of block.path.slice(block.path.length - block.opens)) {
      forget(this.openingsById, container.id, block);
    }
    for (const { id } of block.hidden) forget(this.hidersById, id, block);
  }
}

function hiddenIn({ containers, path }: ShownBlock): readonly Container[] {
  if (containers.length === path.length) return [];
  const shown = new Set(path.map(({ container }) => container.id));
  return containers.filter(({ id }) => !shown.has(id));
}

function note(blocksById: Map<string, Set<ShownBlock>>, id: string, block: ShownBlock): void {
  const blocks = blocksById.get(id);
  if (blocks) blocks.add(block);
  else blocksById.set(id, new Set([block]));
}

function forget(blocksById: Map<string, Set<ShownBlock>>, id: string, block: ShownBlock): void {
  const blocks = blocksById.get(id);
  blocks?.delete(block);
  if (blocks?.size === 0) blocksById.delete(id);
}
