/**
 * Where an element that comes from elsewhere goes among the ones that are there: the order rule of DESIGN §4
 * without a tree of elements. It relies on two facts. A child is newer than its parent. And right siblings stand
 * newest first, left siblings oldest first, so that a right child's parent is the nearest older element before
 * it and a left child's the nearest older one after it.
 *
 * Source: Weidner and Kleppmann, "The Art of the Fugue" (sides); Roh et al., "Replicated abstract data types"
 * (newest first). Left siblings oldest first is ours.
 */
import { assert } from "@weft/base";
import { LEFT, type Side } from "./place.ts";
import { HAS_LEFT, HAS_RIGHT, IS_LEFT, LENGTH, OWNER, type RunTree } from "./run-tree.ts";
import { type Age, ageOf, atRank, firstOlder, isOlder, lastOlder, oldestBetween } from "./tree-search.ts";

/** To look at so many elements in their order takes about as long as one search for the oldest. */
const ELEMENTS_A_TURN = 256;

/**
 * The rank at which a new element of `age` goes, as a child on `side` of the element at `parentRank` (-1: the
 * start) that has children on that side already. O(log runs) unless many runs were written to and fro at this
 * very place; then a step for each turn, or one for each run there if the turns are many.
 *
 * On the way to the nearest older element on the other side everything is newer than the new one, so it is, in
 * this order, right-hand descendants of `low - 1` and left-hand descendants of `high`: the new element goes
 * between the two parts. The oldest element in between is a child of one of the ends, its side says of which, and
 * it hands its own part over to that side.
 */
export function insertionGap(tree: RunTree, parentRank: number, side: Side, age: Age): number {
  const total = tree.totalLength;
  let low = parentRank + 1;
  let high = parentRank;
  if (side === LEFT) low = (lastOlder(tree, parentRank, age)?.rank ?? -1) + 1;
  else high = firstOlder(tree, low, age)?.rank ?? total;
  if (high === total || !isMarked(tree, high, HAS_LEFT)) return high;
  if (low > 0 && !isMarked(tree, low - 1, HAS_RIGHT)) return low;
  for (let turns = 1; low < high; turns++) {
    if (high - low < turns * ELEMENTS_A_TURN && turns > 1) return gapByWalk(tree, low, high);
    const { slot, offset, rank } = oldestBetween(tree, low, high);
    assert(rank >= low && rank < high, "a smaller gap");
    const rest = tree.slots[slot + LENGTH]! - offset;
    const flags = tree.slots[slot + OWNER]!;
    if (offset === 0 && flags & IS_LEFT) {
      if (!(flags & HAS_LEFT)) return rank;
      high = rank;
    } else {
      if (rest === 1 && !(flags & HAS_RIGHT)) return rank + 1;
      low = rank + rest;
    }
  }
  return low;
}

/**
 * The same gap for a stretch of many turns, from all of its runs at once: a stack of those that no later one is older
 * than gives each run the oldest ones before and after it that are left when it is the oldest, and then the turns are
 * steps from one to the next.
 */
function gapByWalk(tree: RunTree, low: number, high: number): number {
  const first = atRank(tree, low);
  const slots: number[] = [];
  const ranks: number[] = [];
  const ages: Age[] = [];
  const before: number[] = [];
  const after: number[] = [];
  const open: number[] = [];
  let { slot, offset } = first;
  for (let rank = low; rank < high; slot = tree.after(slot)) {
    const run = slots.push(slot) - 1;
    const age = ageOf(tree, slot, offset);
    ranks.push(rank);
    ages.push(age);
    let newer = -1;
    while (open.length > 0 && isOlder(tree, age, ages[open[open.length - 1]!]!)) newer = open.pop()!;
    before.push(newer);
    after.push(-1);
    if (open.length > 0) after[open[open.length - 1]!] = run;
    open.push(run);
    rank += tree.slots[slot + LENGTH]! - offset;
    offset = 0;
  }
  let gap = low;
  for (let run = open[0]!; run >= 0; ) {
    const isLeft = (tree.slots[slots[run]! + OWNER]! & IS_LEFT) !== 0 && (run > 0 || first.offset === 0);
    gap = isLeft ? ranks[run]! : (ranks[run + 1] ?? high);
    run = isLeft ? before[run]! : after[run]!;
  }
  return gap;
}

/** Whether the element has left children, or right ones. */
function isMarked(tree: RunTree, rank: number, flag: typeof HAS_LEFT | typeof HAS_RIGHT): boolean {
  const { slot, offset } = atRank(tree, rank);
  if (flag === HAS_RIGHT && offset < tree.slots[slot + LENGTH]! - 1) return true;
  if (flag === HAS_LEFT && offset > 0) return false;
  return (tree.slots[slot + OWNER]! & flag) !== 0;
}
