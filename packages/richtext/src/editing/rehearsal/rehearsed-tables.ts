/** The rows and columns of tables as edits would leave them, without making any. */
import { assert } from "@weft/base";
import { MAX_SHOWN_COLUMNS, MAX_SHOWN_ROWS } from "../../limits.ts";
import type { Axis } from "../../ops/table-ops.ts";
import { cellNamed, lineNamed } from "../../reading/display.ts";
import type { DocumentParts } from "../../reading/document-parts.ts";
import { nameOf } from "../../reading/element-name.ts";
import { readTable } from "../../reading/table-reader.ts";
import type { BlockId, LineId } from "../../rich-text.ts";
import type { PieceHandle, RehearsedPlaces } from "./rehearsed-places.ts";

interface RehearsedTable {
  readonly id: BlockId;
  readonly rows: LineId[];
  readonly columns: LineId[];
}

/** The tables of a document that change without it. */
export class RehearsedTables {
  private readonly parts: DocumentParts;
  private readonly places: RehearsedPlaces;
  private readonly tablesById = new Map<BlockId, RehearsedTable>();
  /** The first places of cells that would be new, by the id of the cell. */
  private readonly newCells = new Map<string, PieceHandle>();
  private newLines = 0;

  constructor(parts: DocumentParts, places: RehearsedPlaces) {
    this.parts = parts;
    this.places = places;
  }

  /** A table comes at a place. */
  insertTable(at: number, rows: number, columns: number): void {
    checkSize(rows, MAX_SHOWN_ROWS, "rows");
    checkSize(columns, MAX_SHOWN_COLUMNS, "columns");
    this.places.insert(at, { kind: "table", sequence: "" }, 1);
    const table = `new ${this.newLines++}`;
    for (let index = 0; index < rows * columns; index++) {
      this.places.insert(at + 1 + index, { kind: "marker", sequence: `${table}/${index}` }, 1);
    }
  }

  /** A row or a column comes before another one or as the last one. */
  insertLine(axis: Axis, id: BlockId, before: LineId | null): void {
    const table = this.table(id);
    const lines = axis === "row" ? table.rows : table.columns;
    checkSize(lines.length + 1, axis === "row" ? MAX_SHOWN_ROWS : MAX_SHOWN_COLUMNS, `${axis}s`);
    const index = before === null ? lines.length : lines.indexOf(before);
    if (index < 0) throw new RangeError(`the table ${id} shows no ${axis} ${before}`);
    const line = `+${this.newLines++}`;
    if (axis === "row") {
      const first = table.columns[0]!;
      const next = before === null ? this.endOf(table) : this.placeOfCell(table, before, first);
      for (const [offset, column] of table.columns.entries()) this.insertCell(next + offset, line, column);
    } else {
      for (const row of table.rows.toReversed()) {
        const last = table.columns.at(-1)!;
        const next =
          before === null ? this.endOfCell(table, row, last) : this.placeOfCell(table, row, before);
        this.insertCell(next, row, line);
      }
    }
    lines.splice(index, 0, line);
  }

  /** A row or a column goes. */
  deleteLine(axis: Axis, id: LineId): void {
    const line = lineNamed(this.parts, id);
    if (line?.axis !== axis) throw new RangeError(`there is no ${axis} ${id}`);
    const table = this.table(nameOf(this.parts.space.replicas, line.table));
    const lines = axis === "row" ? table.rows : table.columns;
    if (!lines.includes(id)) throw new RangeError(`no ${axis} ${id} is shown`);
    if (lines.length === 1) throw new RangeError(`the last ${axis} of a table stays`);
    const cells =
      axis === "row" ? table.columns.map((column) => [id, column]) : table.rows.map((row) => [row, id]);
    for (const [row, column] of cells) {
      this.places.remove(this.placeOfCell(table, row!, column!), this.endOfCell(table, row!, column!));
    }
    lines.splice(lines.indexOf(id), 1);
  }

  /** Throws a `RangeError` if a block is no table that is shown. */
  check(id: BlockId): void {
    this.table(id);
  }

  private table(id: BlockId): RehearsedTable {
    this.places.placeOfBlock(id);
    const known = this.tablesById.get(id);
    if (known) return known;
    const shown = readTable(this.parts, id);
    if (!shown) throw new RangeError(`the block ${id} is no table`);
    const table = { id, rows: [...shown.rows], columns: [...shown.columns] };
    this.tablesById.set(id, table);
    return table;
  }

  private insertCell(at: number, row: LineId, column: LineId): void {
    const sequence = `${row}/${column}`;
    this.newCells.set(sequence, this.places.insert(at, { kind: "marker", sequence }, 1));
  }

  private endOf(table: RehearsedTable): number {
    return this.places.endOfTable(this.places.placeOfBlock(table.id));
  }

  /** Where a cell begins. Its first block may be gone by now, or others may have come before that. */
  private placeOfCell(table: RehearsedTable, row: LineId, column: LineId): number {
    const { places } = this;
    const id = `${row}/${column}`;
    const near = this.placeNear(id);
    const found =
      (near === null ? null : places.findCell(near, id)) ??
      places.findCell(places.placeOfBlock(table.id) + 1, id);
    assert(found !== null, "a table has the cells of its rows and columns");
    return places.startOfSequence(found);
  }

  /** The place of what a cell began with, or where that stood; null if nobody knows any more. */
  private placeNear(id: string): number | null {
    const handle = this.newCells.get(id);
    if (handle) return this.places.placeOf(handle);
    const cell = cellNamed(this.parts, id);
    const first = cell?.content?.blocks.blockAt(0)?.id ?? cell?.firstBlockId;
    return first === undefined ? null : this.places.lastPlaceOfBlock(first);
  }

  private endOfCell(table: RehearsedTable, row: LineId, column: LineId): number {
    return this.places.endOfSequence(this.placeOfCell(table, row, column), `${row}/${column}`);
  }
}

function checkSize(count: number, max: number, what: string): void {
  if (!Number.isInteger(count) || count < 1 || count > max) {
    throw new RangeError(`a table has from 1 to ${max} ${what}`);
  }
}
