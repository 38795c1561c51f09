import {
  CANCEL,
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_RIGHT,
  OBJECT,
  type PackedForm,
  type PackedOp,
  skipCounters,
} from "../op/packed-op.ts";
import type { ReplicaIndex } from "../space/replica.ts";

/** Numbers an entry: its first counter, form below other replica, other counter. */
const STEP = 3;
const FORM_BITS = 3;
const FORM_MASK = 7;
const FIRST_ENTRIES = 2;

/**
 * Consecutive ops of one replica, without gaps, as columns of numbers: twelve bytes an entry, none for a key that runs
 * on. Ops that run on from one another are one entry: typed after each other, or deleted after each other.
 */
export class OpTable<Op = unknown> {
  readonly replica: ReplicaIndex;
  /** How many entries there are. */
  count = 0;
  /** Above the last counter. */
  end = 0;
  #entries = new Int32Array(FIRST_ENTRIES * STEP);
  /** How many counters each toggle means, and the objects; their entries have the place instead of the other one's number. */
  #toggled: number[] | null = null;
  #objects: Op[] | null = null;
  #hint = 0;

  constructor(replica: ReplicaIndex) {
    this.replica = replica;
  }

  /** Forgets all counters from `end` on. What stays of an op that was cut is what goes on to be it. */
  truncate(end: number): void {
    if (end >= this.end) return;
    for (; this.count > 0 && this.startAt(this.count - 1) >= end; this.count--) {
      const form = this.formAt(this.count - 1);
      if (form === OBJECT) this.#objects!.pop();
      else if (form >= CANCEL) this.#toggled!.pop();
    }
    this.end = end;
    this.#hint = 0;
    const last = this.count - 1;
    // A single deletion has no direction.
    if (last >= 0 && this.formAt(last) === DELETE_BACKWARD && end - this.startAt(last) === 1) {
      this.#entries[last * STEP + 1]! += DELETE_FORWARD - DELETE_BACKWARD;
    }
  }

  /** First counter of an entry. */
  startAt(entry: number): number {
    return this.#entries[entry * STEP]!;
  }

  /** Above the last counter of an entry. */
  endAt(entry: number): number {
    return entry + 1 < this.count ? this.#entries[(entry + 1) * STEP]! : this.end;
  }

  /** How an entry is kept. */
  formAt(entry: number): PackedForm {
    return (this.#entries[entry * STEP + 1]! & FORM_MASK) as PackedForm;
  }

  /** The replica of the parent or of the first target; -1 if the parent is the start. */
  otherReplicaAt(entry: number): ReplicaIndex {
    return (this.#entries[entry * STEP + 1]! >> FORM_BITS) - 1;
  }

  /** The counter of the parent, of the first target, or of the first own op toggled. */
  otherCounterAt(entry: number): number {
    return this.#entries[entry * STEP + 2]!;
  }

  /** How many counters a toggle means. */
  toggledAt(entry: number): number {
    return this.#toggled![this.otherReplicaAt(entry)]!;
  }

  /** The op of an entry in the form OBJECT. */
  objectAt(entry: number): Op {
    return this.#objects![this.otherReplicaAt(entry)]!;
  }

  /** The entry that holds a counter that is here. */
  indexOf(counter: number): number {
    const entries = this.#entries;
    let low = this.count - 1;
    if (counter >= entries[low * STEP]!) return low;
    const hint = this.#hint;
    if (counter >= entries[hint * STEP]! && counter < entries[(hint + 1) * STEP]!) return hint;
    let high = low;
    low = 0;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= entries[middle * STEP]!) low = middle;
      else high = middle;
    }
    this.#hint = low;
    return low;
  }

  /** Adds an op that takes the next counters. */
  add(op: PackedOp<Op>): void {
    const { form, length } = op;
    if (form < CANCEL) this.append(form, length, op.otherReplica, op.otherCounter);
    else if (form === OBJECT) {
      this.#objects ??= [];
      this.#addEntry(form, this.#objects.push(op.object!) - 1, 0, length);
    } else {
      this.#toggled ??= [];
      this.#addEntry(form, this.#toggled.push(op.toggled) - 1, op.otherCounter, length);
    }
  }

  /** Adds the next `length` counters as an insertion or as deletions. See `PackedOp`. */
  append(form: PackedForm, length: number, otherReplica: ReplicaIndex, otherCounter: number): void {
    const { end } = this;
    const entries = this.#entries;
    const last = (this.count - 1) * STEP;
    const head = last >= 0 ? entries[last + 1]! : OBJECT;
    const before = head & FORM_MASK;
    if (form <= INSERT_RIGHT) {
      const goesOn = form === INSERT_RIGHT && otherReplica === this.replica && otherCounter === end - 1;
      if (goesOn && before <= INSERT_RIGHT) {
        this.end = end + length;
        return;
      }
    } else if (head >> FORM_BITS === otherReplica + 1 && before > INSERT_RIGHT && before < CANCEL) {
      const count = end - entries[last]!;
      const distance = otherCounter - entries[last + 2]!;
      // A single deletion has no direction yet, neither the one there nor the one that comes.
      const goesOn = distance === count && before === DELETE_FORWARD;
      if (goesOn && (length === 1 || form === DELETE_FORWARD)) {
        this.end = end + length;
        return;
      }
      const goesBack = distance === -count && (count === 1 || before === DELETE_BACKWARD);
      if (goesBack && (length === 1 || form === DELETE_BACKWARD)) {
        entries[last + 1] = (head & ~FORM_MASK) | DELETE_BACKWARD;
        this.end = end + length;
        return;
      }
    }
    const isSingle = form === DELETE_BACKWARD && length === 1;
    this.#addEntry(isSingle ? DELETE_FORWARD : form, otherReplica, otherCounter, length);
  }

  /** Writes into `op` the part of an entry from `counter` on, but for its text. */
  read(entry: number, counter: number, op: PackedOp<Op>): void {
    const at = entry * STEP;
    const head = this.#entries[at + 1]!;
    const form = head & FORM_MASK;
    op.form = form as PackedForm;
    op.counter = this.#entries[at]!;
    op.length = this.endAt(entry) - op.counter;
    op.otherReplica = (head >> FORM_BITS) - 1;
    op.otherCounter = this.#entries[at + 2]!;
    if (form === OBJECT) op.object = this.objectAt(entry);
    else if (form >= CANCEL) {
      op.toggled = this.toggledAt(entry);
      op.otherReplica = this.replica;
    }
    if (counter > op.counter) skipCounters(op, counter - op.counter, this.replica);
  }

  #addEntry(form: PackedForm, other: number, otherCounter: number, length: number): void {
    const at = this.count * STEP;
    if (at === this.#entries.length) this.#resize(this.count < 1024 ? at * 2 : at + (this.count >> 1) * STEP);
    const entries = this.#entries;
    entries[at] = this.end;
    entries[at + 1] = ((other + 1) << FORM_BITS) | form;
    entries[at + 2] = otherCounter;
    this.count++;
    this.end += length;
  }

  #resize(length: number): void {
    const entries = new Int32Array(length);
    entries.set(this.#entries);
    this.#entries = entries;
  }
}
