/** What has to be known of a log to judge the next batch: no entries, only how far each writer has come. */
import type { BatchHeader, ReplicaId, Version } from "@weft/rga";
import { parseReplicaId } from "@weft/rga";
import type { LogHead, NewEntry, Writer } from "../storage/storage.ts";

/** The lowest timestamp that is free in an empty document: its first block's marker has the one before. */
const firstLamport = 1;

/** How far a log has come. A fork sees its base and keeps what it accepts to itself. */
export class LogState {
  private readonly base: LogState | null;
  private readonly writersByReplica: Map<string, Writer>;
  private highestLamportEnd: number;
  private newWriterCount: number;

  private constructor(base: LogState | null, writers: readonly Writer[], nextLamport: number) {
    this.base = base;
    this.writersByReplica = new Map(writers.map((writer) => [writer.replica, writer]));
    this.highestLamportEnd = nextLamport;
    this.newWriterCount = writers.length;
  }

  /** The state at a log's head. */
  static at(head: LogHead): LogState {
    return new LogState(null, head.writers, Math.max(firstLamport, head.nextLamport));
  }

  /** A state that starts here and can be thrown away. */
  fork(): LogState {
    return new LogState(this, [], this.nextLamport);
  }

  /** The lowest Lamport timestamp that no entry has reached. */
  get nextLamport(): number {
    return this.highestLamportEnd;
  }

  /** How many counters of a replica the log holds. */
  known(replica: string): number {
    return this.writer(replica)?.known ?? 0;
  }

  /** Whether the log has all counters of a batch. */
  holds({ replica, counter, count }: Pick<BatchHeader, "replica" | "counter" | "count">): boolean {
    return counter + count <= this.known(replica);
  }

  /** The token id that a replica is bound to, empty for none. */
  identityOf(replica: string): string {
    return this.writer(replica)?.identity ?? "";
  }

  /** How many replicas have written. */
  get writerCount(): number {
    return (this.base?.writerCount ?? 0) + this.newWriterCount;
  }

  /** Notes an entry. */
  accept({ replica, counter, count, lamport, binds }: NewEntry): void {
    const identity = binds ?? this.identityOf(replica);
    if (this.writer(replica) === undefined) this.newWriterCount++;
    this.writersByReplica.set(replica, { replica, known: counter + count, identity });
    this.highestLamportEnd = Math.max(this.highestLamportEnd, lamport + count);
  }

  /** The version vector of the log. Only for a state that is not a fork. */
  version(): Version {
    const version = new Map<ReplicaId, number>();
    for (const { replica, known } of this.writersByReplica.values()) {
      const id = parseReplicaId(replica);
      if (id !== null && known > 0) version.set(id, known);
    }
    return version;
  }

  private writer(replica: string): Writer | undefined {
    return this.writersByReplica.get(replica) ?? this.base?.writer(replica);
  }
}
