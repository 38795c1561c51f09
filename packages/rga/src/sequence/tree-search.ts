/**
 * Searches in a `RunTree`, each one way down and at most one way back up: O(log runs). They recurse over the
 * height of the tree, never over the document. Ages are pairs (Lamport timestamp, replica).
 */
import { FAN, type RunTree } from "./run-tree.ts";

/** An element found: its run's slot, its offset in the run, and its rank. */
export interface Found {
  readonly slot: number;
  readonly offset: number;
  readonly rank: number;
}

/** The age of an element. */
export interface Age {
  readonly lamport: number;
  readonly replica: number;
}

/** The element at `rank`, 0 ≤ rank < total. */
export function atRank(tree: RunTree, rank: number): Found {
  let node = tree.root;
  let before = 0;
  while ((tree.level[node] ?? 0) > 0) {
    let slot = node * FAN;
    let child = tree.counter[slot] ?? 0;
    while (rank - before >= (tree.total[child] ?? 0)) {
      before += tree.total[child] ?? 0;
      child = tree.counter[++slot] ?? 0;
    }
    node = child;
  }
  let slot = node * FAN;
  while (rank - before >= (tree.length[slot] ?? 0)) before += tree.length[slot++] ?? 0;
  return { slot, offset: rank - before, rank };
}

/** The first element at or after rank `from` that is older than `age`, or null. */
export function firstOlder(tree: RunTree, from: number, age: Age): Found | null {
  const search = (node: number, start: number): Found | null => {
    if (!hasOlder(tree, node, age)) return null;
    const end = node * FAN + (tree.count[node] ?? 0);
    let rank = start;
    for (let slot = node * FAN; slot < end; slot++) {
      const size = sizeOf(tree, node, slot);
      if (rank + size > from) {
        const found =
          (tree.level[node] ?? 0) > 0
            ? search(tree.counter[slot] ?? 0, rank)
            : firstInRun(tree, slot, rank, { from, age });
        if (found) return found;
      }
      rank += size;
    }
    return null;
  };
  return search(tree.root, 0);
}

/** The last element before rank `to` that is older than `age`, or null. */
export function lastOlder(tree: RunTree, to: number, age: Age): Found | null {
  const search = (node: number, start: number): Found | null => {
    if (!hasOlder(tree, node, age)) return null;
    const first = node * FAN;
    let rank = start + (tree.total[node] ?? 0);
    for (let slot = first + (tree.count[node] ?? 0) - 1; slot >= first; slot--) {
      rank -= sizeOf(tree, node, slot);
      if (rank >= to) continue;
      const found =
        (tree.level[node] ?? 0) > 0
          ? search(tree.counter[slot] ?? 0, rank)
          : lastInRun(tree, slot, rank, { to, age });
      if (found) return found;
    }
    return null;
  };
  return search(tree.root, 0);
}

/** The oldest element of the ranks `from`..`to - 1`, which are not empty. */
export function oldestBetween(tree: RunTree, from: number, to: number): Found {
  let best: Found = atRank(tree, from);
  let bestAge = ageOf(tree, best.slot, best.offset);
  let bestNode = -1;
  // A node that lies in the range whole answers by its own oldest: going down is for the winner alone.
  const search = (node: number, start: number): void => {
    if (!hasOlder(tree, node, bestAge)) return;
    if (start >= from && start + (tree.total[node] ?? 0) <= to) {
      bestAge = oldestOf(tree, node);
      bestNode = node;
      best = { slot: -1, offset: 0, rank: start };
      return;
    }
    const end = node * FAN + (tree.count[node] ?? 0);
    let rank = start;
    for (let slot = node * FAN; slot < end && rank < to; slot++) {
      const size = sizeOf(tree, node, slot);
      if (rank + size > from) {
        if ((tree.level[node] ?? 0) > 0) search(tree.counter[slot] ?? 0, rank);
        else {
          const offset = Math.max(0, from - rank);
          const age = ageOf(tree, slot, offset);
          if (isOlder(tree, age, bestAge)) {
            bestAge = age;
            bestNode = -1;
            best = { slot, offset, rank: rank + offset };
          }
        }
      }
      rank += size;
    }
  };
  search(tree.root, 0);
  return bestNode < 0 ? best : oldestIn(tree, bestNode, best.rank);
}

/** The oldest element below a node that begins at rank `start`: the first of its run, as elements of a run get newer. */
function oldestIn(tree: RunTree, top: number, start: number): Found {
  const { lamport, replica } = oldestOf(tree, top);
  let node = top;
  let rank = start;
  for (;;) {
    const isLeaf = tree.level[node] === 0;
    let slot = node * FAN;
    for (; ; slot++) {
      const child = tree.counter[slot] ?? 0;
      const age = isLeaf ? ageOf(tree, slot, 0) : oldestOf(tree, child);
      if (age.lamport === lamport && age.replica === replica) break;
      rank += sizeOf(tree, node, slot);
    }
    if (isLeaf) return { slot, offset: 0, rank };
    node = tree.counter[slot] ?? 0;
  }
}

/** The age of an element. */
export function ageOf(tree: RunTree, slot: number, offset: number): Age {
  const replica = tree.replica[slot] ?? 0;
  return { replica, lamport: tree.space.lamportOf(replica, (tree.counter[slot] ?? 0) + offset) };
}

function isOlder(tree: RunTree, a: Age, b: Age): boolean {
  return tree.space.compareAge(a.lamport, a.replica, b.lamport, b.replica) < 0;
}

function hasOlder(tree: RunTree, node: number, age: Age): boolean {
  const oldest = oldestOf(tree, node);
  return oldest.replica >= 0 && isOlder(tree, oldest, age);
}

/** The age of the oldest element below a node; replica -1 if there is none. */
function oldestOf(tree: RunTree, node: number): Age {
  return { lamport: tree.oldestLamport[node] ?? 0, replica: tree.oldestReplica[node] ?? -1 };
}

function sizeOf(tree: RunTree, node: number, slot: number): number {
  return (tree.level[node] === 0 ? tree.length[slot] : tree.total[tree.counter[slot] ?? 0]) ?? 0;
}

/** Within a run elements get newer, so the first one that counts decides. */
function firstInRun(
  tree: RunTree,
  slot: number,
  rank: number,
  limit: { readonly from: number; readonly age: Age },
): Found | null {
  const offset = Math.max(0, limit.from - rank);
  return isOlder(tree, ageOf(tree, slot, offset), limit.age) ? { slot, offset, rank: rank + offset } : null;
}

/** The last of a run's elements that are old enough and before the limit, by halving. */
function lastInRun(
  tree: RunTree,
  slot: number,
  rank: number,
  limit: { readonly to: number; readonly age: Age },
): Found | null {
  if (!isOlder(tree, ageOf(tree, slot, 0), limit.age)) return null;
  let low = 0;
  let high = Math.min(tree.length[slot] ?? 0, limit.to - rank);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isOlder(tree, ageOf(tree, slot, middle), limit.age)) low = middle;
    else high = middle;
  }
  return { slot, offset: low, rank: rank + low };
}
