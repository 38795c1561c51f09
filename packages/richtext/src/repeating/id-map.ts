import type { ReplicaIndex } from "@weft/rga";

/** `length` old counters from `from` on, and the own counter that stands for the first of them. */
interface Run {
  readonly from: number;
  readonly length: number;
  readonly renamed: number;
}

/** A run of one replica. */
export interface IdRun extends Run {
  readonly replica: ReplicaIndex;
}

/** Own counters by the old replica and counter for which they stand, kept as runs. O(log runs) to find one. */
export class IdMap {
  private readonly runsByReplica = new Map<ReplicaIndex, Run[]>();

  /** Notes that `length` own counters from `renamed` on stand for the old ones from `from` on, which are new here. */
  add(replica: ReplicaIndex, from: number, length: number, renamed: number): void {
    const runs = this.runsByReplica.get(replica) ?? [];
    this.runsByReplica.set(replica, runs);
    runs.splice(firstEndingAfter(runs, from), 0, { from, length, renamed });
  }

  /** What stands for an old counter, or null. */
  get(replica: ReplicaIndex, counter: number): number | null {
    const runs = this.runsByReplica.get(replica) ?? [];
    const run = runs[firstEndingAfter(runs, counter)];
    return run && run.from <= counter ? run.renamed + counter - run.from : null;
  }

  /** All of them by replica, in the old order; what runs on in both is one run. */
  runs(): IdRun[] {
    const all: (IdRun & { length: number })[] = [];
    for (const [replica, runs] of this.runsByReplica) {
      for (const { from, length, renamed } of runs) {
        const last = all.at(-1);
        const runsOn = last?.replica === replica && last.from + last.length === from;
        if (runsOn && last.renamed + last.length === renamed) last.length += length;
        else all.push({ replica, from, length, renamed });
      }
    }
    return all;
  }

  /** Visits what stands for the old counters `from`..`to - 1`, as runs of own counters, in the old order. */
  visit(
    replica: ReplicaIndex,
    from: number,
    to: number,
    visit: (renamed: number, length: number) => void,
  ): void {
    const runs = this.runsByReplica.get(replica) ?? [];
    for (let index = firstEndingAfter(runs, from); index < runs.length; index++) {
      const run = runs[index]!;
      if (run.from >= to) return;
      const start = Math.max(run.from, from);
      const end = Math.min(run.from + run.length, to);
      visit(run.renamed + start - run.from, end - start);
    }
  }
}

/** The place of the first run that ends after `counter`. */
function firstEndingAfter(runs: readonly Run[], counter: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle]!;
    if (run.from + run.length > counter) high = middle;
    else low = middle + 1;
  }
  return low;
}
