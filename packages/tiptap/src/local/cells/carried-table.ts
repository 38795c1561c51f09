/** Which table of before one is after a transaction, by what stayed of it. */
import type { Node } from "@tiptap/pm/model";
import type { BlockHandle, ShownBlocks } from "../../show/shown-blocks.ts";
import type { Carry } from "../carry.ts";
import { cellIndex, isShownTable } from "./scope.ts";

interface Source {
  readonly blocks: ShownBlocks;
  readonly carry: Carry;
}

/**
 * The block of the table that the node of a table at a position is: the one that its token opened, or else the one that its
 * first row was in that stayed, its first cell, or what stands first in a cell. O(cells), but O(log n) if the token stayed.
 */
export function tableOf(source: Source, node: Node, position: number): BlockHandle | null {
  let table = tableOfToken(source, position);
  for (let at = position + 1, index = 0; !table && index < node.childCount; index++) {
    const row = node.child(index);
    table = tableOfToken(source, at) ?? tableOfCells(source, row, at);
    at += row.nodeSize;
  }
  return table;
}

/** The block of the table that a token opened, or a row or a cell of it. */
export function tableOfToken({ blocks, carry }: Source, position: number): BlockHandle | null {
  const oldPosition = carry.oldPosition(position);
  const owner = oldPosition < 0 ? null : blocks.ownerOfToken(oldPosition);
  if (owner?.kind !== "container") return null;
  const { path } = owner.handle.item;
  const part = path[owner.depth]?.container.id;
  const index = isShownTable(owner.handle) ? path.length - 1 : cellIndex(owner.handle) - 2;
  if (index < 0 || owner.depth < index || part === undefined || owner.depth > index + 2) return null;
  return blocks.handle(path[index]!.container.id);
}

function tableOfCells(source: Source, row: Node, position: number): BlockHandle | null {
  let table: BlockHandle | null = null;
  for (let at = position + 1, index = 0; !table && index < row.childCount; index++) {
    table = tableOfToken(source, at) ?? tableAround(source, at + 1);
    at += row.child(index).nodeSize;
  }
  return table;
}

/** The block of the table in one of whose cells a token stood. */
function tableAround({ blocks, carry }: Source, position: number): BlockHandle | null {
  const oldPosition = carry.oldPosition(position);
  const handle = oldPosition < 0 ? undefined : blocks.list.find(oldPosition)?.handle;
  const table = handle?.item.path[cellIndex(handle) - 2];
  return table ? blocks.handle(table.container.id) : null;
}
