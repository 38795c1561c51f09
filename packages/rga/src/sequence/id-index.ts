/**
 * In which leaf an element stands, by replica and counter: stretches of counters that are in one leaf, in pages
 * of a sorted list. Runs that are cut, fused or typed on within their leaf do not touch it. O(log stretches) to find and,
 * a page being short, to change. Made when it is asked for the first time: who only writes never needs it.
 */
import { FLAG_BITS, firstSlot, LENGTH, nodeOf, OWNER, type RunTree, STEP } from "./run-tree.ts";

const PAGE_ENTRIES = 256;
/** A document may have many writers of a few characters each: a page begins small. */
const FIRST_ENTRIES = 2;

interface Page {
  starts: Int32Array<ArrayBuffer>;
  leaves: Int32Array<ArrayBuffer>;
  count: number;
}

/** Where an entry is: its page and its place there. */
interface Cursor {
  page: number;
  entry: number;
}

export class IdIndex {
  private readonly tree: RunTree;
  private readonly pagesByReplica: Page[][] = [];
  /** For each replica, above its highest element that was noted. What was typed on since is in the same leaf. */
  private readonly ends: number[] = [];
  private isMade = false;

  constructor(tree: RunTree) {
    this.tree = tree;
  }

  /** The leaf in which the element is if it is in the sequence at all; -1 if that is impossible. */
  leafOf(replica: number, counter: number): number {
    if (!this.isMade) this.make();
    const pages = this.pagesByReplica[replica];
    if (!pages) return -1;
    const at = find(pages, counter);
    return at.entry < 0 ? -1 : pages[at.page]!.leaves[at.entry]!;
  }

  /** Notes that the runs of a leaf are new there: neighbours with neighbouring counters, written to or fro, at once. */
  noteLeaf(leaf: number): void {
    if (!this.isMade) return;
    const { slots } = this.tree;
    const stop = this.tree.endOf(leaf);
    let replica = -1;
    let from = 0;
    let to = 0;
    for (let slot = firstSlot(leaf); slot < stop; slot += STEP) {
      const writer = slots[slot + OWNER]! >> FLAG_BITS;
      const start = slots[slot]!;
      const end = start + slots[slot + LENGTH]!;
      if (writer === replica && start === to) to = end;
      else if (writer === replica && end === from) from = start;
      else {
        if (replica >= 0) this.assign(replica, from, to, leaf);
        replica = writer;
        from = start;
        to = end;
      }
    }
    if (replica >= 0) this.assign(replica, from, to, leaf);
  }

  /** Notes where a run is. */
  noteRun(slot: number): void {
    if (!this.isMade) return;
    const { slots } = this.tree;
    const from = slots[slot]!;
    this.assign(slots[slot + OWNER]! >> FLAG_BITS, from, from + slots[slot + LENGTH]!, nodeOf(slot));
  }

  private make(): void {
    this.isMade = true;
    for (let leaf = this.tree.firstLeaf(); leaf >= 0; leaf = this.tree.next[leaf]!) this.noteLeaf(leaf);
  }

  /** Notes that the elements `from`..`to - 1` of a replica are in this leaf now. */
  private assign(replica: number, from: number, to: number, leaf: number): void {
    while (this.pagesByReplica.length <= replica) {
      this.pagesByReplica.push([newPage(FIRST_ENTRIES)]);
      this.ends.push(0);
    }
    const pages = this.pagesByReplica[replica]!;
    const end = this.ends[replica]!;
    if (to >= end) {
      this.ends[replica] = to;
      const page = pages[pages.length - 1]!;
      const last = page.count - 1;
      if (last >= 0 && from >= page.starts[last]! && page.leaves[last] === leaf) return;
      if (from >= end) {
        append(pages, from, leaf);
        return;
      }
    }
    const after = this.leafOf(replica, to);
    const before = this.leafOf(replica, from - 1);
    clear(pages, from, to);
    if (to < end && after !== leaf) put(pages, to, after);
    if (before !== leaf) put(pages, from, leaf);
  }
}

/** Adds an entry above all others. */
function append(pages: Page[], start: number, leaf: number): void {
  let page = pages[pages.length - 1]!;
  if (page.count === PAGE_ENTRIES) {
    page = newPage(PAGE_ENTRIES);
    pages.push(page);
  } else if (page.count === page.starts.length) growPage(page);
  page.starts[page.count] = start;
  page.leaves[page.count++] = leaf;
}

function newPage(entries: number): Page {
  return { starts: new Int32Array(entries), leaves: new Int32Array(entries), count: 0 };
}

function growPage(page: Page): void {
  const { starts, leaves } = page;
  page.starts = new Int32Array(starts.length * 2);
  page.leaves = new Int32Array(leaves.length * 2);
  page.starts.set(starts);
  page.leaves.set(leaves);
}

/** The last entry that starts at or before `counter`; entry -1 of the first page if there is none. */
function find(pages: readonly Page[], counter: number): Cursor {
  let page = 0;
  let high = pages.length;
  while (high - page > 1) {
    const middle = (page + high) >> 1;
    if ((pages[middle]?.starts[0] ?? 0) <= counter) page = middle;
    else high = middle;
  }
  const starts = pages[page]?.starts;
  let entry = -1;
  let end = pages[page]?.count ?? 0;
  while (end - entry > 1) {
    const middle = (entry + end) >> 1;
    if ((starts?.[middle] ?? 0) <= counter) entry = middle;
    else end = middle;
  }
  return { page, entry };
}

function next(pages: readonly Page[], at: Cursor): Cursor {
  const entry = at.entry + 1;
  if (entry < (pages[at.page]?.count ?? 0) || at.page + 1 === pages.length) return { page: at.page, entry };
  return { page: at.page + 1, entry: 0 };
}

/** Removes the entries that start in `from`..`to`. */
function clear(pages: Page[], from: number, to: number): void {
  for (;;) {
    const at = next(pages, find(pages, from - 1));
    const page = pages[at.page];
    if (!page || at.entry >= page.count || (page.starts[at.entry] ?? 0) > to) return;
    remove(pages, page, at);
  }
}

function remove(pages: Page[], page: Page, at: Cursor): void {
  page.starts.copyWithin(at.entry, at.entry + 1, page.count);
  page.leaves.copyWithin(at.entry, at.entry + 1, page.count);
  page.count--;
  if (page.count === 0 && pages.length > 1) pages.splice(at.page, 1);
}

/** Adds an entry at a start that has none. */
function put(pages: Page[], start: number, leaf: number): void {
  let at = find(pages, start);
  let page = pages[at.page];
  if (!page) return;
  if (page.count === PAGE_ENTRIES) {
    const half = PAGE_ENTRIES / 2;
    const right = newPage(PAGE_ENTRIES);
    right.starts.set(page.starts.subarray(half));
    right.leaves.set(page.leaves.subarray(half));
    right.count = half;
    page.count = half;
    pages.splice(at.page + 1, 0, right);
    at = find(pages, start);
    page = pages[at.page] ?? right;
  }
  if (page.count === page.starts.length) growPage(page);
  page.starts.copyWithin(at.entry + 2, at.entry + 1, page.count);
  page.leaves.copyWithin(at.entry + 2, at.entry + 1, page.count);
  page.starts[at.entry + 1] = start;
  page.leaves[at.entry + 1] = leaf;
  page.count++;
}
