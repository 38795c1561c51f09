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
    const runs: { readonly counter: number; readonly lamport: number }[] = [];
    space.visitClock(replica, (counter, lamport) => runs.push({ counter, lamport }));
    column.writeVarint(space.known(replica));
    column.writeVarint(runs.length);
    let last = { counter: 0, lamport: 0 };
    for (const run of runs) {
      column.writeVarint(run.counter - last.counter);
      column.writeVarint(run.lamport - last.lamport - (run.counter - last.counter));
      last = run;
    }
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
  for (const replica of replicas) readClock(column, space, replica);
  column.expectEnd();
  return replicas;
}

function readClock(column: ByteReader, space: OpSpace, replica: ReplicaIndex): void {
  const known = column.readVarintUpTo(MAX_COUNTER, "a number of counters");
  const runs = column.readVarintUpTo(column.remaining, "the number of jumps of a clock");
  if (runs === 0 || known === 0) throw new DecodeError("malformed", "a replica that wrote nothing");
  space.reserveClock(replica, runs);
  let counter = column.readVarint();
  let lamport = column.readVarintUpTo(MAX_LAMPORT - known, "a Lamport timestamp");
  if (counter !== 0) throw new DecodeError("malformed", "a clock without its beginning");
  for (let run = 1; run <= runs; run++) {
    const next = run < runs ? counter + column.readVarintUpTo(known, "a number of counters") : known;
    if (next <= counter || next > known || (run < runs && next === known)) {
      throw new DecodeError("malformed", "a clock that jumps out of its counters");
    }
    space.accept(replica, counter, next - counter, lamport);
    if (run === runs) return;
    const jump = column.readVarintUpTo(MAX_LAMPORT, "a Lamport timestamp");
    if (jump === 0) throw new DecodeError("malformed", "a clock that jumps nowhere");
    lamport += next - counter + jump;
    if (lamport > MAX_LAMPORT - known) throw new DecodeError("limit", "a Lamport timestamp above the limit");
    counter = next;
  }
}
