/** The ops that insert one element that is no character: a block marker or an inline atom. */
import type { Element, OpKind, OpReader, OpWriter, Place } from "@weft/rga";
import type { Attributes } from "../rich-text.ts";
import {
  checkPlace,
  checkType,
  placeIds,
  readBack,
  readFlag,
  readOptionalId,
  readPlace,
  writeOptionalId,
  writePlace,
} from "./reference-code.ts";
import { singleOpKind } from "./single-op.ts";
import { readAttributes, readName, writeAttributes, writeName } from "./value-code.ts";

/** What a block, an atom or a container is when it is made. */
export interface Shape {
  readonly type: string;
  readonly attributes: Attributes;
}

/** Inserts a block marker: a block begins. The id of the op is the id of the block. */
export interface MarkerOp {
  readonly type: "marker";
  readonly place: Place;
  readonly shape: Shape;
  readonly container: Element | null;
  /** Whether it took over nothing when it was made, so that undoing it leaves what came later a block. */
  readonly madeEmpty: boolean;
  /** Counters from the first op of the transaction to this one. */
  readonly back: number;
}

/** Inserts an inline atom: an image, a hard break. */
export interface AtomOp {
  readonly type: "atom";
  readonly place: Place;
  readonly shape: Shape;
  readonly back: number;
}

/** The ids of the containers that may hold a block have to be those of this kind of op. */
export const CONTAINER_TYPE = "container";

/** The kinds of op whose id stands for a block: of a cell's first one that of what opened the cell. */
export const BLOCK_TYPES: readonly string[] = ["marker", "table", "cell"];

/** Writes a shape. */
export function writeShape(writer: OpWriter, shape: Shape): void {
  writeName(writer.bytes, shape.type);
  writeAttributes(writer.bytes, shape.attributes);
}

/** Reads `writeShape`. Throws a `DecodeError`. */
export function readShape(reader: OpReader): Shape {
  const type = readName(reader.bytes);
  return { type, attributes: readAttributes(reader.bytes) };
}

/** Kind 16. */
export const markerOpKind: OpKind<MarkerOp> = singleOpKind<MarkerOp>({
  type: "marker",
  code: 16,
  isElement: true,
  encode(op, writer) {
    writePlace(writer, op.place);
    writeShape(writer, op.shape);
    writeOptionalId(writer, op.container);
    writer.bytes.writeByte(op.madeEmpty ? 1 : 0);
    writer.bytes.writeVarint(op.back);
  },
  decode(reader) {
    const place = readPlace(reader);
    const shape = readShape(reader);
    const container = readOptionalId(reader);
    const madeEmpty = readFlag(reader);
    return { type: "marker", place, shape, container, madeEmpty, back: readBack(reader) };
  },
  ids: (op) => [...placeIds(op.place), ...(op.container ? [op.container] : [])],
  check: (op, _at, context) =>
    checkPlace(op.place, context) ?? checkType(op.container, [CONTAINER_TYPE], context),
});

/** Kind 17. */
export const atomOpKind: OpKind<AtomOp> = singleOpKind<AtomOp>({
  type: "atom",
  code: 17,
  isElement: true,
  encode(op, writer) {
    writePlace(writer, op.place);
    writeShape(writer, op.shape);
    writer.bytes.writeVarint(op.back);
  },
  decode(reader) {
    const place = readPlace(reader);
    const shape = readShape(reader);
    return { type: "atom", place, shape, back: readBack(reader) };
  },
  ids: (op) => placeIds(op.place),
  check: (op, _at, context) => checkPlace(op.place, context),
});
