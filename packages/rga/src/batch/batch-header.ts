/**
 * The frame of a batch (FORMAT.md): what a relay or an outbox has to know, readable without knowing any kind of
 * op.
 */
import type { Result } from "@weft/base";
import { ByteReader, ByteWriter, crc32, DecodeError, decodeAll } from "@weft/codec";
import { MAX_BATCH_BYTES, MAX_BATCH_DEPENDENCIES, MAX_COUNTER, MAX_LAMPORT } from "../limits.ts";
import { type ReplicaId, readReplicaId, writeReplicaId } from "../space/replica.ts";

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
  writeReplicaId(body, header.replica);
  body.writeVarint(header.counter);
  body.writeVarint(header.count);
  body.writeVarint(header.lamport - header.counter);
  body.writeVarint(header.dependencies.length);
  for (const dependency of header.dependencies) {
    writeReplicaId(body, dependency.replica);
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
  return decodeAll(batch, (reader) => {
    const { header, end } = openBatchAt(batch, 0);
    reader.skip(end);
    return header;
  });
}

/** One batch of an update: its header, a reader that stands before its ops, and where it ends. */
export interface OpenedBatch {
  readonly header: BatchHeader;
  readonly ops: ByteReader;
  readonly end: number;
}

/** Opens the batch that begins at `start` in these bytes and may be followed by others. Throws a `DecodeError`. */
export function openBatchAt(update: Uint8Array, start: number): OpenedBatch {
  const frame = new ByteReader(update, start);
  const bodyLength = readFrame(frame);
  const end = frame.position;
  const sumAt = end - CHECKSUM_BYTES;
  if (new ByteReader(update, sumAt).readUint32() !== crc32(update, sumAt, start)) {
    throw new DecodeError("damaged", "the check sum of a batch does not match");
  }
  const ops = new ByteReader(update, sumAt - bodyLength, sumAt);
  return { header: readHeader(ops), ops, end };
}

/** Passes over version, length, body and check sum; gives the length of the body. */
function readFrame(reader: ByteReader): number {
  const start = reader.position;
  const format = reader.readByte();
  if (format !== BATCH_FORMAT) throw new DecodeError("version", `batch format ${format} is not known`);
  const bodyLength = reader.readVarint();
  reader.skip(bodyLength);
  reader.skip(CHECKSUM_BYTES);
  if (reader.position - start > MAX_BATCH_BYTES) throw new DecodeError("limit", "a batch is too long");
  return bodyLength;
}

function readHeader(body: ByteReader): BatchHeader {
  const replica = readReplicaId(body);
  const counter = body.readVarintUpTo(MAX_COUNTER, "a counter");
  const count = body.readVarintUpTo(MAX_COUNTER - counter, "a number of counters");
  if (count === 0) throw new DecodeError("malformed", "a batch without ops");
  const lamport = counter + body.readVarintUpTo(MAX_LAMPORT - counter - count, "a Lamport timestamp");
  const dependencyCount = body.readVarintUpTo(MAX_BATCH_DEPENDENCIES, "the number of dependencies");
  const dependencies: { replica: ReplicaId; counter: number }[] = [];
  if (dependencyCount === 0) return { replica, counter, count, lamport, dependencies };
  const seen = new Set<ReplicaId>();
  for (let index = 0; index < dependencyCount; index++) {
    const dependency = readReplicaId(body);
    if (dependency === replica || seen.has(dependency)) {
      throw new DecodeError("malformed", "a dependency that is named twice");
    }
    seen.add(dependency);
    dependencies.push({ replica: dependency, counter: body.readVarintUpTo(MAX_COUNTER, "a counter") });
  }
  return { replica, counter, count, lamport, dependencies };
}
