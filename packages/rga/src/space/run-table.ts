const FIRST_RUNS = 4;
const NO_STARTS = new Int32Array(0);
const NO_SHIFTS = new Float64Array(0);

/**
 * A number for each counter, as runs: within a run the number grows with the counter, so that only the
 * difference (`shift`) is kept, once a run. Appending is O(1), looking up O(log runs), O(1) in the last run and
 * in the run that was looked up last. 12 bytes a run, none while there is only one.
 */
export class RunTable {
  private starts: Int32Array<ArrayBuffer> = NO_STARTS;
  private shifts: Float64Array<ArrayBuffer> = NO_SHIFTS;
  private count = 0;
  private hint = 0;
  private lastStart = 0;
  private lastShift = 0;

  /** From counter `start` on, numbers are counter + `shift`. Starts only rise. */
  append(start: number, shift: number): void {
    const { count } = this;
    if (count > 0 && this.lastShift === shift) return;
    if (count === 1 && this.starts === NO_STARTS) this.grow(FIRST_RUNS);
    else if (count > 0 && count === this.starts.length) this.grow(count + (count >> 1));
    if (this.starts !== NO_STARTS) {
      this.starts[count] = start;
      this.shifts[count] = shift;
    }
    this.count = count + 1;
    this.lastStart = start;
    this.lastShift = shift;
  }

  /** Forgets all runs. */
  clear(): void {
    this.count = 0;
    this.hint = 0;
  }

  /** Makes room for `runs` runs and no more: the size is known when a save is loaded. */
  reserve(runs: number): void {
    if (runs > 1 && runs > this.starts.length) this.grow(runs);
  }

  /** The number of `counter`, which must not be before the first run. */
  at(counter: number): number {
    return counter >= this.lastStart ? counter + this.lastShift : counter + this.shifts[this.runOf(counter)]!;
  }

  /** Whether no run begins after `counter`. */
  isLast(counter: number): boolean {
    return counter >= this.lastStart;
  }

  /** First counter after `counter` at which a new run begins, or Infinity. */
  nextStart(counter: number): number {
    if (counter >= this.lastStart) return Number.POSITIVE_INFINITY;
    return this.starts[this.runOf(counter) + 1]!;
  }

  /** Visits the runs in order: where each begins, and its number there. */
  visit(visit: (start: number, value: number) => void): void {
    if (this.count === 1) visit(this.lastStart, this.lastStart + this.lastShift);
    else
      for (let run = 0; run < this.count; run++)
        visit(this.starts[run]!, this.starts[run]! + this.shifts[run]!);
  }

  /** The run that holds a counter before the last run; there are several then. */
  private runOf(counter: number): number {
    const { starts, hint } = this;
    if (counter >= starts[hint]! && counter < starts[hint + 1]!) return hint;
    let low = 0;
    let high = this.count - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= starts[middle]!) low = middle;
      else high = middle;
    }
    this.hint = low;
    return low;
  }

  private grow(capacity: number): void {
    const starts = new Int32Array(Math.max(capacity, FIRST_RUNS));
    const shifts = new Float64Array(starts.length);
    if (this.starts === NO_STARTS) {
      starts[0] = this.lastStart;
      shifts[0] = this.lastShift;
    }
    starts.set(this.starts);
    shifts.set(this.shifts);
    this.starts = starts;
    this.shifts = shifts;
  }
}
