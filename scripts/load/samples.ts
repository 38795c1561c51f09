/** Times in milliseconds, and what stands at which place among them. */
export class Samples {
  private readonly valuesMs: number[] = [];

  add(ms: number): void {
    this.valuesMs.push(ms);
  }

  get count(): number {
    return this.valuesMs.length;
  }

  /** The value below which this share of all lie, 0 for none. */
  at(share: number): number {
    const sorted = Float64Array.from(this.valuesMs).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  }

  /** As figures of a scene. */
  figures(prefix = ""): Readonly<Record<string, number>> {
    return {
      [`${prefix}p50`]: round(this.at(0.5)),
      [`${prefix}p99`]: round(this.at(0.99)),
      [`${prefix}worst`]: round(this.at(1)),
    };
  }
}

/** To a tenth. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The middle one, of an odd number. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Resolves after some milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
