/** The op that puts a mark on a range or takes it away (Peritext, Litt and others 2021). */
import { DecodeError } from "@weft/codec";
import type { Element, OpKind, OpReader, OpWriter } from "@weft/rga";
import type { Attributes } from "../rich-text.ts";
import { readBack, readFlag } from "./reference-code.ts";
import { singleOpKind } from "./single-op.ts";
import { readAttributes, readName, writeAttributes, writeName } from "./value-code.ts";

/** One edge of a range: straight before or straight after an element. */
export interface MarkEdge {
  readonly element: Element;
  readonly side: "before" | "after";
}

/** Adds a mark to a range, or takes it away: whatever mark of the type is there shows in neither case. */
export interface MarkOp {
  readonly type: "mark";
  readonly from: MarkEdge;
  /** Straight before the next element: the range grows; after the last one: it does not. Null: the document's end. */
  readonly to: MarkEdge | null;
  /** The type, and the id if it has one (`markKey`). */
  readonly markType: string;
  /** Null takes the mark away. */
  readonly attributes: Attributes | null;
  readonly back: number;
}

/** Kind 22. */
export const markOpKind: OpKind<MarkOp> = singleOpKind<MarkOp>({
  type: "mark",
  code: 22,
  encode(op, writer) {
    writeEdge(writer, op.from);
    writer.bytes.writeByte(op.to ? 1 : 0);
    if (op.to) writeEdge(writer, op.to);
    writeName(writer.bytes, op.markType);
    writer.bytes.writeByte(op.attributes ? 1 : 0);
    if (op.attributes) writeAttributes(writer.bytes, op.attributes);
    writer.bytes.writeVarint(op.back);
  },
  decode(reader) {
    const from = readEdge(reader);
    const to = readFlag(reader) ? readEdge(reader) : null;
    const markType = readName(reader.bytes);
    const attributes = readFlag(reader) ? readAttributes(reader.bytes) : null;
    return { type: "mark", from, to, markType, attributes, back: readBack(reader) };
  },
  ids: (op) => (op.to ? [op.from.element, op.to.element] : [op.from.element]),
  check(op, _at, context) {
    for (const edge of [op.from, op.to]) {
      if (edge && !context.areElements(edge.element.replica, edge.element.counter, 1)) {
        return "a mark that is anchored to something that is no element";
      }
    }
    return null;
  },
});

function writeEdge(writer: OpWriter, edge: MarkEdge): void {
  writer.bytes.writeByte(edge.side === "before" ? 0 : 1);
  writer.reference(edge.element.replica, edge.element.counter);
}

function readEdge(reader: OpReader): MarkEdge {
  const side = reader.bytes.readByte();
  if (side > 1) throw new DecodeError("malformed", "an edge on no side");
  return { element: reader.reference(), side: side === 0 ? "before" : "after" };
}
