import type { ReplicaIndex } from "../space/replica.ts";

/** Hears of counters `from`..`to - 1`. */
export type VisitCounters = (from: number, to: number) => void;

/** Which counters of each replica are cancelled, and so have no effect. All are effective at first. */
export class Cancellations {
  /** Where counters begin to be cancelled and where they cease, in turns, rising. */
  readonly #bordersByReplica = new Map<ReplicaIndex, number[]>();

  /** Whether the counter has no effect now. */
  isCancelled(replica: ReplicaIndex, counter: number): boolean {
    return firstAbove(this.#bordersByReplica.get(replica) ?? [], counter) % 2 === 1;
  }

  /** Where the cancelled counters of a replica begin and cease, in turns: what `visitChanges` compares with later. */
  borders(replica: ReplicaIndex): readonly number[] {
    return this.#bordersByReplica.get(replica)?.slice() ?? [];
  }

  /** Visits, in order, the counters of a replica that are otherwise than they were when `borders` gave `before`. */
  visitChanges(
    replica: ReplicaIndex,
    before: readonly number[],
    visit: (from: number, to: number, isCancelled: boolean) => void,
  ): void {
    const now = this.#bordersByReplica.get(replica) ?? [];
    let start = 0;
    for (let then = 0, at = 0; then < before.length || at < now.length; ) {
      const border = Math.min(before[then] ?? Number.POSITIVE_INFINITY, now[at] ?? Number.POSITIVE_INFINITY);
      const isCancelled = at % 2 === 1;
      if ((then % 2 === 1) !== isCancelled) visit(start, border, isCancelled);
      if (before[then] === border) then++;
      if (now[at] === border) at++;
      start = border;
    }
  }

  /** Visits the stretches of cancelled counters of a replica, in order. */
  visitCancelled(replica: ReplicaIndex, visit: VisitCounters): void {
    const borders = this.#bordersByReplica.get(replica) ?? [];
    for (let at = 0; at < borders.length; at += 2) visit(borders[at]!, borders[at + 1]!);
  }

  /**
   * Cancels the counters `from`..`to - 1`, or makes them effective again; visits those of which that was not so yet, in
   * order. Idempotent.
   */
  set(replica: ReplicaIndex, from: number, to: number, isCancelled: boolean, visit?: VisitCounters): void {
    const borders = this.#bordersByReplica.get(replica) ?? [];
    this.#bordersByReplica.set(replica, borders);
    const low = firstAbove(borders, from - 1);
    const high = firstAbove(borders, to);
    const kept: number[] = [];
    if ((low % 2 === 1) !== isCancelled) kept.push(from);
    if ((high % 2 === 1) !== isCancelled) kept.push(to);
    const replaced = borders.splice(low, high - low, ...kept);
    if (!visit) return;
    let start = from;
    for (const [index, border] of [...replaced, to].entries()) {
      if (border > start && ((low + index) % 2 === 1) !== isCancelled) visit(start, border);
      start = border;
    }
  }
}

/** The place of the first border above `counter`. */
function firstAbove(borders: readonly number[], counter: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (borders[middle]! > counter) high = middle;
    else low = middle + 1;
  }
  return low;
}
