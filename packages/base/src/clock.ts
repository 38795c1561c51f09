/**
 * Time, injected. This file is the only home of `Date.now`, `setTimeout` and `queueMicrotask`-like scheduling,
 * so that every machine of the project can be run in virtual time.
 */

declare function setTimeout(callback: () => void, delayMs: number): unknown;
declare function clearTimeout(handle: unknown): void;

/** A running timer. Cancelling it twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/** A source of wall time and timers. */
export interface Clock {
  /** Wall time in milliseconds since 1970. It may jump; order is never taken from it. */
  now(): number;
  /** Calls `callback` once after at least `delayMs` milliseconds. */
  after(delayMs: number, callback: () => void): Timer;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** A clock that stands still until it is told to move, for tests and simulations. */
export class VirtualClock implements Clock {
  private nowMs: number;
  private nextOrder = 0;
  private timers: { readonly at: number; readonly order: number; readonly callback: () => void }[] = [];

  constructor(startMs = 0) {
    this.nowMs = startMs;
  }

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const timer = { at: this.nowMs + Math.max(0, delayMs), order: this.nextOrder++, callback };
    this.timers.push(timer);
    return {
      cancel: () => {
        this.timers = this.timers.filter((candidate) => candidate !== timer);
      },
    };
  }

  /** Moves time forward by `deltaMs`, firing every timer that falls due, in order of time, then of creation. */
  advance(deltaMs: number): void {
    const end = this.nowMs + deltaMs;
    for (;;) {
      let due: (typeof this.timers)[number] | undefined;
      for (const timer of this.timers) {
        if (timer.at > end) continue;
        if (!due || timer.at < due.at || (timer.at === due.at && timer.order < due.order)) due = timer;
      }
      if (!due) break;
      const fired = due;
      this.timers = this.timers.filter((timer) => timer !== fired);
      this.nowMs = fired.at;
      fired.callback();
    }
    this.nowMs = end;
  }
}
