import type { Element, ReplicaIndex } from "@weft/rga";

interface ReplicaColumn<Value> {
  /** Rising: the counters of a replica are met in order. */
  readonly counters: number[];
  readonly values: Map<number, Value>;
}

/** Values kept for single elements or ops, found by id, or in the order of counters from a counter on. */
export class ElementTable<Value> {
  private readonly columns: ReplicaColumn<Value>[] = [];

  /** The value of an id, if there is one. */
  get(replica: ReplicaIndex, counter: number): Value | undefined {
    return this.columns[replica]?.values.get(counter);
  }

  /** Keeps `value`. Counters of one replica must rise from call to call. */
  add(id: Element, value: Value): void {
    while (this.columns.length <= id.replica) this.columns.push({ counters: [], values: new Map() });
    const column = this.columns[id.replica]!;
    column.counters.push(id.counter);
    column.values.set(id.counter, value);
  }

  /** Visits the ids that have a value, each replica's in the order of counters. */
  visit(visit: (replica: ReplicaIndex, counter: number) => void): void {
    for (const [replica, { counters }] of this.columns.entries()) {
      for (const counter of counters) visit(replica, counter);
    }
  }

  /** The first counter in from ≤ counter < `to` that has a value, or `to`. O(log n). */
  nextCounter(replica: ReplicaIndex, from: number, to: number): number {
    const counters = this.columns[replica]?.counters;
    if (counters === undefined) return to;
    let low = 0;
    let high = counters.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (counters[middle]! < from) low = middle + 1;
      else high = middle;
    }
    return Math.min(counters[low] ?? to, to);
  }
}
