/**
 * The frame of a batch (FORMAT.md): what a relay or an outbox has to know, readable without knowing any kind of
 * op.
 */
import { err, ok, type Result } from "@weft/base";
import { ByteReader, ByteWriter, crc32, DecodeError, decodeAll } from "@weft/codec";
import { MAX_BATCH_BYTES, MAX_BATCH_DEPENDENCIES, MAX_COUNTER, MAX_LAMPORT } from "../limits.ts";
import { decodeReplicaId, encodeReplicaId, REPLICA_BYTES, type ReplicaId } from "../space/replica.ts";

/** The version of the batch format, its first byte. */
export const BATCH_FORMAT = 1;

const CHECKSUM_BYTES = 4;

/** Consecutive ops of one replica, seen from outside. */
export interface BatchHeader {
  readonly replica: ReplicaId;
  /** The first counter. */
  readonly counter: number;
  /** How many counters it takes, at least 1. */
  readonly count: number;
  /** The Lamport timestamp of the first counter; the others run on with the counter. */
  readonly lamport: number;
  /** The highest counter of each other replica that its ops refer to. Its own earlier counters come on top. */
  readonly dependencies: readonly { readonly replica: ReplicaId; readonly counter: number }[];
}

/** Scratch room, used anew for each batch: one is written with each keystroke. */
const body = new ByteWriter();
const batch = new ByteWriter();

/** Header and ops as the final bytes of a batch. */
export function sealBatch(header: BatchHeader, ops: Uint8Array): Uint8Array<ArrayBuffer> {
  body.truncate(0);
  body.writeRaw(encodeReplicaId(header.replica));
  body.writeVarint(header.counter);
  body.writeVarint(header.count);
  body.writeVarint(header.lamport - header.counter);
  body.writeVarint(header.dependencies.length);
  for (const dependency of header.dependencies) {
    body.writeRaw(encodeReplicaId(dependency.replica));
    body.writeVarint(dependency.counter);
  }
  body.writeRaw(ops);
  batch.truncate(0);
  batch.writeByte(BATCH_FORMAT);
  batch.writeBytes(body.view());
  batch.writeUint32(crc32(batch.view()));
  return batch.toBytes();
}

/** The batches of an update, each as a view of its bytes. Only their frames are looked at. */
export function splitBatches(update: Uint8Array): Result<Uint8Array[], DecodeError> {
  return decodeAll(update, (reader) => {
    const batches: Uint8Array[] = [];
    while (reader.remaining > 0) {
      const start = reader.position;
      readFrame(reader);
      batches.push(update.subarray(start, reader.position));
    }
    return batches;
  });
}

/** The header of one batch. Checks the frame, the check sum and the header; the ops are not decoded. */
export function readBatchHeader(batch: Uint8Array): Result<BatchHeader, DecodeError> {
  const opened = openBatch(batch);
  return opened.ok ? ok(opened.value.header) : opened;
}

/** The header of one batch, and a reader that stands before its ops. */
export function openBatch(
  batch: Uint8Array,
): Result<{ readonly header: BatchHeader; readonly ops: ByteReader }, DecodeError> {
  const framed = decodeAll(batch, readFrame);
  if (!framed.ok) return framed;
  const body = new ByteReader(framed.value);
  const stored = new ByteReader(batch, batch.length - CHECKSUM_BYTES).readUint32();
  if (stored !== crc32(batch, batch.length - CHECKSUM_BYTES)) {
    return err(new DecodeError("damaged", "the check sum of a batch does not match"));
  }
  try {
    return ok({ header: readHeader(body), ops: body });
  } catch (error) {
    if (error instanceof DecodeError) return err(error);
    throw error;
  }
}

/** Reads version, length, body and check sum; gives the body. */
function readFrame(reader: ByteReader): Uint8Array {
  const start = reader.position;
  const format = reader.readByte();
  if (format !== BATCH_FORMAT) throw new DecodeError("version", `batch format ${format} is not known`);
  const body = reader.readBytes();
  reader.readRaw(CHECKSUM_BYTES);
  if (reader.position - start > MAX_BATCH_BYTES) throw new DecodeError("limit", "a batch is too long");
  return body;
}

function readHeader(body: ByteReader): BatchHeader {
  const replica = decodeReplicaId(body.readRaw(REPLICA_BYTES));
  const counter = body.readVarintUpTo(MAX_COUNTER, "a counter");
  const count = body.readVarintUpTo(MAX_COUNTER - counter, "a number of counters");
  if (count === 0) throw new DecodeError("malformed", "a batch without ops");
  const lamport = counter + body.readVarintUpTo(MAX_LAMPORT - counter - count, "a Lamport timestamp");
  const dependencyCount = body.readVarintUpTo(MAX_BATCH_DEPENDENCIES, "the number of dependencies");
  const dependencies: { replica: ReplicaId; counter: number }[] = [];
  if (dependencyCount === 0) return { replica, counter, count, lamport, dependencies };
  const seen = new Set<ReplicaId>();
  for (let index = 0; index < dependencyCount; index++) {
    const dependency = decodeReplicaId(body.readRaw(REPLICA_BYTES));
    if (dependency === replica || seen.has(dependency)) {
      throw new DecodeError("malformed", "a dependency that is named twice");
    }
    seen.add(dependency);
    dependencies.push({ replica: dependency, counter: body.readVarintUpTo(MAX_COUNTER, "a counter") });
  }
  return { replica, counter, count, lamport, dependencies };
}
