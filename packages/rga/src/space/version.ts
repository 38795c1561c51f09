import type { Result } from "@weft/base";
import { ByteWriter, DecodeError, decodeAll } from "@weft/codec";
import { MAX_COUNTER } from "../limits.ts";
import { decodeReplicaId, encodeReplicaId, REPLICA_BYTES, type ReplicaId } from "./replica.ts";

/** Version vector: for each replica how many of its counters are known, 0..n-1. Zeros are left out. */
export type Version = ReadonlyMap<ReplicaId, number>;

/** The number of replicas, then (id, counters) in the order of the ids: equal versions have equal bytes. */
export function encodeVersion(version: Version): Uint8Array<ArrayBuffer> {
  const entries = [...version].filter(([, known]) => known > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const writer = new ByteWriter();
  writer.writeVarint(entries.length);
  for (const [replica, known] of entries) {
    writer.writeRaw(encodeReplicaId(replica));
    writer.writeVarint(known);
  }
  return writer.toBytes();
}

/** Reads `encodeVersion`. Ids out of order, zeros and counters above `MAX_COUNTER` are refused. */
export function decodeVersion(bytes: Uint8Array): Result<Version, DecodeError> {
  return decodeAll(bytes, (reader) => {
    const count = reader.readVarint();
    const version = new Map<ReplicaId, number>();
    let last = "";
    for (let index = 0; index < count; index++) {
      const replica = decodeReplicaId(reader.readRaw(REPLICA_BYTES));
      const known = reader.readVarintUpTo(MAX_COUNTER, "a number of counters");
      if (replica <= last) throw new DecodeError("malformed", "replicas out of order");
      if (known === 0) throw new DecodeError("malformed", "a replica of which nothing is known");
      version.set(replica, known);
      last = replica;
    }
    return version;
  });
}
