import type { Result } from "@weft/base";
import { type DecodeError, decodeAll } from "@weft/codec";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import type { Element } from "../sequence/place.ts";
import type { ReplicaIndex, ReplicaTable } from "../space/replica.ts";
import { KindReader } from "./kind-reader.ts";
import { unpackOp } from "./packing.ts";

/** Consecutive ops of one replica, decoded, in the dense numbers of one document. See `BatchHeader`. */
export interface Batch<Op> {
  readonly replica: ReplicaIndex;
  readonly counter: number;
  readonly count: number;
  readonly lamport: number;
  /** The highest counter of each other replica that its ops refer to. */
  readonly dependencies: readonly Element[];
  readonly ops: readonly Op[];
  /** The final bytes. */
  readonly bytes: Uint8Array;
}

/** How the replicas in an update are numbered, and which of them everybody has (`OpLog.give`). */
export interface DecodeTable {
  readonly replicas: ReplicaTable;
  readonly given: readonly ReplicaIndex[];
}

/**
 * Every batch of an update with its ops as objects. Numbers unknown replicas in the table: the caller takes that back on
 * an error.
 */
export function decodeUpdate<Op extends AnyOp>(
  update: Uint8Array,
  kinds: OpKinds<Op>,
  { replicas, given }: DecodeTable,
): Result<Batch<Op>[], DecodeError> {
  const source = new KindReader(replicas, given, kinds);
  return decodeAll(update, (reader) => {
    source.begin(reader.readRaw(reader.remaining));
    const batches: Batch<Op>[] = [];
    while (source.nextBatch()) {
      const ops: Op[] = [];
      while (source.nextOp()) ops.push(unpackOp(source.op, kinds));
      const { replica, counter, count, lamport, bytes } = source;
      batches.push({
        replica,
        counter,
        count,
        lamport,
        dependencies: pairs(source.dependencies),
        ops,
        bytes,
      });
    }
    return batches;
  });
}

function pairs(numbers: readonly number[]): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < numbers.length; at += 2) {
    elements.push({ replica: numbers[at]!, counter: numbers[at + 1]! });
  }
  return elements;
}
