/**
 * In which leaf an element stands, by replica and counter: stretches of counters that are in one leaf, in pages
 * of a sorted list. Runs that are cut or fused within their leaf do not touch it. O(log stretches) to find and,
 * a page being short, to change.
 */
const PAGE_ENTRIES = 256;
/** A document may have many writers of a few characters each: a page begins small. */
const FIRST_ENTRIES = 4;

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
  private readonly pagesByReplica: Page[][] = [];
  /** For each replica, above its highest element. */
  private readonly ends: number[] = [];

  /** The leaf in which the element is if it is in the sequence at all; -1 if that is impossible. */
  leafOf(replica: number, counter: number): number {
    const pages = this.pagesByReplica[replica];
    if (!pages) return -1;
    const at = find(pages, counter);
    return at.entry < 0 ? -1 : (pages[at.page]?.leaves[at.entry] ?? -1);
  }

  /** Notes that the elements `from`..`to - 1` of a replica are in this leaf now. */
  assign(replica: number, from: number, to: number, leaf: number): void {
    while (this.pagesByReplica.length <= replica) {
      this.pagesByReplica.push([newPage(FIRST_ENTRIES)]);
      this.ends.push(0);
    }
    const pages = this.pagesByReplica[replica] ?? [];
    const isLast = to >= (this.ends[replica] ?? 0);
    if (isLast) {
      this.ends[replica] = to;
      const page = pages[pages.length - 1];
      const last = (page?.count ?? 0) - 1;
      if (page && last >= 0 && from >= (page.starts[last] ?? 0) && page.leaves[last] === leaf) return;
    }
    const after = this.leafOf(replica, to);
    const before = this.leafOf(replica, from - 1);
    clear(pages, from, to);
    if (!isLast && after !== leaf) put(pages, to, after);
    if (before !== leaf) put(pages, from, leaf);
  }
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
