/**
 * What workers of this page have in use, by `performance.measureUserAgentSpecificMemory`, which counts after a collection of the
 * browser's own and so takes its time: seconds, not milliseconds.
 */

/** What a browser says, as far as it is needed here. */
interface MeasuredMemory {
  readonly breakdown: readonly {
    readonly bytes: number;
    readonly attribution: readonly { readonly scope: string }[];
  }[];
}

interface MeasuringPerformance extends Performance {
  measureUserAgentSpecificMemory(): Promise<MeasuredMemory>;
}

function canMeasure(clock: Performance): clock is MeasuringPerformance {
  return crossOriginIsolated && "measureUserAgentSpecificMemory" in clock;
}

/** Bytes in use by the workers of this page; null in a browser that does not say, or will not. */
export async function measureWorkers(): Promise<number | null> {
  if (!canMeasure(performance)) return null;
  const measured = await performance.measureUserAgentSpecificMemory().catch(() => null);
  return measured && workerBytes(measured);
}

/** Of a measured memory, the part of workers. */
export function workerBytes({ breakdown }: MeasuredMemory): number {
  const isWorkers = (part: MeasuredMemory["breakdown"][number]): boolean =>
    part.attribution.some(({ scope }) => scope === "DedicatedWorkerGlobalScope");
  return breakdown.filter(isWorkers).reduce((sum, { bytes }) => sum + bytes, 0);
}
