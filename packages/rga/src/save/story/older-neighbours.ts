/**
 * Who is whose child, out of the order alone (DESIGN §4): a right child's parent is the nearest older element before
 * it, a left child's the nearest older one after it. One pass, with a stack of what is not followed by an older one yet:
 * what takes a run off the stack is its older one after it, and what it then lies on the older one before.
 */
import { FLAG_BITS, LENGTH, OWNER, STEP } from "../../sequence/run-tree.ts";
import type { OpSpace } from "../../space/op-space.ts";

/** What is older than the first element of each run, by the numbers of the runs; -1 if nothing is. */
export interface OlderNeighbours {
  readonly before: Int32Array;
  /** Which element of the run before it: its counter. */
  readonly counters: Int32Array;
  /** Of the run after it, it is the first element. */
  readonly after: Int32Array;
  /**
   * Whether the first element of the run is most likely a left child: if the older one after it is newer than the one
   * before it. People are seldom otherwise.
   */
  readonly guessesLeft: Uint8Array;
}

/** Finds them for all runs, four numbers each as in a `RunTree`, in document order. */
export function olderNeighbours(runs: Int32Array, space: OpSpace): OlderNeighbours {
  const count = runs.length / STEP;
  const ages = new Float64Array(count);
  const agesBefore = new Float64Array(count);
  const guessesLeft = new Uint8Array(count);
  const before = new Int32Array(count);
  const counters = new Int32Array(count);
  const after = new Int32Array(count).fill(-1);
  const stack = new Int32Array(count);
  let height = 0;
  for (let run = 0; run < count; run++) {
    const owner = runs[run * STEP + OWNER]! >> FLAG_BITS;
    const age = space.lamportOf(owner, runs[run * STEP]!);
    ages[run] = age;
    while (height > 0) {
      const top = stack[height - 1]!;
      const other = runs[top * STEP + OWNER]! >> FLAG_BITS;
      if (ages[top]! < age || (ages[top] === age && space.compareAge(age, other, age, owner) < 0)) break;
      after[top] = run;
      if (agesBefore[top]! < age) guessesLeft[top] = 1;
      height--;
    }
    const top = height > 0 ? stack[height - 1]! : -1;
    before[run] = top;
    agesBefore[run] = -1;
    if (top >= 0) {
      const counter = lastOlder(runs, top * STEP, age, owner, space);
      counters[run] = counter;
      agesBefore[run] = space.lamportOf(runs[top * STEP + OWNER]! >> FLAG_BITS, counter);
    }
    stack[height++] = run;
  }
  return { before, counters, after, guessesLeft };
}

/** The last element of a run that is older than that age; the first one is. */
function lastOlder(runs: Int32Array, slot: number, age: number, owner: number, space: OpSpace): number {
  const replica = runs[slot + OWNER]! >> FLAG_BITS;
  let low = runs[slot]!;
  let high = low + runs[slot + LENGTH]!;
  if (isOlder(replica, high - 1, age, owner, space)) return high - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isOlder(replica, middle, age, owner, space)) low = middle;
    else high = middle;
  }
  return low;
}

function isOlder(replica: number, counter: number, age: number, owner: number, space: OpSpace): boolean {
  const other = space.lamportOf(replica, counter);
  return other === age ? space.compareAge(other, replica, age, owner) < 0 : other < age;
}
