import { assert } from "@weft/base";
import { MAX_COUNTER, MAX_LAMPORT } from "../limits.ts";
import { type ReplicaId, type ReplicaIndex, ReplicaTable } from "./replica.ts";
import { RunTable } from "./run-table.ts";
import { TextArena } from "./text-arena.ts";
import type { Version } from "./version.ts";

/** Counters that follow one another, and the Lamport timestamp of the first; the others run on with them. */
export interface CounterRun {
  readonly counter: number;
  readonly lamport: number;
}

interface ReplicaRecord {
  known: number;
  readonly lamports: RunTable;
  readonly text: TextArena;
}

/**
 * Who wrote which counters, when, and with which characters: the clock and the version vector of one document,
 * shared by all its sequences and op kinds. Knows nothing of order or of op kinds.
 */
export class OpSpace {
  readonly replicas = new ReplicaTable();
  /** The number of this replica, always the first. */
  readonly own: ReplicaIndex;
  private readonly records: ReplicaRecord[] = [];
  private highest = -1;

  constructor(own: ReplicaId) {
    this.own = this.replicas.indexOf(own);
  }

  /** The highest Lamport timestamp so far, -1 at first. */
  get maxLamport(): number {
    return this.highest;
  }

  /** How many counters of `replica` are known: its next one. */
  known(replica: ReplicaIndex): number {
    return this.records[replica]?.known ?? 0;
  }

  /** The Lamport timestamp of a known counter. O(log clock jumps of the replica). */
  lamportOf(replica: ReplicaIndex, counter: number): number {
    return this.record(replica).lamports.at(counter);
  }

  /** First counter after `counter` at which the clock of `replica` jumped, or Infinity. */
  nextJump(replica: ReplicaIndex, counter: number): number {
    return this.record(replica).lamports.nextStart(counter);
  }

  /** The characters of a replica. */
  textOf(replica: ReplicaIndex): TextArena {
    return this.record(replica).text;
  }

  /** Throws a RangeError when this replica may not take `count` counters more. */
  checkRoom(count: number): void {
    if (this.known(this.own) + count > MAX_COUNTER || this.highest + 1 + count > MAX_LAMPORT) {
      throw new RangeError("this replica has used all its counters");
    }
  }

  /** Takes `count` counters for this replica. Throws as `checkRoom`, nothing taken. */
  allocate(count: number): CounterRun {
    this.checkRoom(count);
    const run = { counter: this.known(this.own), lamport: this.highest + 1 };
    this.accept(this.own, run.counter, count, run.lamport);
    return run;
  }

  /** Notes the next `count` counters of `replica`; `lamport` is that of the first and above its last one's. */
  accept(replica: ReplicaIndex, counter: number, count: number, lamport: number): void {
    const record = this.record(replica);
    assert(counter === record.known && count > 0, "counters come without gaps");
    assert(counter === 0 || lamport > record.lamports.at(counter - 1), "the clock of a replica only rises");
    record.lamports.append(counter, lamport - counter);
    record.known += count;
    this.highest = Math.max(this.highest, lamport + count - 1);
  }

  /** Which of two elements is older: negative if the first. The order of Lamport timestamp, then replica id. */
  compareAge(lamportA: number, replicaA: ReplicaIndex, lamportB: number, replicaB: ReplicaIndex): number {
    if (lamportA !== lamportB) return lamportA - lamportB;
    if (replicaA === replicaB) return 0;
    return this.replicas.idAt(replicaA) < this.replicas.idAt(replicaB) ? -1 : 1;
  }

  /** The version vector now. */
  version(): Version {
    const version = new Map<ReplicaId, number>();
    for (let replica = 0; replica < this.replicas.size; replica++) {
      if (this.known(replica) > 0) version.set(this.replicas.idAt(replica), this.known(replica));
    }
    return version;
  }

  private record(replica: ReplicaIndex): ReplicaRecord {
    const existing = this.records[replica];
    if (existing) return existing;
    while (this.records.length <= replica) {
      this.records.push({ known: 0, lamports: new RunTable(), text: new TextArena() });
    }
    return this.record(replica);
  }
}
