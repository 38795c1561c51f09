import { assert, type Result } from "@weft/base";
import { DecodeError, decodeAll } from "@weft/codec";
import { MAX_COUNTER } from "../limits.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import { OpReader } from "../op/op-reader.ts";
import type { Dependency } from "../op/op-writer.ts";
import type { ReplicaIndex, ReplicaTable } from "../space/replica.ts";
import { type OpenedBatch, openNextBatch, readersOf } from "./batch-frame.ts";

/** Consecutive ops of one replica, decoded, in the dense numbers of one document. See `BatchHeader`. */
export interface Batch<Op> {
  readonly replica: ReplicaIndex;
  readonly counter: number;
  readonly count: number;
  readonly lamport: number;
  readonly dependencies: readonly Dependency[];
  readonly ops: readonly Op[];
  /** The final bytes. */
  readonly bytes: Uint8Array;
}

/** How the replicas in an update are numbered, and which of them everybody has (`OpLog.give`). */
export interface DecodeTable {
  readonly replicas: ReplicaTable;
  readonly given: readonly ReplicaIndex[];
}

/** Every batch of an update. Numbers unknown replicas in the table: the caller takes that back on an error. */
export function decodeUpdate<Op extends AnyOp>(
  update: Uint8Array,
  kinds: OpKinds<Op>,
  table: DecodeTable,
): Result<Batch<Op>[], DecodeError> {
  const batches: Batch<Op>[] = [];
  return decodeAll(update, (reader) => {
    while (reader.remaining > 0) {
      const start = reader.position;
      const opened = openNextBatch(reader, table.given.length);
      const isWhole = start === 0 && reader.remaining === 0;
      const bytes = isWhole ? update : update.subarray(start, reader.position);
      batches.push(decodeBatch(opened, bytes, { kinds, table }));
    }
    return batches;
  });
}

/** Throws a `DecodeError`. */
function decodeBatch<Op extends AnyOp>(
  opened: OpenedBatch,
  bytes: Uint8Array,
  context: { readonly kinds: OpKinds<Op>; readonly table: DecodeTable },
): Batch<Op> {
  const { replicas, given } = context.table;
  const { header } = opened;
  const { counter, count, lamport } = header;
  const replica = replicas.indexOf(header.replica);
  const dependencies = header.dependencies.map((dependency) => ({
    replica: replicas.indexOf(dependency.replica),
    counter: dependency.counter,
  }));
  if (given.includes(replica) || dependencies.some((dependency) => given.includes(dependency.replica))) {
    throw new DecodeError("impossible", "a batch by or upon a replica that everybody has");
  }
  const shared = given.map((index) => ({ replica: index, counter: MAX_COUNTER }));
  const targets = given.length === 0 ? dependencies : shared.concat(dependencies);
  const reader = new OpReader(readersOf(opened), { replica, counter }, targets);
  const ops: Op[] = [];
  const end = counter + count;
  while (reader.hasNext) {
    const kind = context.kinds.withCode(reader.code());
    const op = kind.decode(reader);
    ops.push(op);
    reader.counter += kind.span(op);
    if (reader.counter > end) {
      throw new DecodeError("malformed", "ops of more counters than the batch says");
    }
  }
  reader.expectEnd();
  if (reader.counter < end) {
    throw new DecodeError("truncated", "ops of fewer counters than the batch says");
  }
  return { replica, counter, count, lamport, dependencies, ops, bytes };
}

/** The batch without its first `known` counters. */
export function trimBatch<Op extends AnyOp>(batch: Batch<Op>, known: number, kinds: OpKinds<Op>): Batch<Op> {
  assert(known >= 0 && known < batch.count, "something is left of a trimmed batch");
  const ops: Op[] = [];
  let counter = batch.counter;
  const start = batch.counter + known;
  for (const op of batch.ops) {
    const kind = kinds.of(op);
    const span = kind.span(op);
    const at = { replica: batch.replica, counter };
    if (counter >= start) ops.push(op);
    else if (counter + span > start) ops.push(kind.slice(op, start - counter, span, at));
    counter += span;
  }
  return { ...batch, ops, counter: start, count: batch.count - known, lamport: batch.lamport + known };
}
