/** The ops that make tables: the marker of one, its rows and columns, and what opens a cell. */
import { DecodeError } from "@weft/codec";
import { type Element, LEFT, type OpKind, type Place, RIGHT, START } from "@weft/rga";
import { CONTAINER_TYPE, readShape, type Shape, writeShape } from "./element-ops.ts";
import {
  checkPlace,
  checkType,
  placeIds,
  readBack,
  readOptionalId,
  readPlace,
  writeOptionalId,
  writePlace,
} from "./reference-code.ts";
import { singleOpKind } from "./single-op.ts";

/** What a line of a table is. */
export type Axis = "row" | "column";

/** Inserts the marker of a table, which holds no text of its own. The id of the op is the id of the table's block. */
export interface TableOp {
  readonly type: "table";
  readonly place: Place;
  readonly shape: Shape;
  readonly container: Element | null;
  readonly back: number;
}

/** Inserts a row or a column. The id of the op is the id of the line. */
export interface LineOp {
  readonly type: "line";
  /** The table and the axis of the first line of all; null for one beside another line, whose table and axis it has. */
  readonly first: { readonly table: Element; readonly axis: Axis } | null;
  /** Among the lines of its axis: the start, or beside one of them. */
  readonly place: Place;
  readonly back: number;
}

/**
 * Opens the cell in which a row and a column cross: from then on the id of the op stands for the marker of the cell's
 * first block. Several people may open one cell; all these ids stand for the same marker.
 */
export interface CellOp {
  readonly type: "cell";
  readonly row: Element;
  readonly column: Element;
}

const FIRST_ROW = 0;
const FIRST_COLUMN = 1;
const LEFT_OF_LINE = 2;
const RIGHT_OF_LINE = 3;

/** Kind 24. */
export const tableOpKind: OpKind<TableOp> = singleOpKind<TableOp>({
  type: "table",
  code: 24,
  isElement: true,
  encode(op, writer) {
    writePlace(writer, op.place);
    writeShape(writer, op.shape);
    writeOptionalId(writer, op.container);
    writer.bytes.writeVarint(op.back);
  },
  decode(reader) {
    const place = readPlace(reader);
    const shape = readShape(reader);
    const container = readOptionalId(reader);
    return { type: "table", place, shape, container, back: readBack(reader) };
  },
  ids: (op) => [...placeIds(op.place), ...(op.container ? [op.container] : [])],
  check: (op, _at, context) =>
    checkPlace(op.place, context) ?? checkType(op.container, [CONTAINER_TYPE], context),
});

/** Kind 25. */
export const lineOpKind: OpKind<LineOp> = singleOpKind<LineOp>({
  type: "line",
  code: 25,
  encode(op, writer) {
    const { first, place } = op;
    if (first) {
      writer.bytes.writeByte(first.axis === "row" ? FIRST_ROW : FIRST_COLUMN);
      writer.reference(first.table.replica, first.table.counter);
    } else {
      writer.bytes.writeByte(place.side === LEFT ? LEFT_OF_LINE : RIGHT_OF_LINE);
      writer.reference(place.parentReplica, place.parentCounter);
    }
    writer.bytes.writeVarint(op.back);
  },
  decode(reader) {
    const form = reader.bytes.readByte();
    if (form > RIGHT_OF_LINE) throw new DecodeError("malformed", "no such form of a line");
    const { replica, counter } = reader.reference();
    const back = readBack(reader);
    if (form === FIRST_ROW || form === FIRST_COLUMN) {
      const axis = form === FIRST_ROW ? "row" : "column";
      return { type: "line", first: { table: { replica, counter }, axis }, place: START, back };
    }
    const side = form === LEFT_OF_LINE ? LEFT : RIGHT;
    const place = { parentReplica: replica, parentCounter: counter, side };
    return { type: "line", first: null, place, back };
  },
  ids: (op) => (op.first ? [op.first.table] : placeIds(op.place)),
  check: (op, _at, context) =>
    op.first
      ? checkType(op.first.table, ["table"], context)
      : checkType(placeIds(op.place)[0] ?? null, ["line"], context),
});

/** Kind 26. */
export const cellOpKind: OpKind<CellOp> = singleOpKind<CellOp>({
  type: "cell",
  code: 26,
  isElement: true,
  encode(op, writer) {
    writer.reference(op.row.replica, op.row.counter);
    writer.reference(op.column.replica, op.column.counter);
  },
  decode(reader) {
    const row = reader.reference();
    return { type: "cell", row, column: reader.reference() };
  },
  ids: (op) => [op.row, op.column],
  check: (op, _at, context) =>
    checkType(op.row, ["line"], context) ?? checkType(op.column, ["line"], context),
});
