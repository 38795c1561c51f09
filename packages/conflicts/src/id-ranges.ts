/** Ids of many elements or ops as ranges, in one form that is the same on every replica. */
import type { ReplicaId } from "@weft/rga";
import type { History } from "@weft/richtext";
import type { IdRange } from "./conflict.ts";
import { sortFew } from "./sort-few.ts";

/** Gathers ids. */
export class IdRanges {
  private readonly history: History;
  private readonly ranges: { readonly replica: number; readonly from: number; to: number }[] = [];

  constructor(history: History) {
    this.history = history;
  }

  add(replica: number, from: number, to: number): void {
    const last = this.ranges.at(-1);
    if (last?.replica === replica && last.to === from) last.to = to;
    else this.ranges.push({ replica, from, to });
  }

  /** Sorted by replica id and counter, neighbours as one. */
  list(): IdRange[] {
    const [only] = this.ranges;
    if (only === undefined) return [];
    if (this.ranges.length === 1) {
      return [{ replica: this.history.idOf(only.replica), from: only.from, to: only.to }];
    }
    const named = this.ranges.map(({ replica, from, to }) => ({
      replica: this.history.idOf(replica),
      from,
      to,
    }));
    sortFew(named, (a, b) => (a.replica === b.replica ? a.from - b.from : a.replica < b.replica ? -1 : 1));
    const merged: { replica: ReplicaId; from: number; to: number }[] = [];
    for (const range of named) {
      const last = merged.at(-1);
      if (last?.replica === range.replica && range.from <= last.to) last.to = Math.max(last.to, range.to);
      else merged.push({ ...range });
    }
    return merged;
  }
}

/** Ranges without what others hold too. */
export function without(ranges: readonly IdRange[], shared: readonly IdRange[]): IdRange[] {
  let left = [...ranges];
  for (const cut of shared) {
    left = left.flatMap((range) => {
      if (range.replica !== cut.replica || range.to <= cut.from || cut.to <= range.from) return [range];
      const parts = [
        { ...range, to: Math.min(range.to, cut.from) },
        { ...range, from: Math.max(range.from, cut.to) },
      ];
      return parts.filter(({ from, to }) => from < to);
    });
  }
  return left;
}

/** The replicas that ranges are of, in the order of their ids. */
export function replicasOf(ranges: readonly IdRange[]): ReplicaId[] {
  const replicas: ReplicaId[] = [];
  for (const { replica } of ranges) if (replicas.at(-1) !== replica) replicas.push(replica);
  return replicas;
}

/** Ranges as a text that no other ranges have. */
export function spell(ranges: readonly IdRange[]): string {
  return ranges.map(({ replica, from, to }) => `${replica}:${from}-${to}`).join(",");
}

/** 24 hexadecimal digits from texts in any order: names, no secrets. The mixing is that of cyrb128 (bryc), three words of it. */
export function idOf(parts: readonly string[]): string {
  const text = sortFew([...parts], (one, other) => (one < other ? -1 : Number(one > other))).join(";");
  let [a, b, c] = [1779033703, 3144134277, 1013904242];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = a ^ Math.imul(c ^ unit, 951274213);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(a ^ (b >>> 22), 2869860233);
  c = Math.imul(b ^ (c >>> 17), 951274213);
  return [a ^ b ^ c, b ^ a, c ^ a].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
