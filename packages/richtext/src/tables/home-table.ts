import type { Element, ReplicaIndex } from "@weft/rga";

/** Consecutive counters that are at home in one thing. */
interface Stretch<Home> {
  readonly from: number;
  to: number;
  readonly home: Home;
}

/** At home in what an element is, for those that are not in the document's own sequence. O(log stretches). */
export class HomeTable<Home> {
  private readonly stretchesByReplica: Stretch<Home>[][] = [];

  /** Notes where new elements are. Counters of one replica must rise from call to call. */
  add({ replica, counter }: Element, length: number, home: Home): void {
    while (this.stretchesByReplica.length <= replica) this.stretchesByReplica.push([]);
    const stretches = this.stretchesByReplica[replica]!;
    const last = stretches.at(-1);
    if (last?.to === counter && last.home === home) last.to += length;
    else stretches.push({ from: counter, to: counter + length, home });
  }

  /** Where an element is; null: in the document's own sequence, or nowhere. */
  get({ replica, counter }: Element): Home | null {
    return this.until(replica, counter, counter + 1).home;
  }

  /** Where an element is, and up to which counter, at most `to`, those after it are there too. */
  until(
    replica: ReplicaIndex,
    counter: number,
    to: number,
  ): { readonly home: Home | null; readonly to: number } {
    const stretches = this.stretchesByReplica[replica] ?? [];
    let low = 0;
    let high = stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (stretches[middle]!.to <= counter) low = middle + 1;
      else high = middle;
    }
    const next = stretches[low];
    if (!next) return { home: null, to };
    if (next.from > counter) return { home: null, to: Math.min(to, next.from) };
    return { home: next.home, to: Math.min(to, next.to) };
  }
}
