/** Serves all tables of one run, of which a document with many writers has most. */
const NONE: number[] = [];

/**
 * A number for each counter, as runs: within a run the number grows with the counter, so that only the
 * difference (`shift`) is kept, once a run. Appending is O(1), looking up O(log runs), O(1) in the last run and
 * in the run that was looked up last.
 */
export class RunTable {
  /** The runs before the last one. */
  #starts = NONE;
  #shifts = NONE;
  #hint = 0;
  #lastStart = -1;
  #lastShift = 0;

  /** From counter `start` on, numbers are counter + `shift`. Starts only rise. */
  append(start: number, shift: number): void {
    if (this.#lastStart >= 0) {
      if (this.#lastShift === shift) return;
      if (this.#starts === NONE) {
        this.#starts = [];
        this.#shifts = [];
      }
      this.#starts.push(this.#lastStart);
      this.#shifts.push(this.#lastShift);
    }
    this.#lastStart = start;
    this.#lastShift = shift;
  }

  /** Forgets all counters from `counter` on; gives the number of the first of them that has one, if there is any. */
  truncate(counter: number): number {
    let first = Number.POSITIVE_INFINITY;
    while (this.#lastStart >= counter) {
      first = this.#lastStart + this.#lastShift;
      this.#lastStart = this.#starts.pop() ?? -1;
      this.#lastShift = this.#shifts.pop() ?? 0;
    }
    this.#hint = 0;
    return this.#lastStart < 0 ? first : Math.min(first, counter + this.#lastShift);
  }

  /** The number of `counter`, which must not be before the first run. */
  at(counter: number): number {
    return counter >= this.#lastStart
      ? counter + this.#lastShift
      : counter + this.#shifts[this.#runOf(counter)]!;
  }

  /** The counter that would have this number if the last run went on to it. */
  counterOf(number: number): number {
    return number - this.#lastShift;
  }

  /** First counter after `counter` at which a new run begins, or Infinity. */
  nextStart(counter: number): number {
    if (counter >= this.#lastStart) return Number.POSITIVE_INFINITY;
    return this.#starts[this.#runOf(counter) + 1] ?? this.#lastStart;
  }

  /** The run that holds a counter before the last run. */
  #runOf(counter: number): number {
    const starts = this.#starts;
    const hint = this.#hint;
    if (counter >= starts[hint]! && counter < (starts[hint + 1] ?? this.#lastStart)) return hint;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= starts[middle]!) low = middle;
      else high = middle;
    }
    this.#hint = low;
    return low;
  }
}
