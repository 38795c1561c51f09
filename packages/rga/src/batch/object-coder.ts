/** Ops of other kinds than text, which are objects, on their way into columns and out of them. */
import type { ByteReader, ByteWriter } from "@weft/codec";
import type { PackedOp } from "../op/packed-op.ts";
import type { ReplicaIndex } from "../space/replica.ts";

/** Where the parts of such an op are read from: see `UpdateReader`. */
export interface ObjectSource {
  readonly replica: ReplicaIndex;
  /** The op that is read, with its first counter, and what was referred to last. */
  readonly op: Pick<PackedOp, "counter" | "otherReplica" | "otherCounter">;
  readonly fields: ByteReader;
  readonly whose: ByteReader;
  readonly low: ByteReader;
  readReference(whose: number): number;
}

/** Where the parts of such an op go: see `ColumnWriter`. */
export interface ObjectTarget {
  readonly fields: ByteWriter;
  reference(replica: ReplicaIndex, counter: number): void;
}

/** How ops look in bytes that are no ops of text. */
export interface ObjectCoder<Op> {
  /** Throws a `DecodeError`. */
  decode(code: number, source: ObjectSource): Op;
  /** How many counters an op takes. */
  span(op: Op): number;
  codeOf(op: Op): number;
  encode(op: Op, target: ObjectTarget): void;
  /** Throws a `DecodeError` if a document of these kinds has no such insertion of text. */
  checkText(op: PackedOp<Op>): void;
}
