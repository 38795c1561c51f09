/** A batch among others (FORMAT.md), for who need not know any kind of op: where it ends, and its header. */
import type { Result } from "@weft/base";
import { DecodeError, decodeAll } from "@weft/codec";
import { ReplicaTable } from "../space/replica.ts";
import type { BatchHeader } from "./batch-header.ts";
import { UpdateReader } from "./update-reader.ts";

/** The batches of an update, each as a view of its bytes. Only their frames and headers are looked at. */
export function splitBatches(update: Uint8Array): Result<Uint8Array[], DecodeError> {
  return decodeAll(update, (reader) => {
    const batches: Uint8Array[] = [];
    const source = open(reader.readRaw(reader.remaining), new ReplicaTable());
    while (source.nextBatch()) batches.push(source.bytes);
    return batches;
  });
}

/** The header of one batch. Checks the frame and the header; ops of other kinds than text are not decoded. */
export function readBatchHeader(batch: Uint8Array): Result<BatchHeader, DecodeError> {
  return decodeAll(batch, (reader) => {
    const replicas = new ReplicaTable();
    const source = open(reader.readRaw(reader.remaining), replicas);
    if (!source.nextBatch()) throw new DecodeError("truncated", "no batch");
    if (source.bytes.length < batch.length) throw new DecodeError("trailing", "more than one batch");
    const dependencies: { replica: BatchHeader["replica"]; counter: number }[] = [];
    for (let at = 0; at < source.dependencies.length; at += 2) {
      const replica = replicas.idAt(source.dependencies[at]!);
      dependencies.push({ replica, counter: source.dependencies[at + 1]! });
    }
    const { counter, count, lamport } = source;
    return { replica: replicas.idAt(source.replica), counter, count, lamport, dependencies };
  });
}

function open(update: Uint8Array, replicas: ReplicaTable): UpdateReader<never> {
  const source = new UpdateReader<never>(replicas, []);
  source.begin(update);
  return source;
}
