import type { OpTable } from "../../log/op-table.ts";
import { LEFT, RIGHT, type Side } from "../../sequence/place.ts";
import type { ReplicaIndex } from "../../space/replica.ts";
import type { TextOp, ToggleOp } from "../../text/text-op.ts";

/** Numbers an entry: first counter, form, other replica, other counter, elements inserted before. */
const STEP = 5;
const FIRST_ENTRIES = 16;

const INSERTION = 0;
const DELETION_FORWARDS = 2;
const DELETION_BACKWARDS = 3;
const TOGGLE = 4;

/** Elements that were inserted, or deleted if not. */
export type VisitEffect = (replica: ReplicaIndex, counter: number, length: number, inserted: boolean) => void;

/** What one replica did, in the order of its counters, while a story is read: parents come only at its end. */
export class StoryEntries {
  /** The next counter. */
  end = 0;
  /** How many elements were inserted. */
  inserted = 0;
  private entries: Int32Array<ArrayBuffer>;
  private used = 0;
  private readonly toggles: ToggleOp[] = [];
  /** The entry that holds the first counter of each page. */
  private index = new Int32Array(0);
  /** A page has 2 to this power counters. */
  private pageBits = 0;

  /** Room for so many entries at first. */
  constructor(room = FIRST_ENTRIES) {
    this.entries = new Int32Array(Math.max(room, FIRST_ENTRIES) * STEP);
  }

  /** How many entries there are. */
  get count(): number {
    return this.used / STEP;
  }

  /** Its parent is the element before it in `replica`'s counters, unless `setParent` says otherwise. */
  addInsertion(replica: ReplicaIndex, length: number, side: Side): void {
    this.add(INSERTION + side, replica, this.end - 1);
    this.inserted += length;
    this.end += length;
  }

  /** Deletes from `counter` on, or back from it. */
  addDeletion(length: number, replica: ReplicaIndex, counter: number, direction: 1 | -1): void {
    this.add(direction > 0 ? DELETION_FORWARDS : DELETION_BACKWARDS, replica, counter);
    this.end += length;
  }

  addToggle(op: ToggleOp): void {
    this.add(TOGGLE, 0, this.toggles.push(op) - 1);
    this.end++;
  }

  /**
   * Makes entries findable by `entryWith` and `visitEffects`, when there will be no more of them: about one page of
   * counters for each entry.
   */
  makeIndex(): void {
    const count = this.used / STEP;
    let size = 1;
    for (; this.end / size > count; size *= 2) this.pageBits++;
    const pages = Math.floor(this.end / size) + 2;
    this.index = new Int32Array(pages);
    let entry = 0;
    for (let page = 0, first = 0; page < pages; page++, first += size) {
      while (entry < count - 1 && this.entries[(entry + 1) * STEP]! <= first) entry++;
      this.index[page] = entry;
    }
  }

  /** The entry that holds a counter. */
  entryWith(counter: number): number {
    const { entries, index } = this;
    const page = counter >>> this.pageBits;
    let low = index[page]!;
    let high = index[page + 1]! + 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= entries[middle * STEP]!) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Notes the parent of an insertion if it begins at this counter; false if not. */
  setParent(entry: number, counter: number, parentReplica: ReplicaIndex, parentCounter: number): boolean {
    const { entries } = this;
    const at = entry * STEP;
    if (entries[at] !== counter) return false;
    entries[at + 2] = parentReplica;
    entries[at + 3] = parentCounter;
    return true;
  }

  /** How many elements this replica inserted before an inserted one of this entry. */
  insertedBefore(entry: number, counter: number): number {
    return this.entries[entry * STEP + 4]! + counter - this.entries[entry * STEP]!;
  }

  /**
   * Visits what the counters `from`..`to - 1` did to elements, piece by piece: `length` elements from `counter` of
   * `replica` on were inserted or deleted. `own` is this replica.
   */
  visitEffects(from: number, to: number, own: ReplicaIndex, visit: VisitEffect): void {
    const { entries } = this;
    for (let entry = this.entryWith(from); entry < this.count && entries[entry * STEP]! < to; entry++) {
      const at = entry * STEP;
      const start = Math.max(from, entries[at]!);
      const length = Math.min(to, this.endOf(at)) - start;
      const form = entries[at + 1]!;
      const target = entries[at + 3]!;
      const distance = start - entries[at]!;
      if (form <= RIGHT) visit(own, start, length, true);
      else if (form === DELETION_FORWARDS) visit(entries[at + 2]!, target + distance, length, false);
      else if (form === DELETION_BACKWARDS)
        visit(entries[at + 2]!, target - distance - length + 1, length, false);
    }
  }

  /** Visits the insertions in order. */
  visitInsertions(visit: (counter: number, length: number) => void): void {
    const { entries } = this;
    for (let at = 0; at < this.used; at += STEP) {
      if (entries[at + 1]! <= RIGHT) visit(entries[at]!, this.endOf(at) - entries[at]!);
    }
  }

  /** Writes all entries into an empty table. Every insertion has its parent. */
  appendTo(table: OpTable<TextOp>): void {
    const { entries } = this;
    table.reserve(this.used / STEP);
    for (let at = 0; at < this.used; at += STEP) {
      const length = this.endOf(at) - entries[at]!;
      const form = entries[at + 1]!;
      const other = entries[at + 2]!;
      const counter = entries[at + 3]!;
      if (form <= RIGHT) table.appendInsert(length, other, counter, form !== LEFT);
      else if (form === TOGGLE) table.appendObject(this.toggles[counter]!, length);
      else table.appendDelete(length, other, counter, form === DELETION_FORWARDS ? 1 : -1);
    }
  }

  private endOf(at: number): number {
    return at + STEP < this.used ? this.entries[at + STEP]! : this.end;
  }

  private add(form: number, replica: ReplicaIndex, counter: number): void {
    if (this.used === this.entries.length) {
      const grown = new Int32Array(this.used * 2);
      grown.set(this.entries);
      this.entries = grown;
    }
    const { entries, used } = this;
    entries[used] = this.end;
    entries[used + 1] = form;
    entries[used + 2] = replica;
    entries[used + 3] = counter;
    entries[used + 4] = this.inserted;
    this.used = used + STEP;
  }
}
