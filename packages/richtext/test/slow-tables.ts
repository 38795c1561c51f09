/** The tables of the slow twin: which ops are about which cell, and what each table shows. */
import type { Place } from "@weft/rga";
import type { RichTextOp } from "../src/ops/op-kinds.ts";
import type { SlowView } from "./slow-document.ts";
import { firstMarker, type History, type Id, inOrder, type Known, keyOf, nameOf } from "./slow-history.ts";

/** What is in a cell. */
interface SlowContent {
  readonly hasText: boolean;
  view(): SlowView;
}

/** A cell that somebody opened. */
interface SlowCell {
  readonly row: Id;
  readonly column: Id;
  readonly document: SlowContent;
}

interface SlowLine extends Known {
  readonly table: Id;
  readonly axis: "row" | "column";
}

type SlowBlock = SlowView["blocks"][number];

/** The ops of each sequence: all that insert nothing, and those that insert something there. */
export function splitSequences(known: readonly Known[]): {
  readonly own: readonly Known[];
  readonly cells: readonly { readonly row: Id; readonly column: Id; readonly known: readonly Known[] }[];
} {
  const homes = new Map<string, string>();
  const cells = new Map<string, { row: Id; column: Id; openers: Set<string>; first: Known | null }>();
  const lines = new Map(known.filter(({ op }) => op.type === "line").map((line) => [keyOf(line), line]));
  for (const one of known) {
    const { op } = one;
    if (op.type === "cell") {
      const id = `${keyOf(op.row)}|${keyOf(op.column)}`;
      const cell = cells.get(id) ?? { row: op.row, column: op.column, openers: new Set(), first: null };
      cells.set(id, cell);
      cell.openers.add(keyOf(one));
      homes.set(keyOf(one), id);
    }
    const parent = "place" in op && op.type !== "line" ? parentOf(op.place) : null;
    const home = parent && homes.get(keyOf(parent));
    const length = op.type === "insert" ? op.text.length : 1;
    for (let offset = 0; home && offset < length; offset++) {
      homes.set(keyOf({ replica: one.replica, counter: one.counter + offset }), home);
    }
  }
  const isIn = (one: Known, home: string | undefined): boolean =>
    !("place" in one.op) || one.op.type === "line" || homes.get(keyOf(one)) === home;
  return {
    own: known.filter((one) => isIn(one, undefined)),
    cells: [...cells].map(([id, { row, column, openers }]) => {
      const line = lines.get(keyOf(row))!;
      // An id of its own, as old as the row: nothing that is about the row is about the cell's first block.
      const marker = { replica: row.replica, counter: row.counter + 0.5 };
      const first = { ...marker, lamport: line.lamport, op: firstMarker(), openers };
      const rename = (one: Id): Id => (openers.has(keyOf(one)) ? marker : one);
      const renamed = known
        .filter((one) => isIn(one, id))
        .map((one) => ({ ...one, op: renameIds(one.op, rename) }));
      return { row, column, known: [first, ...renamed] };
    }),
  };
}

function parentOf(place: Place): Id | null {
  return place.parentReplica < 0 ? null : { replica: place.parentReplica, counter: place.parentCounter };
}

function renameIds(op: RichTextOp, rename: (id: Id) => Id): RichTextOp {
  const place = (old: Place): Place => {
    const parent = parentOf(old);
    if (!parent) return old;
    const { replica, counter } = rename(parent);
    return { ...old, parentReplica: replica, parentCounter: counter };
  };
  switch (op.type) {
    case "insert":
    case "atom":
    case "marker":
    case "table":
      return { ...op, place: place(op.place) };
    case "slot":
      return { ...op, place: place(op.place), marker: rename(op.marker), end: op.end && rename(op.end) };
    case "keep":
      return { ...op, marker: rename(op.marker) };
    case "write":
      return { ...op, target: op.target && rename(op.target) };
    case "mark": {
      const from = { ...op.from, element: rename(op.from.element) };
      return { ...op, from, to: op.to && { ...op.to, element: rename(op.to.element) } };
    }
    default:
      return op;
  }
}

/** All tables of a document. */
export class SlowTables {
  private readonly history: History;
  private readonly cells: readonly SlowCell[];
  private readonly lines: readonly SlowLine[];

  constructor(history: History, cells: readonly SlowCell[]) {
    this.history = history;
    const lines = new Map<string, SlowLine>();
    for (const one of history.known) {
      if (one.op.type !== "line") continue;
      const { first, place } = one.op;
      const beside = lines.get(`${place.parentReplica}/${place.parentCounter}`);
      const { table, axis } = first ?? beside!;
      lines.set(keyOf(one), { ...one, table, axis });
    }
    this.lines = [...lines.values()];
    this.cells = cells.filter((cell) => {
      const [row, column] = [lines.get(keyOf(cell.row))!, lines.get(keyOf(cell.column))!];
      return row.axis === "row" && column.axis === "column" && keyOf(row.table) === keyOf(column.table);
    });
  }

  /** Whether a table shows, which stands or was taken away. */
  showsCells(table: Id, stands: boolean): boolean {
    const shown = (["row", "column"] as const).map((axis) => this.shownLines(table, axis));
    if (shown.some((lines) => lines.length === 0)) return false;
    const rows = this.lines.filter((line) => keyOf(line.table) === keyOf(table) && line.axis === "row");
    return stands || rows.some((row) => this.cells.some((cell) => isAt(cell, row) && this.shows(cell)));
  }

  /** What the cells of a table show, row by row. */
  cellsOf(table: Id, block: SlowBlock): SlowBlock[] {
    return this.shownLines(table, "row").flatMap((row, index) =>
      this.shownLines(table, "column").flatMap((column) => {
        const [rowName, columnName] = [nameOf(this.history, row), nameOf(this.history, column)];
        const id = `${rowName}/${columnName}`;
        const isHeader = index === 0 && block.attributes.headerRow === true;
        const around = [
          ...block.containers,
          { id: block.id, type: block.type, attributes: block.attributes },
          { id: rowName, type: "tableRow", attributes: {} },
          { id, type: isHeader ? "tableHeader" : "tableCell", attributes: {} },
        ];
        const cell = this.cells.find((one) => isAt(one, row) && isAt(one, column));
        const blocks = cell?.document.view().blocks ?? [EMPTY];
        return blocks.map((one) => ({
          ...one,
          id: one.id === "" || one.id.endsWith(".5") ? `${id}/0` : one.id,
          containers: [...around, ...one.containers],
        }));
      }),
    );
  }

  private shownLines(table: Id, axis: "row" | "column"): Known[] {
    const lines = this.lines.filter((line) => keyOf(line.table) === keyOf(table) && line.axis === axis);
    const inserted = lines.map((line) => ({
      ...line,
      text: "\uFFFC",
      place:
        line.op.type === "line" ? line.op.place : { parentReplica: -1, parentCounter: 0, side: 1 as const },
    }));
    const byKey = new Map(lines.map((line) => [keyOf(line), line]));
    return inOrder(this.history, inserted)
      .map(({ key }) => byKey.get(key)!)
      .filter((line) => this.stands(line) || this.cells.some((cell) => isAt(cell, line) && this.shows(cell)));
  }

  private shows(cell: SlowCell): boolean {
    return cell.document.hasText;
  }

  private stands(line: Known): boolean {
    const { known, cancelled } = this.history;
    const isActive = (id: Id): boolean => !cancelled.has(keyOf(id));
    const kept = new Set<string>();
    for (const one of known) {
      if (one.op.type !== "keep" || !isActive(one) || keyOf(one.op.marker) !== keyOf(line)) continue;
      for (const deletion of one.op.deletions) kept.add(keyOf(deletion));
    }
    if (!isActive(line) && !kept.has(keyOf(line))) return false;
    return !known.some(({ op, replica, counter }) => {
      if (op.type !== "removeBlocks") return false;
      return op.markers.some((marker, index) => {
        const by = { replica, counter: counter + index };
        return keyOf(marker) === keyOf(line) && isActive(by) && !kept.has(keyOf(by));
      });
    });
  }
}

const EMPTY: SlowBlock = { id: "", type: "paragraph", attributes: {}, containers: [], runs: [] };

function isAt(cell: SlowCell, line: Id): boolean {
  return keyOf(cell.row) === keyOf(line) || keyOf(cell.column) === keyOf(line);
}
