import type { Clock } from "@weft/base";

interface Window {
  readonly startMs: number;
  count: number;
}

/** Counts what each key does and says when it is too much: at most `countMax` within each `windowMs`. */
export class RateLimit {
  private readonly clock: Clock;
  private readonly countMax: number;
  private readonly windowMs: number;
  private windowsByKey = new Map<string, Window>();
  private sweptAtMs: number;

  constructor(clock: Clock, limits: { readonly countMax: number; readonly windowMs: number }) {
    this.clock = clock;
    this.countMax = limits.countMax;
    this.windowMs = limits.windowMs;
    this.sweptAtMs = clock.now();
  }

  /** Counts `amount` more; false if that is too much, and then nothing was counted. */
  take(key: string, amount = 1): boolean {
    const now = this.clock.now();
    this.sweep(now);
    const known = this.windowsByKey.get(key);
    const window = known && now - known.startMs < this.windowMs ? known : { startMs: now, count: 0 };
    if (window.count + amount > this.countMax) return false;
    window.count += amount;
    this.windowsByKey.set(key, window);
    return true;
  }

  /** Forgets windows that are over, now and then, so that keys do not pile up. */
  private sweep(now: number): void {
    if (now - this.sweptAtMs < this.windowMs) return;
    this.sweptAtMs = now;
    this.windowsByKey = new Map(
      [...this.windowsByKey].filter(([, { startMs }]) => now - startMs < this.windowMs),
    );
  }
}
