import { Samples } from "./samples.ts";

interface Journey {
  readonly madeAt: number;
  missing: number;
}

/** Follows each edit from the moment it is sent to the last of those who have to hear of it. */
export class Arrivals {
  /** How long it took until the last one had it. */
  readonly lags = new Samples();
  /** How often somebody heard of an edit twice, or of one that nobody made. */
  strays = 0;
  private readonly journeys = new Map<string, Journey>();
  private expectedHearers: number;
  private countedFromMs = 0;

  constructor(hearers: number) {
    this.expectedHearers = hearers;
  }

  /** From now on so many have to hear of each edit. */
  set hearers(count: number) {
    this.expectedHearers = count;
  }

  /** Only edits that are made from this moment on count for the times. */
  set countedFrom(ms: number) {
    this.countedFromMs = ms;
  }

  made(key: string): void {
    this.journeys.set(key, { madeAt: performance.now(), missing: this.expectedHearers });
  }

  heard(key: string): void {
    const journey = this.journeys.get(key);
    if (journey === undefined) {
      this.strays++;
      return;
    }
    if (--journey.missing > 0) return;
    if (journey.madeAt >= this.countedFromMs) this.lags.add(performance.now() - journey.madeAt);
    this.journeys.delete(key);
  }

  /** How many hearings are still missing. */
  get missing(): number {
    let sum = 0;
    for (const journey of this.journeys.values()) sum += journey.missing;
    return sum;
  }

  /** Waits until nothing is missing, or for so long. */
  async complete(msMax: number): Promise<void> {
    const deadline = performance.now() + msMax;
    while (this.journeys.size > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
