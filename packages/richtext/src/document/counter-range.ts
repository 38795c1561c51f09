/** Own counters from ≤ counter < `to`. */
export interface CounterRange {
  readonly from: number;
  readonly to: number;
}
