/** The op that writes registers: those of a block, an atom or a container, or the properties of the document. */
import { DecodeError } from "@weft/codec";
import type { Element, OpKind, OpReader } from "@weft/rga";
import { MAX_SEEN_WRITES, MAX_WRITES_PER_OP } from "../limits.ts";
import type { Value } from "../rich-text.ts";
import { BLOCK_TYPES, CONTAINER_TYPE } from "./element-ops.ts";
import {
  checkType,
  readBack,
  readFlag,
  readIds,
  readOptionalId,
  writeIds,
  writeOptionalId,
} from "./reference-code.ts";
import { singleOpKind } from "./single-op.ts";
import { readName, readValue, writeName, writeValue } from "./value-code.ts";

/** A new value of one register. */
export interface ValueWrite {
  readonly key: string;
  readonly value: Value;
  /** The newest writes of the register that were known. */
  readonly seen: readonly Element[];
}

/** A new container around a block or a container. */
export interface ContainerWrite {
  readonly container: Element | null;
  readonly seen: readonly Element[];
}

/** Writes registers of one target, all at once. */
export interface WriteOp {
  readonly type: "write";
  /** A marker, an atom or a container; null is the document. */
  readonly target: Element | null;
  /** Sorted by key, no key twice. */
  readonly values: readonly ValueWrite[];
  /** Only for markers and containers. */
  readonly house: ContainerWrite | null;
  readonly back: number;
}

/** Kind 21. */
export const writeOpKind: OpKind<WriteOp> = singleOpKind<WriteOp>({
  type: "write",
  code: 21,
  encode(op, writer) {
    writeOptionalId(writer, op.target);
    writer.bytes.writeVarint(op.values.length);
    for (const { key, value, seen } of op.values) {
      writeName(writer.bytes, key);
      writeValue(writer.bytes, value);
      writeIds(writer, seen);
    }
    writer.bytes.writeByte(op.house ? 1 : 0);
    if (op.house) {
      writeOptionalId(writer, op.house.container);
      writeIds(writer, op.house.seen);
    }
    writer.bytes.writeVarint(op.back);
  },
  decode(reader) {
    const target = readOptionalId(reader);
    const values = readValues(reader);
    const house = readFlag(reader) ? readHouse(reader) : null;
    return { type: "write", target, values, house, back: readBack(reader) };
  },
  ids: (op) => [
    ...(op.target ? [op.target] : []),
    ...op.values.flatMap((write) => write.seen),
    ...(op.house?.container ? [op.house.container] : []),
    ...(op.house?.seen ?? []),
  ],
  check(op, _at, context) {
    const targets = op.house ? [...BLOCK_TYPES, CONTAINER_TYPE] : [...BLOCK_TYPES, "atom", CONTAINER_TYPE];
    if (op.house && !op.target) return "a document that is put into a container";
    return (
      checkType(op.target, targets, context) ??
      checkType(op.house?.container ?? null, [CONTAINER_TYPE], context)
    );
  },
});

function readValues(reader: OpReader): ValueWrite[] {
  const count = reader.bytes.readVarintUpTo(MAX_WRITES_PER_OP, "a number of writes");
  const values: ValueWrite[] = [];
  for (let index = 0; index < count; index++) {
    const key = readName(reader.bytes);
    const previous = values.at(-1)?.key;
    if (previous !== undefined && previous >= key) throw new DecodeError("malformed", "keys out of order");
    const value = readValue(reader.bytes);
    values.push({ key, value, seen: readIds(reader, MAX_SEEN_WRITES) });
  }
  return values;
}

function readHouse(reader: OpReader): ContainerWrite {
  const container = readOptionalId(reader);
  return { container, seen: readIds(reader, MAX_SEEN_WRITES) };
}
