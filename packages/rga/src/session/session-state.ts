import type { BatchHeader } from "../batch/batch-header.ts";
import { countOf, hasReference, isDeletionForm, type OneOpFields } from "../batch/one-op-fields.ts";
import { MAX_SESSION_REPLICAS } from "../limits.ts";
import type { ReplicaId } from "../space/replica.ts";

/** What both ends of a session know of a replica: what its next batch will most likely say. */
export interface SessionReplica {
  readonly id: ReplicaId;
  readonly number: number;
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
  /** Who wrote the last batch; null at first. */
  current: SessionReplica | null = null;
  private readonly replicas: SessionReplica[] = [];
  private readonly byId = new Map<ReplicaId, SessionReplica>();

  /** How many replicas have a number: the next one's. */
  get size(): number {
    return this.replicas.length;
  }

  /** Whether so many more replicas can have a number. */
  hasRoomFor(count: number): boolean {
    return this.replicas.length + count <= MAX_SESSION_REPLICAS;
  }

  find(id: ReplicaId): SessionReplica | null {
    return this.byId.get(id) ?? null;
  }

  withNumber(number: number): SessionReplica | null {
    return this.replicas[number] ?? null;
  }

  /** Gives the replica the next number; there must be room. */
  add(id: ReplicaId): SessionReplica {
    const replica = { id, number: this.replicas.length, next: 0, clock: 0, near: 0 };
    this.replicas.push(replica);
    this.byId.set(id, replica);
    return replica;
  }

  /** Notes a batch that went over in a short form. */
  noteOneOp(fields: OneOpFields, writer: SessionReplica, other: SessionReplica | null): void {
    const count = countOf(fields);
    if (other) other.near = fields.reference;
    else if (hasReference(fields.form)) writer.near = fields.counter - fields.reference;
    if (!isDeletionForm(fields.form)) writer.near = fields.counter + count - 1;
    this.noteStart(writer, fields, count);
  }

  /** Notes a batch that went over as it is. */
  noteWhole(header: BatchHeader): void {
    const writer = this.find(header.replica) ?? (this.hasRoomFor(1) ? this.add(header.replica) : null);
    if (writer) this.noteStart(writer, header, header.count);
  }

  private noteStart(
    writer: SessionReplica,
    start: { readonly counter: number; readonly lamport: number },
    count: number,
  ): void {
    writer.next = start.counter + count;
    writer.clock = start.lamport - start.counter;
    this.current = writer;
  }
}
