/** Reads single figures out of results: times, sizes, and how many times as long others take. */
import type { Loss } from "./loss.ts";
import type { Result, WorkloadResult } from "./results.ts";

export const ours = "weft";

/** A ratio of times. `atLeast` where the other one was ended at the limit. */
export interface Ratio {
  readonly value: number;
  readonly atLeast: boolean;
  readonly library: string;
}

/** Others beside us in one workload. */
export interface Comparison {
  readonly workload: string;
  /** The other one, or every peer. */
  readonly library: string | "every peer";
}

/** Questions to the results of one run. */
export class Figures {
  private readonly byKey = new Map<string, Result>();
  private readonly limitSeconds: number;
  readonly libraries: readonly string[];

  constructor(results: readonly Result[], limitSeconds: number) {
    for (const result of results) this.byKey.set(key(result.library, result.workload), result);
    this.limitSeconds = limitSeconds;
    this.libraries = [...new Set(results.map(({ library }) => library))];
  }

  result(library: string, workload: string): Result | null {
    return this.byKey.get(key(library, workload)) ?? null;
  }

  /** Median milliseconds. */
  ms(library: string, workload: string): number | null {
    return this.result(library, workload)?.ms?.median ?? null;
  }

  /** A named value of the whole outcome or, `part` given, of one part. */
  value(library: string, workload: string, name: string, part?: string): number | null {
    const result = this.result(library, workload);
    const values = part === undefined ? result?.values : result?.parts[part]?.values;
    return values?.[name] ?? null;
  }

  /** How many times as long as we `library` takes. */
  slower(library: string, workload: string): Ratio | null {
    const own = this.ms(ours, workload);
    if (own === null) return null;
    const result = this.result(library, workload);
    if (result?.status === "exceeded")
      return { value: (this.limitSeconds * 1000) / own, atLeast: true, library };
    const theirs = result?.ms?.median;
    return theirs === undefined ? null : { value: theirs / own, atLeast: false, library };
  }

  /** The same for the quickest of the peers: those that merge, ourselves left out. */
  private slowerThanBest(workload: string): Ratio | null {
    const ratios = this.peers(workload).flatMap((peer) => this.slower(peer, workload) ?? []);
    return ratios.length === 0
      ? null
      : ratios.reduce((best, ratio) => (ratio.value < best.value ? ratio : best));
  }

  /** How many times as long as we the other one takes, or the quickest of the peers. */
  ratioOf({ workload, library }: Comparison): Ratio | null {
    return library === "every peer" ? this.slowerThanBest(workload) : this.slower(library, workload);
  }

  /** Whom a comparison is without because the time was up. */
  notAsked({ workload, library }: Comparison): readonly string[] {
    const others = library === "every peer" ? this.peers(workload) : [library];
    return others.filter((other) => this.result(other, workload)?.status === "no time");
  }

  /** The smallest value of that name among the peers. */
  smallest(workload: string, name: string): { readonly value: number; readonly library: string } | null {
    let best: { value: number; library: string } | null = null;
    for (const library of this.peers(workload)) {
      const value = this.value(library, workload, name);
      if (value !== null && (best === null || value < best.value)) best = { value, library };
    }
    return best;
  }

  private peers(workload: string): readonly string[] {
    return this.libraries.filter(
      (library) => library !== ours && !editors.includes(library) && this.result(library, workload) !== null,
    );
  }
}

/** What is shown beside the peers, and is none. */
const editors: readonly string[] = ["gap-buffer", "json-joy-node"];

/** Values that are compared where somebody else's is smaller. */
const comparedBytes: Readonly<Record<string, readonly string[]>> = {
  updates: ["meanBytes", "typedBytes", "deletedBytes"],
  b2: ["updateBytes", "gzipBytes"],
  join: ["bytes"],
  "saved-size": ["rawBytes", "gzipBytes", "brotliBytes"],
  memory: ["heldBytes"],
  bundle: ["minifiedBytes", "gzipBytes"],
};

/** Every place where somebody else is ahead, the largest lead first. */
export function lossesIn(figures: Figures, workloads: readonly WorkloadResult[]): readonly Loss[] {
  const losses: Loss[] = [];
  for (const { name, title } of workloads) {
    const own = figures.ms(ours, name);
    for (const library of figures.libraries) {
      if (library === ours) continue;
      const theirs = figures.ms(library, name);
      if (own !== null && theirs !== null && theirs < own)
        losses.push({ what: title, library, theirs, ours: own, unit: "ms" });
      for (const value of comparedBytes[name.split(/[/.]/)[0] ?? ""] ?? []) {
        const ownBytes = figures.value(ours, name, value);
        const bytes = figures.value(library, name, value);
        if (ownBytes !== null && bytes !== null && bytes < ownBytes)
          losses.push({
            what: `${title} (${words(value)})`,
            library,
            theirs: bytes,
            ours: ownBytes,
            unit: "bytes",
          });
      }
    }
  }
  return losses.sort((a, b) => b.ours / b.theirs - a.ours / a.theirs);
}

/** `gzipBytes` as "gzip". */
function words(value: string): string {
  const name = value.replace(/Bytes$/, "").toLowerCase();
  return name === "bytes" || name === "update" ? "bytes" : `${name} bytes`;
}

function key(library: string, workload: string): string {
  return `${library}\n${workload}`;
}
