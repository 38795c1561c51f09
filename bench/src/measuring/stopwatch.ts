import { writeSync } from "node:fs";
import { type Spread, spread } from "./spread.ts";

/** How long something may be repeated. */
export interface Limits {
  /** Measured runs that are wanted. */
  readonly runs: number;
  /** After this many milliseconds no further run is begun. */
  readonly budgetMs: number;
  /** Whether the very first run is the measurement: for cold figures. */
  readonly cold: boolean;
}

/** Something that is done again and again; only `run` is timed. */
export interface Repeated<State> {
  prepare(): State;
  run(state: State): void;
  /** Throws if what `run` left is wrong. */
  check?(state: State): void;
  free?(state: State): void;
}

/** Longer than this, a first run is not followed by more warming up. */
const longRunMs = 1_500;
const warmUpMs = 400;
const warmUpRuns = 25;

/** Told to the parent process, which ends a run that takes too long. */
const runBegins = "@run\n";
const standardError = 2;

declare const gc: (() => void) | undefined;

/**
 * Warms up, then measures. Garbage is collected before each run, and the state of the run before is kept alive
 * meanwhile: an engine may throw optimised code away with the last object that it was made for.
 */
export function repeated<State>(work: Repeated<State>, { runs, budgetMs, cold }: Limits): Spread {
  let before: State | null = null;
  const once = (): number => {
    const state = work.prepare();
    gc?.();
    writeSync(standardError, runBegins);
    const start = performance.now();
    work.run(state);
    const took = performance.now() - start;
    work.check?.(state);
    if (before !== null) work.free?.(before);
    before = state;
    return took;
  };
  const samples = [once()];
  if (cold) return spread(samples);
  const first = samples[0] ?? 0;
  if (first < longRunMs) {
    samples.length = 0;
    for (let warm = first, run = 1; warm < warmUpMs && run < warmUpRuns; run++) warm += once();
    once();
  }
  let spent = samples.reduce((sum, took) => sum + took, 0);
  while (samples.length < runs && (samples.length === 0 || spent < budgetMs)) {
    const took = once();
    samples.push(took);
    spent += took;
  }
  return spread(samples);
}
