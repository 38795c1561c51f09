/**
 * All blocks of a document in display order, those in the cells of tables included: places and indexes as the outside
 * counts them. A sequence counts its own blocks only, a table as one place; here its cells follow it, row by row.
 */
import { assert } from "@weft/base";
import type { Element } from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { Cell } from "../tables/cell.ts";
import type { Grid } from "../tables/grid.ts";
import { BLOCKS, PLACES, type RowMeasure } from "../tables/line-list.ts";
import type { DocumentParts } from "./document-parts.ts";
import { parseName } from "./element-name.ts";
import { cellParts } from "./sequence-parts.ts";

/** A block with the sequence that it is in. */
export interface ShownBlock {
  readonly parts: DocumentParts;
  readonly segment: Segment;
}

/** A place in a block: offset -1 is its marker. */
export interface ShownPlace extends ShownBlock {
  readonly offset: number;
}

/** Where what a sequence shows begins in the document. */
export interface Origin {
  readonly place: number;
  readonly index: number;
}

const DOCUMENT_ORIGIN: Origin = { place: 0, index: 0 };

/** Places shown in the document. */
export function shownLength({ root }: DocumentParts): number {
  return root.blocks.allPlaces;
}

/** Blocks shown in the document. */
export function shownCount({ root }: DocumentParts): number {
  return root.blocks.allBlocks;
}

/** What a cell holds: that of one that nobody opened is made for the one who asks. */
export function partsOfCell(root: DocumentParts, cell: Cell<DocumentParts>): DocumentParts {
  return cell.content ?? cellParts(root, cell);
}

/** The table that a segment begins, if it shows cells. */
export function gridOf(parts: DocumentParts, { marker, isTable }: Segment): Grid<DocumentParts> | null {
  if (!isTable || parts.cell) return null;
  return parts.tables.grids.get(marker.replica, marker.counter) ?? null;
}

/** The block that covers a place of the document; null outside. */
export function findPlace({ root }: DocumentParts, place: number): ShownPlace | null {
  const found = root.blocks.findPlace(place);
  if (!found) return null;
  const inner = found.offset - root.blocks.lengthOf(found.block) - 1;
  if (inner < 0) return { parts: root, segment: found.block, offset: found.offset - 1 };
  const inCell = cellAt(root, found.block, inner, PLACES);
  const within = inCell.parts.blocks.blockAtPlace(inCell.offset);
  assert(within !== null, "a cell covers its places");
  return { parts: inCell.parts, segment: within.block, offset: within.offset };
}

/** The block at an index of the document; null outside. */
export function findIndex({ root }: DocumentParts, index: number): ShownBlock | null {
  const found = root.blocks.findIndex(index);
  if (!found) return null;
  if (found.offset === 0) return { parts: root, segment: found.block };
  const inCell = cellAt(root, found.block, found.offset - 1, BLOCKS);
  const segment = inCell.parts.blocks.blockAt(inCell.offset);
  assert(segment !== null, "a cell has its blocks");
  return { parts: inCell.parts, segment };
}

/** Where what a sequence shows begins; null if it is not shown. O(columns + log n). */
export function originOf({ root, cell, tables }: DocumentParts): Origin | null {
  if (!cell) return DOCUMENT_ORIGIN;
  const grid = tables.gridAround(cell);
  const table = grid && root.segments.get(grid.marker.replica, grid.marker.counter);
  if (!grid || !table?.shown || table.notedState !== "living" || !grid.isShown(cell)) return null;
  const { blocks } = root;
  const place = blocks.allPlacesBefore(table) + blocks.lengthOf(table) + 1 + grid.sumBefore(cell, PLACES);
  return { place, index: blocks.allBlocksBefore(table) + 1 + grid.sumBefore(cell, BLOCKS) };
}

/** The place of a shown block's marker. */
export function placeOfBlock({ parts, segment }: ShownBlock): number {
  if (!parts.cell) return parts.blocks.allPlacesBefore(segment);
  const origin = originOf(parts);
  assert(origin !== null, "a block that is shown");
  return origin.place + parts.blocks.placeOf(segment);
}

/** The index of a shown block. */
export function indexOfBlock({ parts, segment }: ShownBlock): number {
  if (!parts.cell) return parts.blocks.allBlocksBefore(segment);
  const origin = originOf(parts);
  assert(origin !== null, "a block that is shown");
  return origin.index + parts.blocks.indexOf(segment);
}

/** The shown block with a name; null if there is none. */
export function findBlock({ root, tables }: DocumentParts, id: string): ShownBlock | null {
  const cell = cellWithFirstBlock(root, id);
  const element = cell ? cell.marker : parseName(root.space.replicas, id);
  if (!element) return null;
  const home = cell ?? tables.homes.get(element)?.cell ?? null;
  const parts = home ? partsOfCell(root, home) : root;
  const segment = parts.segments.get(element.replica, element.counter);
  return segment?.shown && originOf(parts) ? { parts, segment } : null;
}

/** The cell with a name, whether it is shown or not; null if there is none. */
export function cellNamed({ root, tables }: DocumentParts, id: string): Cell<DocumentParts> | null {
  const [rowName = "", columnName = "", ...rest] = id.split("/");
  const row = lineNamed(root, rowName);
  const column = lineNamed(root, columnName);
  if (!row || !column || rest.length > 0 || row.axis !== "row" || column.axis !== "column") return null;
  const grid = tables.gridOf(row);
  return grid && tables.gridOf(column) === grid ? grid.cell(row, column) : null;
}

/** The row or column with a name; null if there is none. */
export function lineNamed({ space, tables }: DocumentParts, name: string) {
  const element = parseName(space.replicas, name);
  return element && tables.line(element);
}

/** Where an element that an op names is: its sequence, and what it is called there. Lines are in none. */
export function locate(
  parts: DocumentParts,
  id: Element,
): { readonly parts: DocumentParts; readonly element: Element } {
  const home = parts.tables.isEmpty ? null : parts.tables.homes.get(id);
  if (!home) return { parts: parts.root, element: id };
  const content = partsOfCell(parts.root, home.cell);
  return { parts: content, element: home.isOpener ? home.cell.marker : id };
}

/** Visits all shown blocks in order. */
export function visitBlocks({ root }: DocumentParts, visit: (block: ShownBlock) => void): void {
  const visitIn = (parts: DocumentParts): void => {
    for (let index = 0; index < parts.blocks.blockCount; index++) {
      const segment = parts.blocks.blockAt(index)!;
      visit({ parts, segment });
      const grid = segment.innerBlocks > 0 ? gridOf(parts, segment) : null;
      for (const row of grid?.rows.shown ?? []) {
        for (const cell of grid?.shownIn(row) ?? []) visitIn(partsOfCell(root, cell));
      }
    }
  };
  visitIn(root);
}

/** The names of the blocks that the cells of a table show, in order. */
export function innerIds(grid: Grid<DocumentParts>): string[] {
  return grid.isEmpty ? [] : grid.rows.shown.flatMap((row) => grid.shownIn(row).flatMap(blockIdsIn));
}

/** The names of the blocks that a cell shows, in order. */
export function blockIdsIn(cell: Cell<DocumentParts>): string[] {
  if (!cell.content) return [cell.firstBlockId];
  const { blocks } = cell.content;
  return Array.from({ length: blocks.blockCount }, (_, index) => blocks.blockAt(index)!.id);
}

function cellWithFirstBlock(root: DocumentParts, id: string): Cell<DocumentParts> | null {
  return id.endsWith("/0") ? cellNamed(root, id.slice(0, -2)) : null;
}

function cellAt(
  root: DocumentParts,
  table: Segment,
  offset: number,
  measure: RowMeasure,
): { readonly parts: DocumentParts; readonly offset: number } {
  const found = gridOf(root, table)?.find(offset, measure);
  assert(found != null, "only a table shows more than itself");
  return { parts: partsOfCell(root, found.cell), offset: found.offset };
}
