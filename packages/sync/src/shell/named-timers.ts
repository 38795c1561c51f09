import type { Clock, Timer } from "@weft/base";

/** Timers by name, of which one with the same name runs at most. */
export class NamedTimers<Name extends string> {
  private readonly clock: Clock;
  private readonly fire: (name: Name) => void;
  private readonly timerByName = new Map<Name, Timer>();

  constructor(clock: Clock, fire: (name: Name) => void) {
    this.clock = clock;
    this.fire = fire;
  }

  /** Starts the timer `name`, anew if it runs. */
  set(name: Name, delayMs: number): void {
    this.clear(name);
    const timer = this.clock.after(delayMs, () => {
      this.timerByName.delete(name);
      this.fire(name);
    });
    this.timerByName.set(name, timer);
  }

  /** Stops the timer `name` if it runs. */
  clear(name: Name): void {
    this.timerByName.get(name)?.cancel();
    this.timerByName.delete(name);
  }

  /** Stops all. */
  clearAll(): void {
    for (const name of [...this.timerByName.keys()]) this.clear(name);
  }
}
