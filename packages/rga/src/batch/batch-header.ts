/** What a relay or an outbox has to know of a batch, readable without knowing any kind of op. */
import { type ByteReader, type ByteWriter, DecodeError } from "@weft/codec";
import { MAX_COUNTER, MAX_LAMPORT } from "../limits.ts";
import { type ReplicaId, readReplicaId, writeReplicaId } from "../space/replica.ts";
import { CLOCK_FOLLOWS } from "./batch-form.ts";

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

/** Who wrote the first counter of a batch, and when. */
export interface BatchStart {
  readonly replica: ReplicaId;
  readonly counter: number;
  readonly lamport: number;
}

/** Writes the first byte and the start of a batch. */
export function writeStart(writer: ByteWriter, form: number, start: BatchStart): void {
  const clock = start.lamport - start.counter;
  writer.writeByte(clock === 0 ? form : form | CLOCK_FOLLOWS);
  writeReplicaId(writer, start.replica);
  writer.writeVarint(start.counter);
  if (clock !== 0) writer.writeVarint(clock);
}

/** Reads the start of a batch behind its first byte. Throws a `DecodeError`. */
export function readStart(reader: ByteReader, firstByte: number): BatchStart {
  const replica = readReplicaId(reader);
  const counter = reader.readVarintUpTo(MAX_COUNTER, "a counter");
  if (firstByte < CLOCK_FOLLOWS) return { replica, counter, lamport: counter };
  const clock = reader.readVarintUpTo(MAX_LAMPORT - counter, "a Lamport timestamp");
  if (clock === 0) throw new DecodeError("malformed", "a clock in a longer form than it needs");
  return { replica, counter, lamport: counter + clock };
}

/** Throws a `DecodeError` unless `count` counters from the start on are within the limits. */
export function checkCount(start: BatchStart, count: number): void {
  if (count === 0) throw new DecodeError("malformed", "a batch without ops");
  if (start.counter + count > MAX_COUNTER) throw new DecodeError("limit", "a counter above the limit");
  if (start.lamport + count > MAX_LAMPORT) {
    throw new DecodeError("limit", "a Lamport timestamp above the limit");
  }
}
