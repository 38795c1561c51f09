import type { Clock, Timer, VirtualClock } from "@weft/base";

/** Time of the machine, which somebody may set: timers do not hear of it. */
export class SetClock implements Clock {
  offsetMs = 0;
  private readonly clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  now(): number {
    return this.clock.now() + this.offsetMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.clock.after(delayMs, callback);
  }
}
