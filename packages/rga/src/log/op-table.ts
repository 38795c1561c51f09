import {
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_LEFT,
  INSERT_RIGHT,
  OBJECT,
  type PackedForm,
  type PackedOp,
} from "../op/packed-op.ts";
import type { ReplicaIndex } from "../space/replica.ts";

/** Numbers an entry: its first counter, other replica and form, other counter or the object's place. */
const STEP = 3;
const FORM_BITS = 3;
const FORM_MASK = 7;
const FIRST_ENTRIES = 2;

/**
 * The ops of one replica, by counter, without gaps, as columns of numbers: twelve bytes an entry, none for a key that
 * runs on. Ops that run on from one another are one entry: typed after each other, or deleted after each other.
 */
export class OpTable<Op> {
  readonly replica: ReplicaIndex;
  /** How many entries there are. */
  count = 0;
  /** Above the last counter. */
  end = 0;
  private entries = new Int32Array(FIRST_ENTRIES * STEP);
  private readonly objects: Op[] = [];
  private hint = 0;

  constructor(replica: ReplicaIndex) {
    this.replica = replica;
  }

  /** First counter of an entry. */
  startAt(entry: number): number {
    return this.entries[entry * STEP]!;
  }

  /** Above the last counter of an entry. */
  endAt(entry: number): number {
    return entry + 1 < this.count ? this.entries[(entry + 1) * STEP]! : this.end;
  }

  /** How an entry is kept. */
  formAt(entry: number): PackedForm {
    return (this.entries[entry * STEP + 1]! & FORM_MASK) as PackedForm;
  }

  /** The replica of the parent or of the first target; -1 if the parent is the start. */
  otherReplicaAt(entry: number): ReplicaIndex {
    return (this.entries[entry * STEP + 1]! >> FORM_BITS) - 1;
  }

  /** The parent's counter, or the first target's. */
  otherCounterAt(entry: number): number {
    return this.entries[entry * STEP + 2]!;
  }

  /** The op of an entry in the form OBJECT. */
  objectAt(entry: number): Op {
    return this.objects[this.entries[entry * STEP + 2]!]!;
  }

  /** The entry that holds a known counter. */
  indexOf(counter: number): number {
    const { entries } = this;
    let low = this.count - 1;
    if (counter >= entries[low * STEP]!) return low;
    const { hint } = this;
    if (counter >= entries[hint * STEP]! && counter < entries[(hint + 1) * STEP]!) return hint;
    let high = low;
    low = 0;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= entries[middle * STEP]!) low = middle;
      else high = middle;
    }
    this.hint = low;
    return low;
  }

  /** Adds the next `length` counters as inserted elements. */
  appendInsert(length: number, parentReplica: ReplicaIndex, parentCounter: number, isRight: boolean): void {
    const { end } = this;
    const last = (this.count - 1) * STEP;
    const runsOn = isRight && parentReplica === this.replica && parentCounter === end - 1 && last >= 0;
    this.end = end + length;
    if (runsOn && (this.entries[last + 1]! & FORM_MASK) <= INSERT_RIGHT) return;
    this.add(end, parentReplica, parentCounter, isRight ? INSERT_RIGHT : INSERT_LEFT);
  }

  /** Adds the next `length` counters as deletions, the first of `targetCounter`. */
  appendDelete(length: number, targetReplica: ReplicaIndex, targetCounter: number, direction: 1 | -1): void {
    const { end, entries } = this;
    this.end = end + length;
    const last = (this.count - 1) * STEP;
    const head = last >= 0 ? entries[last + 1]! : OBJECT;
    const form = head & FORM_MASK;
    if ((form === DELETE_FORWARD || form === DELETE_BACKWARD) && head >> FORM_BITS === targetReplica + 1) {
      const before = end - entries[last]!;
      const first = entries[last + 2]!;
      // A single deletion has no direction yet, neither the one there nor the one that comes.
      if (targetCounter === first + before && form === DELETE_FORWARD && (length === 1 || direction === 1))
        return;
      const goesBack = form === DELETE_BACKWARD || before === 1;
      if (targetCounter === first - before && goesBack && (length === 1 || direction === -1)) {
        entries[last + 1] = ((targetReplica + 1) << FORM_BITS) | DELETE_BACKWARD;
        return;
      }
    }
    const goesBack = direction === -1 && length > 1;
    this.add(end, targetReplica, targetCounter, goesBack ? DELETE_BACKWARD : DELETE_FORWARD);
  }

  /** Adds an op that takes the next `length` counters, as an object. */
  appendObject(op: Op, length: number): void {
    this.add(this.end, -1, this.objects.push(op) - 1, OBJECT);
    this.end += length;
  }

  /** The last entry as an object, or null if it is none. */
  get lastObject(): Op | null {
    return this.count > 0 && this.formAt(this.count - 1) === OBJECT ? this.objectAt(this.count - 1) : null;
  }

  /** Puts another op in the place of the last object: it has taken in the next `length` counters. */
  extendObject(op: Op, length: number): void {
    this.objects[this.objects.length - 1] = op;
    this.end += length;
  }

  /** The part of an entry that begins at `counter`, in numbers. Not for objects. */
  packedFrom(entry: number, counter: number, into: PackedOp): void {
    const form = this.formAt(entry);
    const offset = counter - this.startAt(entry);
    const other = this.otherCounterAt(entry);
    into.form = form;
    into.otherReplica = this.otherReplicaAt(entry);
    into.otherCounter = other;
    if (offset === 0) return;
    if (form === DELETE_FORWARD) into.otherCounter = other + offset;
    else if (form === DELETE_BACKWARD) into.otherCounter = other - offset;
    else {
      into.form = INSERT_RIGHT;
      into.otherReplica = this.replica;
      into.otherCounter = counter - 1;
    }
  }

  /** Makes room for `entries` entries and no more: the number is known when a save is loaded. */
  reserve(entries: number): void {
    if (entries * STEP > this.entries.length) this.resize(entries * STEP);
  }

  private add(start: number, otherReplica: ReplicaIndex, otherCounter: number, form: PackedForm): void {
    const at = this.count * STEP;
    if (at === this.entries.length) this.resize(this.count < 1024 ? at * 2 : at + (this.count >> 1) * STEP);
    this.entries[at] = start;
    this.entries[at + 1] = ((otherReplica + 1) << FORM_BITS) | form;
    this.entries[at + 2] = otherCounter;
    this.count++;
  }

  private resize(length: number): void {
    const entries = new Int32Array(length);
    entries.set(this.entries);
    this.entries = entries;
  }
}
