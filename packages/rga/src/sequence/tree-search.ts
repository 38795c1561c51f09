/**
 * Searches in a `RunTree`, each one way down and at most one way back up: O(log runs). They recurse over the
 * height of the tree, never over the document. Ages are pairs (Lamport timestamp, replica).
 */
import {
  FLAG_BITS,
  firstSlot,
  LENGTH,
  LEVEL,
  OLDEST_BY,
  OWNER,
  type RunTree,
  STEP,
  TOTAL,
} from "./run-tree.ts";

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
  while (tree.nodes[node + LEVEL]! > 0) {
    let slot = firstSlot(node);
    let child = tree.slots[slot]!;
    while (rank - before >= tree.nodes[child + TOTAL]!) {
      before += tree.nodes[child + TOTAL]!;
      slot += STEP;
      child = tree.slots[slot]!;
    }
    node = child;
  }
  let slot = firstSlot(node);
  for (; rank - before >= tree.slots[slot + LENGTH]!; slot += STEP) before += tree.slots[slot + LENGTH]!;
  return { slot, offset: rank - before, rank };
}

/** The first element at or after `rank` that is older than `age`, or null. */
export function firstOlder(tree: RunTree, rank: number, age: Age): Found | null {
  return nearestOlder(tree, { rank, age, isForward: true });
}

/** The last element before `rank` that is older than `age`, or null. */
export function lastOlder(tree: RunTree, rank: number, age: Age): Found | null {
  return nearestOlder(tree, { rank, age, isForward: false });
}

/** Older than `age`, and at or after `rank` going forward, or before it going back. */
interface Wanted {
  readonly rank: number;
  readonly age: Age;
  readonly isForward: boolean;
}

function nearestOlder(tree: RunTree, wanted: Wanted): Found | null {
  tree.settleAges();
  return nearestOlderIn(tree, tree.root, 0, wanted);
}

function nearestOlderIn(tree: RunTree, node: number, start: number, wanted: Wanted): Found | null {
  if (!tree.hasOlder(node, wanted.age.lamport, wanted.age.replica)) return null;
  const { isForward } = wanted;
  const first = firstSlot(node);
  const end = tree.endOf(node);
  let rank = isForward ? start : start + tree.nodes[node + TOTAL]!;
  for (
    let slot = isForward ? first : end - STEP;
    slot >= first && slot < end;
    slot += isForward ? STEP : -STEP
  ) {
    const size = sizeOf(tree, node, slot);
    if (!isForward) rank -= size;
    if (isForward ? rank + size > wanted.rank : rank < wanted.rank) {
      const found =
        tree.nodes[node + LEVEL] === 0
          ? nearestOlderInRun(tree, slot, rank, wanted)
          : nearestOlderIn(tree, tree.slots[slot]!, rank, wanted);
      if (found) return found;
    }
    if (isForward) rank += size;
  }
  return null;
}

/** Within a run elements get newer: going forward the first that counts decides, going back the last that is old enough. */
function nearestOlderInRun(tree: RunTree, slot: number, start: number, wanted: Wanted): Found | null {
  const { rank, age, isForward } = wanted;
  let offset = isForward ? Math.max(0, rank - start) : 0;
  if (!isElementOlder(tree, slot, offset, age)) return null;
  let high = isForward ? 0 : Math.min(tree.slots[slot + LENGTH]!, rank - start);
  while (high - offset > 1) {
    const middle = (offset + high) >> 1;
    if (isElementOlder(tree, slot, middle, age)) offset = middle;
    else high = middle;
  }
  return { slot, offset, rank: start + offset };
}

/** The oldest element of the ranks `from`..`to - 1`, which are not empty. */
export function oldestBetween(tree: RunTree, from: number, to: number): Found {
  tree.settleAges();
  let best: Found = atRank(tree, from);
  let bestAge = ageOf(tree, best.slot, best.offset);
  let bestNode = -1;
  // A node that lies in the range whole answers by its own oldest: going down is for the winner alone.
  const search = (node: number, start: number): void => {
    if (!tree.hasOlder(node, bestAge.lamport, bestAge.replica)) return;
    if (start >= from && start + tree.nodes[node + TOTAL]! <= to) {
      bestAge = oldestOf(tree, node);
      bestNode = node;
      best = { slot: -1, offset: 0, rank: start };
      return;
    }
    let rank = start;
    for (let slot = firstSlot(node); slot < tree.endOf(node) && rank < to; slot += STEP) {
      const size = sizeOf(tree, node, slot);
      if (rank + size > from) {
        if (tree.nodes[node + LEVEL]! > 0) search(tree.slots[slot]!, rank);
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
    const isLeaf = tree.nodes[node + LEVEL] === 0;
    let slot = firstSlot(node);
    for (; ; slot += STEP) {
      const age = isLeaf ? ageOf(tree, slot, 0) : oldestOf(tree, tree.slots[slot]!);
      if (age.lamport === lamport && age.replica === replica) break;
      rank += sizeOf(tree, node, slot);
    }
    if (isLeaf) return { slot, offset: 0, rank };
    node = tree.slots[slot]!;
  }
}

/** The age of an element. */
export function ageOf(tree: RunTree, slot: number, offset: number): Age {
  const replica = tree.slots[slot + OWNER]! >> FLAG_BITS;
  return { replica, lamport: tree.space.lamportOf(replica, tree.slots[slot]! + offset) };
}

/** Whether the first age is the older one. */
export function isOlder(tree: RunTree, a: Age, b: Age): boolean {
  return tree.space.compareAge(a.lamport, a.replica, b.lamport, b.replica) < 0;
}

/** Whether an element is older than that, with no object made for its age. */
function isElementOlder(tree: RunTree, slot: number, offset: number, age: Age): boolean {
  const replica = tree.slots[slot + OWNER]! >> FLAG_BITS;
  const lamport = tree.space.lamportOf(replica, tree.slots[slot]! + offset);
  return tree.space.compareAge(lamport, replica, age.lamport, age.replica) < 0;
}

/** The age of the oldest element below a node. */
function oldestOf(tree: RunTree, node: number): Age {
  return { lamport: tree.oldestOf(node), replica: tree.nodes[node + OLDEST_BY]! };
}

function sizeOf(tree: RunTree, node: number, slot: number): number {
  return tree.nodes[node + LEVEL] === 0 ? tree.slots[slot + LENGTH]! : tree.nodes[tree.slots[slot]! + TOTAL]!;
}
