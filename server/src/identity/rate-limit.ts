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

  /** Counts `amount` more; false if that is too much. */
  take(key: string, amount = 1): boolean {
    const now = this.clock.now();
    this.sweep(now);
    const window = this.windowsByKey.get(key);
    if (window === undefined || now - window.startMs >= this.windowMs) {
      this.windowsByKey.set(key, { startMs: now, count: amount });
      return amount <= this.countMax;
    }
    if (window.count + amount > this.countMax) return false;
    window.count += amount;
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
