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
  /** Whether it waited before the update that is looked at. */
  readonly isOld: boolean;
}

/** The same in the buffer. */
interface Entry extends WaitingBatch {
  isOld: boolean;
  /** Whether it leaves the buffer with the update that is looked at. */
  isGone: boolean;
}

type Entries = Map<number, Set<Entry>>;

const COUNTERS = 2 ** 31;

/**
 * Batches that came before their causes, found again by what they wait for. What an update changes is taken back by `undo`,
 * or stays with `keep`. Limits are the caller's business.
 */
export class CausalBuffer {
  /** How many batches wait, and their bytes. */
  size = 0;
  bytes = 0;
  readonly #waiting = new Set<Entry>();
  readonly #byCause: Entries = new Map();
  readonly #byStart: Entries = new Map();
  /** What came and what left since the last `keep` or `undo`; a batch may have done both. */
  #come: Entry[] = [];
  #gone: Entry[] = [];

  /** All that wait; not while an update is looked at. */
  [Symbol.iterator](): IterableIterator<WaitingBatch> {
    return this.#waiting.values();
  }

  /** Whether these very bytes wait already. */
  holds(replica: ReplicaIndex, counter: number, bytes: Uint8Array): boolean {
    for (const other of this.#byStart.get(replica * COUNTERS + counter) ?? []) {
      if (!other.isGone && equalBytes(other.bytes, bytes)) return true;
    }
    return false;
  }

  add(batch: WaitingBatch): void {
    const entry = { ...batch, isGone: false };
    this.#waiting.add(entry);
    put(this.#byCause, entry.cause * COUNTERS + entry.causeCounter, entry);
    put(this.#byStart, entry.replica * COUNTERS + entry.counter, entry);
    this.#come.push(entry);
    this.size++;
    this.bytes += entry.bytes.length;
  }

  /** Makes the changes last. */
  keep(): void {
    for (const entry of this.#come) entry.isOld = true;
    for (const entry of this.#gone) this.#remove(entry);
    this.#forgetChanges();
  }

  /** Takes the changes back. */
  undo(): void {
    for (const entry of this.#gone) this.#setGone(entry, false);
    for (const entry of this.#come) {
      this.#setGone(entry, true);
      this.#remove(entry);
    }
    this.#forgetChanges();
  }

  /** Lets go those whose cause comes when the known counters of `replica` rise from `before` to `after`. */
  release(replica: ReplicaIndex, before: number, after: number): readonly WaitingBatch[] {
    const released: Entry[] = [];
    const first = replica * COUNTERS + before;
    const end = replica * COUNTERS + after;
    const isFew = end - first < this.#byCause.size;
    if (isFew)
      for (let key = first; key < end; key++) this.#releaseAll(this.#byCause.get(key) ?? [], released);
    else {
      for (const [key, entries] of this.#byCause) {
        if (key >= first && key < end) this.#releaseAll(entries, released);
      }
    }
    return released;
  }

  #releaseAll(entries: Iterable<Entry>, released: Entry[]): void {
    for (const entry of entries) {
      if (entry.isGone) continue;
      this.#setGone(entry, true);
      this.#gone.push(entry);
      released.push(entry);
    }
  }

  #setGone(entry: Entry, isGone: boolean): void {
    entry.isGone = isGone;
    this.size += isGone ? -1 : 1;
    this.bytes += isGone ? -entry.bytes.length : entry.bytes.length;
  }

  #remove(entry: Entry): void {
    this.#waiting.delete(entry);
    take(this.#byCause, entry.cause * COUNTERS + entry.causeCounter, entry);
    take(this.#byStart, entry.replica * COUNTERS + entry.counter, entry);
  }

  /** A list whose length is set takes new memory, so that only what was used is let go. */
  #forgetChanges(): void {
    if (this.#come.length > 0) this.#come = [];
    if (this.#gone.length > 0) this.#gone = [];
  }
}

function put(entries: Entries, key: number, entry: Entry): void {
  const same = entries.get(key);
  if (same) same.add(entry);
  else entries.set(key, new Set([entry]));
}

function take(entries: Entries, key: number, entry: Entry): void {
  const same = entries.get(key);
  same?.delete(entry);
  if (same?.size === 0) entries.delete(key);
}
