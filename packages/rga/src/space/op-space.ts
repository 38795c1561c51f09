import { assert } from "@weft/base";
import { MAX_COUNTER, MAX_LAMPORT } from "../limits.ts";
import { type ReplicaId, type ReplicaIndex, ReplicaTable } from "./replica.ts";
import { RunTable } from "./run-table.ts";
import { TextArena, type TextBreadth } from "./text-arena.ts";
import type { Version } from "./version.ts";

/** Counters that follow one another, and the Lamport timestamp of the first; the others run on with them. */
export interface CounterRun {
  readonly counter: number;
  readonly lamport: number;
}

/** What is known of one replica. */
class ReplicaRecord {
  known = 0;
  /** The Lamport timestamp of the last known counter. */
  lastLamport = -1;
  readonly clock = new RunTable();
  readonly text: TextArena;

  constructor(breadth: TextBreadth) {
    this.text = new TextArena(breadth);
  }
}

/**
 * Who wrote which counters, when, and with which characters: the clock and the version vector of one document,
 * shared by all its sequences and op kinds. Knows nothing of order or of op kinds.
 */
export class OpSpace {
  readonly replicas = new ReplicaTable();
  /** The number of this replica, always the first. */
  readonly own: ReplicaIndex;
  readonly #breadth: TextBreadth = { isWide: false };
  readonly #records: ReplicaRecord[] = [];
  readonly #ownRecord: ReplicaRecord;
  #highest = -1;

  constructor(own: ReplicaId) {
    this.own = this.replicas.indexOf(own);
    this.#ownRecord = this.#record(this.own);
  }

  /** The highest Lamport timestamp so far, -1 at first. */
  get maxLamport(): number {
    return this.#highest;
  }

  /** Whether some character is wider than a byte: else there are no surrogates. */
  get isWide(): boolean {
    return this.#breadth.isWide;
  }

  /** How many counters of this replica are known: its next one. */
  get ownKnown(): number {
    return this.#ownRecord.known;
  }

  /** The characters of this replica. */
  get ownText(): TextArena {
    return this.#ownRecord.text;
  }

  /** How many counters of `replica` are known: its next one. */
  known(replica: ReplicaIndex): number {
    return this.#records[replica]?.known ?? 0;
  }

  /** The Lamport timestamp of the last known counter of `replica`, -1 if none is known. */
  lastLamport(replica: ReplicaIndex): number {
    return this.#records[replica]?.lastLamport ?? -1;
  }

  /** The Lamport timestamp of a known counter. O(log clock jumps of the replica). */
  lamportOf(replica: ReplicaIndex, counter: number): number {
    return (this.#records[replica] ?? this.#record(replica)).clock.at(counter);
  }

  /** First counter after `counter` at which the clock of `replica` jumped, or Infinity. */
  nextJump(replica: ReplicaIndex, counter: number): number {
    return this.#record(replica).clock.nextStart(counter);
  }

  /** The characters of a replica. */
  textOf(replica: ReplicaIndex): TextArena {
    return (this.#records[replica] ?? this.#record(replica)).text;
  }

  /** Whether a replica that knows its counters below `counter` may take `count` more, the clock of the last one being `last`. */
  hasRoom(counter: number, last: number, count: number): boolean {
    return count <= MAX_COUNTER - counter && count < MAX_LAMPORT - last;
  }

  /** Throws a RangeError when this replica may not take `count` counters more. */
  checkRoom(count: number): void {
    if (this.hasRoom(this.#ownRecord.known, this.#highest, count)) return;
    throw new RangeError("no counters left");
  }

  /** Takes `count` counters for this replica and tells which. Throws as `checkRoom`, nothing taken. */
  allocate(count: number): CounterRun {
    const run = { counter: this.#ownRecord.known, lamport: this.#highest + 1 };
    this.take(count);
    return run;
  }

  /**
   * Takes the next `count` counters for this replica; their clock runs on from the highest so far. Throws as `checkRoom`,
   * nothing taken.
   */
  take(count: number): void {
    this.checkRoom(count);
    const own = this.#ownRecord;
    const lamport = this.#highest + 1;
    // Nobody else wrote in between: the clock runs on with the counter, and there is nothing to note.
    if (own.lastLamport !== this.#highest || own.known === 0)
      own.clock.append(own.known, lamport - own.known);
    own.known += count;
    this.#highest += count;
    own.lastLamport = this.#highest;
  }

  /** Notes the next `count` counters of `replica`; `lamport` is that of the first and above its last one's. */
  accept(replica: ReplicaIndex, counter: number, count: number, lamport: number): void {
    const record = this.#records[replica] ?? this.#record(replica);
    assert(counter === record.known && count > 0, "counters without gaps");
    assert(lamport > record.lastLamport, "a clock that rises");
    if (lamport !== record.lastLamport + 1 || counter === 0) record.clock.append(counter, lamport - counter);
    record.known = counter + count;
    record.lastLamport = lamport + count - 1;
    if (record.lastLamport > this.#highest) this.#highest = record.lastLamport;
  }

  /** Takes back what was accepted of a replica from `counter` on; `maxLamport` was the highest timestamp before. */
  truncate(replica: ReplicaIndex, counter: number, maxLamport: number): void {
    const record = this.#record(replica);
    record.text.truncate(counter);
    if (record.known > counter) {
      record.clock.truncate(counter);
      record.known = counter;
      record.lastLamport = counter > 0 ? record.clock.at(counter - 1) : -1;
    }
    this.#highest = maxLamport;
  }

  /** Which of two elements is older: negative if the first. The order of Lamport timestamp, then replica id. */
  compareAge(lamportA: number, replicaA: ReplicaIndex, lamportB: number, replicaB: ReplicaIndex): number {
    if (lamportA !== lamportB) return lamportA - lamportB;
    if (replicaA === replicaB) return 0;
    return this.replicas.compare(replicaA, replicaB);
  }

  /** The version vector now. */
  version(): Version {
    const version = new Map<ReplicaId, number>();
    for (let replica = 0; replica < this.replicas.size; replica++) {
      if (this.known(replica) > 0) version.set(this.replicas.idAt(replica), this.known(replica));
    }
    return version;
  }

  #record(replica: ReplicaIndex): ReplicaRecord {
    while (this.#records.length <= replica) this.#records.push(new ReplicaRecord(this.#breadth));
    return this.#records[replica]!;
  }
}
