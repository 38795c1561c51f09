/**
 * Who is whose child, out of the order alone (DESIGN §4): a right child's parent is the nearest older element before
 * it, a left child's the nearest older one after it. One pass, with a stack of what is not followed by an older one yet:
 * what takes a run off the stack is its older one after it, and what it then lies on the older one before.
 */
import { DecodeError } from "@weft/codec";
import { FLAG_BITS, HAS_LEFT, HAS_RIGHT, IS_LEFT, LENGTH, OWNER, STEP } from "../../sequence/run-tree.ts";
import type { OpSpace } from "../../space/op-space.ts";

/** The parent of the first element of each run: its replica, -1 for the start, and its counter. */
export interface RunParents {
  readonly replicas: Int32Array;
  readonly counters: Int32Array;
}

/**
 * Finds the parents of all runs, four numbers each as in a `RunTree`, in document order, and puts right which of them
 * have left and right children. Throws a `DecodeError` if a left child has no older element after it.
 */
export function parentsOfRuns(runs: Int32Array, space: OpSpace): RunParents {
  const count = runs.length / STEP;
  const ages = new Float64Array(count);
  for (let run = 0; run < count; run++) {
    const slot = run * STEP;
    ages[run] = space.lamportOf(runs[slot + OWNER]! >> FLAG_BITS, runs[slot]!);
    runs[slot + OWNER]! &= ~(HAS_LEFT | HAS_RIGHT);
  }
  const parents = { replicas: new Int32Array(count), counters: new Int32Array(count) };
  const stack = new Int32Array(count);
  let height = 0;
  for (let run = 0; run < count; run++) {
    const age = ages[run]!;
    while (height > 0) {
      const top = stack[height - 1]!;
      if (ages[top]! < age || (ages[top] === age && !isOlderTwin(runs, run, top, space))) break;
      setLeftParent(runs, top, run, parents);
      height--;
    }
    if ((runs[run * STEP + OWNER]! & IS_LEFT) === 0) {
      if (height > 0) setRightParent(runs, ages, run, stack[height - 1]!, parents, space);
      else parents.replicas[run] = -1;
    }
    stack[height++] = run;
  }
  while (height > 0) {
    if ((runs[stack[--height]! * STEP + OWNER]! & IS_LEFT) === 0) continue;
    throw new DecodeError("impossible", "a left child without an older element after it");
  }
  return parents;
}

/** The parent of a left child is the first element of `after`, the next run that is older. */
function setLeftParent(runs: Int32Array, run: number, after: number, parents: RunParents): void {
  if ((runs[run * STEP + OWNER]! & IS_LEFT) === 0) return;
  const slot = after * STEP;
  runs[slot + OWNER]! |= HAS_LEFT;
  parents.replicas[run] = runs[slot + OWNER]! >> FLAG_BITS;
  parents.counters[run] = runs[slot]!;
}

/** The parent is the last element of `before` that is older; its first one is. */
function setRightParent(
  runs: Int32Array,
  ages: Float64Array,
  run: number,
  before: number,
  parents: RunParents,
  space: OpSpace,
): void {
  const slot = before * STEP;
  const replica = runs[slot + OWNER]! >> FLAG_BITS;
  const writer = runs[run * STEP + OWNER]! >> FLAG_BITS;
  const first = runs[slot]!;
  const last = first + runs[slot + LENGTH]! - 1;
  let low = first;
  let high = last + 1;
  if (space.compareAge(space.lamportOf(replica, last), replica, ages[run]!, writer) < 0) low = last;
  else {
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (space.compareAge(space.lamportOf(replica, middle), replica, ages[run]!, writer) < 0) low = middle;
      else high = middle;
    }
  }
  if (low === last) runs[slot + OWNER]! |= HAS_RIGHT;
  parents.replicas[run] = replica;
  parents.counters[run] = low;
}

/** Whether the first element of run `a` is older than that of `b`, which has the same Lamport timestamp. */
function isOlderTwin(runs: Int32Array, a: number, b: number, space: OpSpace): boolean {
  return (
    space.compareAge(0, runs[a * STEP + OWNER]! >> FLAG_BITS, 0, runs[b * STEP + OWNER]! >> FLAG_BITS) < 0
  );
}
