/**
 * What one sequence of the model shows: the document's own, or that of a cell. Text never leaves its sequence, so each is
 * compared by itself. In the document's own a table with all that is in it counts as one block.
 */
import type { Node } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { CellId } from "@weft/richtext";
import type { BlockHandle, ShownBlocks } from "../../show/shown-blocks.ts";
import { isCellId } from "../../show/shown-path.ts";

/** Nodes of the document after the transaction, and where the first of them begins. */
export interface NewContent {
  readonly parent: Node;
  readonly contentStart: number;
}

/** One sequence, before and after a transaction. */
export interface Scope {
  /** The cell; null for the document's own sequence. */
  readonly cell: CellId | null;
  /** How many containers of a path are around it. */
  readonly depth: number;
  /** The blocks that begin and end it; null where that is the border of the document. */
  readonly first: BlockHandle | null;
  readonly last: BlockHandle | null;
  /** What it holds now. More than one if cells were joined by an edit that the model cannot follow. */
  readonly contents: readonly NewContent[];
  /** By how much a move that comes first shifts its places. */
  readonly shift: number;
  /** Whether all of it is compared, or only the part that the transaction touched. */
  readonly isWhole: boolean;
}

/** The document's own sequence. */
export function documentScope(after: Node): Scope {
  const contents = [{ parent: after, contentStart: 0 }];
  return { cell: null, depth: 0, first: null, last: null, contents, shift: 0, isWhole: false };
}

/** The sequence of the cell whose node is at a position before the transaction. */
export function cellScope(
  blocks: ShownBlocks,
  cell: { readonly node: Node; readonly position: number },
  now: Pick<Scope, "contents" | "shift" | "isWhole">,
): Scope {
  const first = blocks.list.find(cell.position + 1)?.handle;
  const last = blocks.list.find(cell.position + cell.node.nodeSize - 2)?.handle;
  assert(first !== undefined && last !== undefined, "a cell shows blocks");
  const index = cellIndex(first);
  const id = first.item.path[index]?.container.id;
  assert(id !== undefined, "a block in a cell knows the cell");
  return { cell: id, depth: index + 1, first, last, ...now };
}

/** Which container of a block's path is a cell, -1 if it is in none. The row and the table are the ones before. */
export function cellIndex({ item }: BlockHandle): number {
  return item.path.findIndex(({ container }) => isCellId(container.id));
}

/** The cell that a block is in, null if it is in none. */
export function cellOf(handle: BlockHandle): CellId | null {
  return handle.item.path[cellIndex(handle)]?.container.id ?? null;
}

/** Whether a block is that of a table which is shown as one. */
export function isShownTable({ item }: BlockHandle): boolean {
  return item.isTable && item.path.at(-1)?.container.id === item.id;
}

/** The block of a sequence that holds a block: in the document's own a table, for what is in one of its cells. */
export function unitOf(blocks: ShownBlocks, cell: CellId | null, handle: BlockHandle): BlockHandle {
  const index = cell === null ? cellIndex(handle) : -1;
  const table = handle.item.path[index - 2];
  return (table && blocks.handle(table.container.id)) ?? handle;
}

/** The last of the blocks that a block of the scope stands for: of a table that of its last cell. */
export function lastOf(blocks: ShownBlocks, before: Node, unit: BlockHandle): BlockHandle {
  if (!isShownTable(unit)) return unit;
  const position = blocks.nodePosition(unit) - 1;
  const last = blocks.list.find(
    position + (blocks.nodeAt(before, unit, position)?.nodeSize ?? 1) - 1,
  )?.handle;
  assert(last !== undefined, "a table is shown with its cells");
  return last;
}

/** The block of the scope after another one; null at its end. */
export function nextUnit(
  blocks: ShownBlocks,
  scope: Scope,
  { before, unit }: { readonly before: Node; readonly unit: BlockHandle },
): BlockHandle | null {
  const last = lastOf(blocks, before, unit);
  return last === scope.last ? null : blocks.list.next(last);
}

/** The block of the scope before another one; null at its start. */
export function previousUnit(blocks: ShownBlocks, scope: Scope, unit: BlockHandle): BlockHandle | null {
  const previous = unit === scope.first ? null : blocks.list.previous(unit);
  return previous && unitOf(blocks, scope.cell, previous);
}
