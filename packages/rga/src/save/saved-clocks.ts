/** Who wrote how much and when: the replicas of a save, their counters and the jumps of their clocks. */
import { ByteReader, ByteWriter, DecodeError, readPackedBytes, writePackedBytes } from "@weft/codec";
import { MAX_COUNTER, MAX_LAMPORT } from "../limits.ts";
import type { OpSpace } from "../space/op-space.ts";
import { REPLICA_BYTES, type ReplicaIndex, readReplicaId, writeReplicaId } from "../space/replica.ts";

/** Writes the replicas, which are numbered in what follows in this order, and for each its clock. */
export function writeClocks(writer: ByteWriter, space: OpSpace, replicas: readonly ReplicaIndex[]): void {
  writer.writeVarint(replicas.length);
  for (const replica of replicas) writeReplicaId(writer, space.replicas.idAt(replica));
  const column = new ByteWriter();
  for (const replica of replicas) {
    column.writeVarint(space.known(replica));
    let start = 0;
    let expected = 0;
    space.visitClock(replica, (counter, lamport) => {
      if (counter > 0) column.writeVarint(counter - start);
      expected += counter - start;
      column.writeVarint(lamport - expected);
      start = counter;
      expected = lamport;
    });
    column.writeVarint(space.known(replica) - start);
  }
  writePackedBytes(writer, column.view());
}

/** Reads `writeClocks` into an empty space; gives the document's numbers of the replicas. Throws a `DecodeError`. */
export function readClocks(reader: ByteReader, space: OpSpace): readonly ReplicaIndex[] {
  const count = reader.readVarintUpTo(Math.floor(reader.remaining / REPLICA_BYTES), "the number of replicas");
  const replicas: ReplicaIndex[] = [];
  for (let number = 0; number < count; number++) replicas.push(space.replicas.indexOf(readReplicaId(reader)));
  if (new Set(replicas).size < count) throw new DecodeError("malformed", "a replica that is named twice");
  const column = new ByteReader(readPackedBytes(reader, Number.MAX_SAFE_INTEGER));
  for (const replica of replicas) {
    const known = column.readVarintUpTo(MAX_COUNTER, "a number of counters");
    let lamport = 0;
    for (let counter = 0; counter < known || counter === 0; ) {
      const jump = column.readVarint();
      const length = column.readVarint();
      lamport += jump;
      if (
        length === 0 ||
        length > known - counter ||
        (counter > 0 && jump === 0) ||
        lamport + length > MAX_LAMPORT
      ) {
        throw new DecodeError("malformed", "a clock out of its bounds");
      }
      space.accept(replica, counter, length, lamport);
      lamport += length;
      counter += length;
    }
  }
  column.expectEnd();
  return replicas;
}
