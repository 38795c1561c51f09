/** Which line became which: what is equal at both ends stays, and what is between is taken in its order. */
import type { Line } from "./line.ts";

/** `from` null: a new line. `to` null: a line that is gone. */
export interface LinePair {
  readonly from: number | null;
  readonly to: number | null;
}

/** Every line of both, in the order of `after`. */
export function alignLines(before: readonly Line[], after: readonly Line[]): readonly LinePair[] {
  const equal = (from: number, to: number): boolean =>
    JSON.stringify(before[from]) === JSON.stringify(after[to]);
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && equal(head, head)) head++;
  let tail = 0;
  while (tail < shorter - head && equal(before.length - 1 - tail, after.length - 1 - tail)) tail++;
  const pairs: LinePair[] = [];
  for (let index = 0; index < head; index++) pairs.push({ from: index, to: index });
  const gone = before.length - head - tail;
  const made = after.length - head - tail;
  for (let index = 0; index < Math.max(gone, made); index++) {
    pairs.push({
      from: index < gone ? head + index : null,
      to: index < made ? head + index : null,
    });
  }
  for (let index = tail; index > 0; index--)
    pairs.push({ from: before.length - index, to: after.length - index });
  return pairs;
}
