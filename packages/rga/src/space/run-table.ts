/**
 * A number for each counter, as runs: within a run the number grows with the counter, so that only the
 * difference (`shift`) is kept, once a run. Appending is O(1), looking up O(log runs), O(1) in the last run and
 * in the run that was looked up last.
 */
export class RunTable {
  private readonly starts: number[] = [];
  private readonly shifts: number[] = [];
  private hint = 0;

  /** From counter `start` on, numbers are counter + `shift`. Starts only rise. */
  append(start: number, shift: number): void {
    const { starts, shifts } = this;
    if (shifts[shifts.length - 1] === shift) return;
    starts.push(start);
    shifts.push(shift);
  }

  /** Forgets all runs. */
  clear(): void {
    for (const list of [this.starts, this.shifts]) while (list.length > 0) list.pop();
    this.hint = 0;
  }

  /** The number of `counter`, which must not be before the first run. */
  at(counter: number): number {
    return counter + this.shifts[this.runOf(counter)]!;
  }

  /** First counter after `counter` at which a new run begins, or Infinity. */
  nextStart(counter: number): number {
    return this.starts[this.runOf(counter) + 1] ?? Number.POSITIVE_INFINITY;
  }

  /** Visits the runs in order: where each begins, and its number there. */
  visit(visit: (start: number, value: number) => void): void {
    for (const [run, start] of this.starts.entries()) visit(start, start + this.shifts[run]!);
  }

  private runOf(counter: number): number {
    const { starts, hint } = this;
    let high = starts.length - 1;
    if (counter >= starts[high]!) return high;
    if (counter >= starts[hint]! && counter < starts[hint + 1]!) return hint;
    let low = 0;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= starts[middle]!) low = middle;
      else high = middle;
    }
    this.hint = low;
    return low;
  }
}
