import { readBatchHeader } from "../batch/batch-frame.ts";
import { MAX_SESSION_REPLICAS } from "../limits.ts";
import { INSERT_RIGHT, type PackedOp } from "../op/packed-op.ts";
import { type ReplicaIndex, ReplicaTable } from "../space/replica.ts";

/** The first byte of a batch that goes over as it is. */
export const WHOLE = 0x00;
/** The highest bit of a first byte: writer, counter and clock follow. */
export const START_FOLLOWS = 0x80;

/** What one end of a session knows of a replica: what its next batch will most likely say. */
export interface SessionReplica {
  /** Its next counter. */
  next: number;
  /** Lamport timestamp minus counter. */
  clock: number;
  /** Its element that was written, deleted or inserted at last. */
  near: number;
}

/**
 * What both ends of a session know after the same batches. Replicas are numbered in the order in which they came
 * up, at most `MAX_SESSION_REPLICAS`.
 */
export class SessionState {
  readonly replicas = new ReplicaTable();
  /** Who wrote the last batch; -1 at first. */
  current: ReplicaIndex = -1;
  readonly #known: SessionReplica[] = [];

  /** What is known of a replica that has a number. */
  of(replica: ReplicaIndex): SessionReplica {
    this.#known[replica] ??= { next: 0, clock: 0, near: 0 };
    return this.#known[replica];
  }

  /** Notes an op of `writer` that went over in a short form. */
  noteOp(op: PackedOp, writer: ReplicaIndex, lamport: number): void {
    if (op.otherReplica >= 0) this.of(op.otherReplica).near = op.otherCounter;
    if (op.form <= INSERT_RIGHT) this.of(writer).near = op.counter + op.length - 1;
    this.#noteStart(writer, op.counter, op.length, lamport);
  }

  /** Notes a batch that went over as it is. */
  noteWhole(batch: Uint8Array): void {
    const header = readBatchHeader(batch);
    if (!header.ok) return;
    const { replicas } = this;
    const { replica, counter, count, lamport } = header.value;
    if (replicas.find(replica) < 0 && replicas.size === MAX_SESSION_REPLICAS) return;
    this.#noteStart(replicas.indexOf(replica), counter, count, lamport);
  }

  #noteStart(writer: ReplicaIndex, counter: number, count: number, lamport: number): void {
    const replica = this.of(writer);
    replica.next = counter + count;
    replica.clock = lamport - counter;
    this.current = writer;
  }
}
