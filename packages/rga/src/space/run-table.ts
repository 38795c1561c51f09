/**
 * A number for each counter, as runs: within a run the number grows with the counter, so that only the
 * difference (`shift`) is kept, once a run. Appending is O(1), looking up O(log runs), O(1) in the last run and
 * in the run that was looked up last.
 */
export class RunTable {
  private starts = new Float64Array(4);
  private shifts = new Float64Array(4);
  private count = 0;
  private hint = 0;

  /** From counter `start` on, numbers are counter + `shift`. Starts only rise. */
  append(start: number, shift: number): void {
    if (this.count > 0 && this.shifts[this.count - 1] === shift) return;
    if (this.count === this.starts.length) {
      this.starts = doubled(this.starts);
      this.shifts = doubled(this.shifts);
    }
    this.starts[this.count] = start;
    this.shifts[this.count] = shift;
    this.count++;
  }

  /** The number of `counter`, which must not be before the first run. */
  at(counter: number): number {
    return counter + (this.shifts[this.runOf(counter)] ?? 0);
  }

  /** First counter after `counter` at which a new run begins, or Infinity. */
  nextStart(counter: number): number {
    const next = this.runOf(counter) + 1;
    return next < this.count ? (this.starts[next] ?? 0) : Number.POSITIVE_INFINITY;
  }

  private runOf(counter: number): number {
    const last = this.count - 1;
    if (last <= 0 || counter >= (this.starts[last] ?? 0)) return last;
    if (counter >= (this.starts[this.hint] ?? 0) && counter < (this.starts[this.hint + 1] ?? 0))
      return this.hint;
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= (this.starts[middle] ?? 0)) low = middle;
      else high = middle;
    }
    this.hint = low;
    return low;
  }
}

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
