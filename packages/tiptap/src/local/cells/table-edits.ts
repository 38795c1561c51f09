/**
 * Tables as edits of the model: what is in cells that stay, then rows and columns that come and go, then what is in the
 * cells that came with them. All from the end to the start, so that no place moves before it is used.
 */
import type { Node } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { CellId, ContainerReference, Edit, LineId, RichText, Table } from "@weft/richtext";
import { isUnitType } from "../../show/vocabulary.ts";
import type { NewBlock, OldBlock, RegionSource } from "../region.ts";
import type { LocalEdits, TableEdits } from "../write-edits.ts";
import { cellScope, type NewContent } from "./scope.ts";
import { type MatchedTable, matchTable } from "./table-match.ts";

/** How the content of cells is written. */
export interface CellEdits {
  /** The edits of a cell that stays. */
  readonly rewrite: (source: RegionSource) => LocalEdits;
  /** Writes what is to be in a new cell, which begins at `place`. */
  readonly fill: (contents: readonly NewContent[], place: number, edits: Edit[]) => FilledCell;
}

/** The places that a new cell takes, and whether the model cannot hold all that the editor shows in it. */
export interface FilledCell {
  readonly places: number;
  readonly isBent: boolean;
}

/** A cell as the editor showed it. */
interface OldCell {
  readonly node: Node;
  readonly position: number;
}

/** Writes the tables of a region. */
export class TableWriter implements TableEdits {
  isBent = false;
  private readonly source: RegionSource;
  private readonly richText: RichText;
  private readonly cells: CellEdits;
  private readonly sizes = new Map<NewBlock, number>();

  constructor(source: RegionSource, cells: CellEdits) {
    this.source = source;
    this.richText = source.richText;
    this.cells = cells;
  }

  sizeOf(block: NewBlock): number {
    const size = this.sizes.get(block);
    assert(size !== undefined, "a table is written before it is measured");
    return size;
  }

  writeKept(old: OldBlock, block: NewBlock, edits: Edit[]): void {
    this.sizes.set(block, old.size);
    if (old.node === block.node) return;
    const table = this.richText.table(old.id);
    assert(table !== null, "the block of a table begins one");
    const { blocks, carry } = this.source;
    const matched = matchTable({ blocks, carry, table }, block.node, block.position);
    this.isBent ||= !matched.isExact;
    const cells = cellsById(old, table);
    const shift = old.place - this.richText.placeOfBlock(old.id);
    const sizes = this.rewriteCells(matched, (id, contents) => {
      const cell = cells.get(id);
      return cell ? this.rewriteCell(cell, { contents, shift, edits }) : 1;
    });
    writeLines(matched, table, edits);
    this.sizes.set(block, 1 + this.fillCells(matched, { place: old.place, sizes, edits }));
  }

  writeNew(
    block: NewBlock,
    target: { readonly at: number; readonly container: ContainerReference; readonly edits: Edit[] },
  ): number {
    const { blocks, carry } = this.source;
    const matched = matchTable({ blocks, carry, table: null }, block.node, block.position);
    const { at, container, edits } = target;
    const { rows, columns, isHeader } = matched;
    this.isBent ||= !matched.isExact;
    const table = { type: "table", attributes: isHeader ? { headerRow: true } : {}, container };
    edits.push({ type: "insertTable", at, rows: rows.length, columns: columns.length, table });
    const sizes = rows.map(() => columns.map(() => 1));
    const size = 1 + this.fillCells(matched, { place: at, sizes, edits });
    this.sizes.set(block, size);
    return size;
  }

  /** Writes the cells that stay, from the last to the first; returns how many places each cell takes, of new ones 1. */
  private rewriteCells(
    { rows, columns }: MatchedTable,
    rewrite: (id: CellId, contents: readonly NewContent[]) => number,
  ): number[][] {
    const sizes = rows.map(() => columns.map(() => 1));
    for (const [rowIndex, row] of [...rows.entries()].toReversed()) {
      for (const [index, column] of [...columns.entries()].toReversed()) {
        if (row.was === null || column === null) continue;
        sizes[rowIndex]![index] = rewrite(`${row.was}/${column}`, row.cells[index]!);
      }
    }
    return sizes;
  }

  private rewriteCell(
    old: OldCell,
    change: { readonly contents: readonly NewContent[]; readonly shift: number; readonly edits: Edit[] },
  ): number {
    const { contents, shift, edits } = change;
    if (contents.length === 1 && contents[0]!.parent === old.node) return placesIn(old.node);
    const scope = cellScope(this.source.blocks, old, { contents, shift, isWhole: true });
    const written = this.cells.rewrite({ ...this.source, scope });
    edits.push(...written.edits);
    this.isBent ||= written.hasConsequences;
    return written.places;
  }

  /** Fills the cells that are new. Returns the places of all. */
  private fillCells(
    { rows, columns }: MatchedTable,
    table: { readonly place: number; readonly sizes: number[][]; readonly edits: Edit[] },
  ): number {
    const { sizes, edits } = table;
    let total = sizes.flat().reduce((sum, size) => sum + size, 0);
    let place = table.place + 1 + total;
    for (const [rowIndex, row] of [...rows.entries()].toReversed()) {
      for (const [index, column] of [...columns.entries()].toReversed()) {
        place -= sizes[rowIndex]![index]!;
        if (row.was !== null && column !== null) continue;
        const contents = row.cells[index]!.filter(({ parent }) => !isBlank(parent));
        if (contents.length === 0) continue;
        const filled = this.cells.fill(contents, place, edits);
        total += filled.places - 1;
        this.isBent ||= filled.isBent;
      }
    }
    return total;
  }
}

/** Rows and columns come before others go: the last of them could not. */
function writeLines({ rows, columns, isHeader }: MatchedTable, table: Table, edits: Edit[]): void {
  const { id } = table;
  const rowIds = rows.map(({ was }) => was);
  for (const before of heirsOfNew(rowIds)) edits.push({ type: "insertRow", table: id, before });
  for (const before of heirsOfNew(columns)) edits.push({ type: "insertColumn", table: id, before });
  for (const row of table.rows) if (!rowIds.includes(row)) edits.push({ type: "deleteRow", row });
  for (const column of table.columns) {
    if (!columns.includes(column)) edits.push({ type: "deleteColumn", column });
  }
  if (isHeader !== table.hasHeaderRow) edits.push({ type: "setHeaderRow", table: id, isHeader });
}

/** For each new line the one before which it comes. */
function heirsOfNew(lines: readonly (LineId | null)[]): (LineId | null)[] {
  const heirs: (LineId | null)[] = [];
  let heir: LineId | null = null;
  for (const line of lines.toReversed()) {
    if (line === null) heirs.push(heir);
    else heir = line;
  }
  return heirs;
}

function cellsById(old: OldBlock, table: Table): Map<CellId, OldCell> {
  const cells = new Map<CellId, OldCell>();
  old.node.forEach((row, rowOffset, rowIndex) => {
    row.forEach((node, offset, index) => {
      const position = old.contentStart + rowOffset + 1 + offset;
      cells.set(`${table.rows[rowIndex]}/${table.columns[index]}`, { node, position });
    });
  });
  return cells;
}

/** How many places the blocks in a node take. */
function placesIn(node: Node): number {
  if (node.isTextblock) return 1 + node.content.size;
  if (isUnitType(node.type)) return 1;
  let places = 0;
  node.forEach((child) => {
    places += placesIn(child);
  });
  return places;
}

/** Whether a cell holds what a new one holds: one empty paragraph. */
function isBlank(cell: Node): boolean {
  const { firstChild } = cell;
  return cell.childCount === 1 && firstChild?.type.name === "paragraph" && firstChild.content.size === 0;
}
