import { equalBytes } from "@weft/base";
import type { Batch } from "../batch/batch.ts";
import type { ReplicaId, ReplicaIndex } from "../space/replica.ts";

/** What waiting updates need: the first counter of a replica that is not known here. */
export interface MissingCause {
  readonly replica: ReplicaId;
  readonly counter: number;
}

/** A batch, and what it waits for: that more than `counter` counters of `cause` are known. */
export interface WaitingBatch<Op> {
  readonly batch: Batch<Op>;
  readonly cause: ReplicaIndex;
  readonly counter: number;
}

/** Batches that came before their causes, found again by what they wait for. Limits are the caller's business. */
export class CausalBuffer<Op> {
  private readonly waiting = new Set<WaitingBatch<Op>>();
  private readonly byCause = new Map<ReplicaIndex, Map<number, Set<WaitingBatch<Op>>>>();
  private readonly byStart = new Map<string, Set<WaitingBatch<Op>>>();
  private byteCount = 0;

  /** How many batches wait. */
  get size(): number {
    return this.waiting.size;
  }

  /** Their bytes. */
  get bytes(): number {
    return this.byteCount;
  }

  [Symbol.iterator](): IterableIterator<WaitingBatch<Op>> {
    return this.waiting.values();
  }

  /** Whether these very bytes wait already. */
  holds(batch: Batch<Op>): boolean {
    for (const other of this.byStart.get(startOf(batch)) ?? []) {
      if (equalBytes(other.batch.bytes, batch.bytes)) return true;
    }
    return false;
  }

  add(entry: WaitingBatch<Op>): void {
    this.waiting.add(entry);
    const byCounter = getOrMake(this.byCause, entry.cause, () => new Map<number, Set<WaitingBatch<Op>>>());
    getOrMake(byCounter, entry.counter, () => new Set<WaitingBatch<Op>>()).add(entry);
    getOrMake(this.byStart, startOf(entry.batch), () => new Set<WaitingBatch<Op>>()).add(entry);
    this.byteCount += entry.batch.bytes.length;
  }

  remove(entry: WaitingBatch<Op>): void {
    if (!this.waiting.delete(entry)) return;
    this.byteCount -= entry.batch.bytes.length;
    const byCounter = this.byCause.get(entry.cause);
    const sameCounter = byCounter?.get(entry.counter);
    sameCounter?.delete(entry);
    if (sameCounter?.size === 0) byCounter?.delete(entry.counter);
    if (byCounter?.size === 0) this.byCause.delete(entry.cause);
    const start = startOf(entry.batch);
    const sameStart = this.byStart.get(start);
    sameStart?.delete(entry);
    if (sameStart?.size === 0) this.byStart.delete(start);
  }

  /** Those whose cause comes when the known counters of `replica` rise from `before` to `after`. */
  released(replica: ReplicaIndex, before: number, after: number): WaitingBatch<Op>[] {
    const byCounter = this.byCause.get(replica);
    if (!byCounter) return [];
    // Entry by entry: a hundred thousand may wait for one cause, too many to be the arguments of a call.
    const released: WaitingBatch<Op>[] = [];
    if (after - before < byCounter.size) {
      for (let counter = before; counter < after; counter++) {
        for (const entry of byCounter.get(counter) ?? []) released.push(entry);
      }
    } else {
      for (const [counter, entries] of byCounter) {
        if (counter < after) for (const entry of entries) released.push(entry);
      }
    }
    return released;
  }
}

function startOf<Op>(batch: Batch<Op>): string {
  return `${batch.replica}/${batch.counter}`;
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  map.set(key, made);
  return made;
}
