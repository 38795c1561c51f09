/**
 * In which leaf an element stands, by replica and counter: for each replica the stretches of counters that came to stand
 * in one leaf, in the order of the counters, which is the order in which they come. So an entry is only ever added at
 * the end. What is noted is where an element was put; when leaves are split it can only have gone to one that was split off
 * since, straight behind, and whoever looks walks there. When the walks have cost as much as noting everything anew,
 * that is done. Made when it is asked for the first time: who only writes never needs it.
 */
import {
  FAN,
  FLAG_BITS,
  firstSlot,
  LEAF_STEP,
  LENGTH,
  NEXT,
  nodeOf,
  OWNER,
  type RunTree,
  STEP,
} from "./run-tree.ts";

/** A document may have many writers of a few characters each: a list begins small. */
const FIRST_ENTRIES = 4;
/** There are fewer leaves than this: a start and a leaf are sorted as one number. */
const LEAVES = 2 ** 21;

/** Where the elements of one replica are: two numbers a stretch, its first counter and its leaf. */
class Stretches {
  #entries = new Int32Array(FIRST_ENTRIES);
  #end = 0;

  add(counter: number, leaf: number): void {
    const end = this.#end;
    if (end > 0 && this.#entries[end - 1] === leaf) return;
    if (end === this.#entries.length) {
      const entries = new Int32Array(end * 2);
      entries.set(this.#entries);
      this.#entries = entries;
    }
    this.#entries[end] = counter;
    this.#entries[end + 1] = leaf;
    this.#end = end + 2;
  }

  /** The leaf of the last stretch that begins at or before a counter, or -1. */
  leafOf(counter: number): number {
    const entries = this.#entries;
    let low = -2;
    let high = this.#end;
    while (high - low > 2) {
      const middle = ((low + high) >> 2) << 1;
      if (entries[middle]! <= counter) low = middle;
      else high = middle;
    }
    return low < 0 ? -1 : entries[low + 1]!;
  }
}

export class IdIndex {
  readonly #tree: RunTree;
  #byReplica: Stretches[] | null = null;
  /** How many leaves more may be walked through until everything is noted anew. */
  #patience = 0;

  constructor(tree: RunTree) {
    this.#tree = tree;
  }

  /** The leaf from which on an element is found, if it is in the sequence at all; -1 if that is impossible. */
  leafOf(replica: number, counter: number): number {
    if (this.#byReplica === null || this.#patience < 0) this.#make();
    return this.#byReplica![replica]?.leafOf(counter) ?? -1;
  }

  /** The leaf after `leaf` if it may hold what was noted at `noted`, or -1. */
  nextOf(leaf: number, noted: number): number {
    const next = this.#tree.nodes[leaf + NEXT]!;
    if (next <= noted || !this.#tree.isSplitOff(next)) return -1;
    this.#patience--;
    return next;
  }

  /** Notes where a new run is. */
  noteRun(slot: number): void {
    if (this.#byReplica === null) return;
    const { slots } = this.#tree;
    this.#stretchesOf(slots[slot + OWNER]! >> FLAG_BITS).add(slots[slot]!, nodeOf(slot));
  }

  #make(): void {
    const tree = this.#tree;
    const { slots } = tree;
    const found: number[][] = [];
    let leaves = 0;
    for (let leaf = tree.firstLeaf(); leaf >= 0; leaf = tree.nodes[leaf + NEXT]!) {
      leaves++;
      for (let slot = firstSlot(leaf); slot < tree.endOf(leaf); slot += STEP) {
        if (slots[slot + LENGTH] === 0) continue;
        const replica = slots[slot + OWNER]! >> FLAG_BITS;
        while (found.length <= replica) found.push([]);
        found[replica]!.push(slots[slot]! * LEAVES + leaf / LEAF_STEP);
      }
    }
    this.#byReplica = [];
    this.#patience = leaves * FAN;
    for (const [replica, starts] of found.entries()) {
      for (const start of Float64Array.from(starts).sort()) {
        this.#stretchesOf(replica).add(Math.floor(start / LEAVES), (start % LEAVES) * LEAF_STEP);
      }
    }
  }

  #stretchesOf(replica: number): Stretches {
    const all = this.#byReplica!;
    while (all.length <= replica) all.push(new Stretches());
    return all[replica]!;
  }
}
