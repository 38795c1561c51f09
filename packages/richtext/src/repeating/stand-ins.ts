import type { Element, ReplicaId, ReplicaIndex, ReplicaTable } from "@weft/rga";

/** Consecutive ops of one replica, and the ops that stand for them in this document. */
export interface StandIn {
  readonly replica: ReplicaId;
  readonly from: number;
  readonly length: number;
  readonly as: { readonly replica: ReplicaId; readonly counter: number };
}

/** What was brought into a document before, under other ids: it is not brought again, and what leans on it leans on its stand-ins. */
export interface Brought {
  /** The counters `from`..`to - 1`, also of ops for which nothing stands. */
  readonly covers: readonly { readonly replica: ReplicaId; readonly from: number; readonly to: number }[];
  readonly standIns: readonly StandIn[];
}

/** `length` old counters from `from` on; `as` stands for the first of them. */
interface Run {
  readonly from: number;
  readonly length: number;
  readonly as: Element;
}

/** A part of some counters. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/** What was brought before, by old replica and counter. Of two that stand for one op the first one given is taken. */
export class StandIns {
  private readonly runsByReplica = new Map<ReplicaIndex, Run[]>();
  private readonly coversByReplica = new Map<ReplicaIndex, Part[]>();

  constructor(replicas: ReplicaTable, brought: readonly Brought[]) {
    for (const { covers, standIns } of brought) {
      for (const { replica, from, to } of covers) {
        const old = replicas.find(replica);
        if (old >= 0 && from < to) listOf(this.coversByReplica, old).push({ from, to });
      }
      for (const { replica, from, length, as } of standIns) {
        const [old, stands] = [replicas.find(replica), replicas.find(as.replica)];
        if (old < 0 || stands < 0 || length < 1) continue;
        listOf(this.runsByReplica, old).push({ from, length, as: { replica: stands, counter: as.counter } });
      }
    }
    for (const runs of this.runsByReplica.values()) runs.sort((a, b) => a.from - b.from);
    for (const covers of this.coversByReplica.values()) covers.sort((a, b) => a.from - b.from);
  }

  /** What stands for an old op, or null. */
  get({ replica, counter }: Element): Element | null {
    let found: Element | null = null;
    this.visit(replica, counter, counter + 1, (as) => {
      found ??= as;
    });
    return found;
  }

  /** Visits what stands for the old counters `from`..`to - 1`, in the old order. */
  visit(
    replica: ReplicaIndex,
    from: number,
    to: number,
    visit: (first: Element, length: number) => void,
  ): void {
    const runs = this.runsByReplica.get(replica) ?? [];
    let done = from;
    for (let index = Math.max(0, firstFrom(runs, from) - 1); index < runs.length; index++) {
      const run = runs[index]!;
      if (run.from >= to) return;
      const start = Math.max(run.from, done);
      const end = Math.min(run.from + run.length, to);
      if (start >= end) continue;
      visit({ replica: run.as.replica, counter: run.as.counter + start - run.from }, end - start);
      done = end;
    }
  }

  /** Those of the old counters `from`..`to - 1` that were not brought, as parts in order. */
  missing(replica: ReplicaIndex, from: number, to: number): readonly Part[] {
    const missing: Part[] = [];
    let start = from;
    for (const cover of this.coversByReplica.get(replica) ?? []) {
      if (cover.from >= to) break;
      if (cover.from > start) missing.push({ from: start, to: cover.from });
      start = Math.max(start, cover.to);
    }
    if (start < to) missing.push({ from: start, to });
    return missing;
  }
}

function listOf<Item>(lists: Map<ReplicaIndex, Item[]>, replica: ReplicaIndex): Item[] {
  const list = lists.get(replica) ?? [];
  lists.set(replica, list);
  return list;
}

/** The index of the first run that begins after a counter. */
function firstFrom(runs: readonly Run[], counter: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle]!.from > counter) high = middle;
    else low = middle + 1;
  }
  return low;
}
