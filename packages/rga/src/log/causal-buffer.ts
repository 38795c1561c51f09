import { equalBytes } from "@weft/base";
import type { ReplicaId, ReplicaIndex } from "../space/replica.ts";

/** What waiting updates need: the first counter of a replica that is not known here. */
export interface MissingCause {
  readonly replica: ReplicaId;
  readonly counter: number;
}

/** A batch that came before its causes. */
export interface WaitingBatch {
  /** A copy: the caller may use its bytes again. */
  readonly bytes: Uint8Array;
  readonly replica: ReplicaIndex;
  readonly counter: number;
  /** It waits until this counter of this replica is known. */
  readonly cause: ReplicaIndex;
  readonly causeCounter: number;
}

type Entries = Map<number, Set<WaitingBatch>>;

const COUNTERS = 2 ** 31;

/** Batches that came before their causes, found again by what they wait for. Limits are the caller's business. */
export class CausalBuffer {
  private readonly waiting = new Set<WaitingBatch>();
  private readonly byCause: Entries = new Map();
  private readonly byStart: Entries = new Map();
  private byteCount = 0;

  /** How many batches wait. */
  get size(): number {
    return this.waiting.size;
  }

  /** Whether none waits: asked with each update, where the size of a set costs more. */
  get isEmpty(): boolean {
    return this.byteCount === 0;
  }

  /** Their bytes. */
  get bytes(): number {
    return this.byteCount;
  }

  [Symbol.iterator](): IterableIterator<WaitingBatch> {
    return this.waiting.values();
  }

  /** Whether these very bytes wait already. */
  holds(replica: ReplicaIndex, counter: number, bytes: Uint8Array): boolean {
    for (const other of this.byStart.get(replica * COUNTERS + counter) ?? []) {
      if (equalBytes(other.bytes, bytes)) return true;
    }
    return false;
  }

  add(entry: WaitingBatch): void {
    this.waiting.add(entry);
    put(this.byCause, entry.cause * COUNTERS + entry.causeCounter, entry);
    put(this.byStart, entry.replica * COUNTERS + entry.counter, entry);
    this.byteCount += entry.bytes.length;
  }

  remove(entry: WaitingBatch): void {
    this.waiting.delete(entry);
    take(this.byCause, entry.cause * COUNTERS + entry.causeCounter, entry);
    take(this.byStart, entry.replica * COUNTERS + entry.counter, entry);
    this.byteCount -= entry.bytes.length;
  }

  clear(): void {
    for (const entry of this.waiting) this.remove(entry);
  }

  /** Those whose cause comes when the known counters of `replica` rise from `before` to `after`. */
  released(replica: ReplicaIndex, before: number, after: number): WaitingBatch[] {
    const released: WaitingBatch[] = [];
    const first = replica * COUNTERS + before;
    const end = replica * COUNTERS + after;
    // Entry by entry: a hundred thousand may wait for one cause, too many to be the arguments of a call.
    if (end - first < this.byCause.size) {
      for (let key = first; key < end; key++) {
        for (const entry of this.byCause.get(key) ?? []) released.push(entry);
      }
    } else {
      for (const [key, entries] of this.byCause) {
        if (key >= first && key < end) for (const entry of entries) released.push(entry);
      }
    }
    return released;
  }
}

function put(entries: Entries, key: number, entry: WaitingBatch): void {
  const same = entries.get(key);
  if (same) same.add(entry);
  else entries.set(key, new Set([entry]));
}

function take(entries: Entries, key: number, entry: WaitingBatch): void {
  const same = entries.get(key);
  same?.delete(entry);
  if (same?.size === 0) entries.delete(key);
}
