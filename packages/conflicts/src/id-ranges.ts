/** Ids of many elements or ops as ranges, in one form that is the same on every replica. */
import type { ReplicaId } from "@weft/rga";
import type { History } from "@weft/richtext";
import type { IdRange } from "./conflict.ts";

/** Gathers ids. */
export class IdRanges {
  private readonly history: History;
  private readonly ranges: { readonly replica: number; readonly from: number; readonly to: number }[] = [];

  constructor(history: History) {
    this.history = history;
  }

  add(replica: number, from: number, to: number): void {
    this.ranges.push({ replica, from, to });
  }

  /** Sorted by replica id and counter, neighbours as one. */
  list(): IdRange[] {
    const named = this.ranges.map(({ replica, from, to }) => ({
      replica: this.history.idOf(replica),
      from,
      to,
    }));
    named.sort((a, b) => (a.replica === b.replica ? a.from - b.from : a.replica < b.replica ? -1 : 1));
    const merged: { replica: ReplicaId; from: number; to: number }[] = [];
    for (const range of named) {
      const last = merged.at(-1);
      if (last?.replica === range.replica && range.from <= last.to) last.to = Math.max(last.to, range.to);
      else merged.push({ ...range });
    }
    return merged;
  }
}

/** The replicas that ranges are of, in the order of their ids. */
export function replicasOf(ranges: readonly IdRange[]): ReplicaId[] {
  return [...new Set(ranges.map(({ replica }) => replica))];
}

/** Ranges as a text that no other ranges have. */
export function spell(ranges: readonly IdRange[]): string {
  return ranges.map(({ replica, from, to }) => `${replica}:${from}-${to}`).join(",");
}

/** 24 hexadecimal digits from texts in any order (cyrb53, bryc, twice with different seeds): names, no secrets. */
export function idOf(parts: readonly string[]): string {
  const text = [...parts].sort().join(";");
  return hash(text, 1).padStart(14, "0").slice(-12) + hash(text, 2).padStart(14, "0").slice(-12);
}

function hash(text: string, seed: number): string {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (2 ** 32 * ((2 ** 21 - 1) & low) + (high >>> 0)).toString(16);
}
