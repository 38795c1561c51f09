import { DecodeError } from "@weft/codec";
import {
  CANCEL,
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_RIGHT,
  OBJECT,
  PackedOp,
  skipCounters,
} from "../op/packed-op.ts";
import { ReusedIdError } from "../op/update-errors.ts";
import type { Element } from "../sequence/place.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { LEFT_OUT_UNIT } from "../space/text-arena.ts";
import type { Journal } from "./journal.ts";
import type { OpTable } from "./op-table.ts";

/** A batch, and its ops one after another. */
export interface BatchSource<Op> {
  readonly replica: ReplicaIndex;
  readonly counter: number;
  readonly count: number;
  readonly lamport: number;
  readonly op: PackedOp<Op>;
  /** Goes to the next op. Throws a `DecodeError`. */
  nextOp(): boolean;
}

/** What has to be asked of ops that are objects. A document of text alone has none. */
export interface ObjectRules<Op> {
  isElement(op: Op): boolean;
  /** What is impossible about an op whose first counter is `at`, or null. */
  fault(op: Op, at: Element, lamport: number, known: KnownOps<Op>): string | null;
  /** Whether two ops that begin at these counters say the same of `from`..`to - 1`. */
  agree(a: Op, startA: number, b: Op, startB: number, from: number, to: number): boolean;
  /** The part `from`..`to - 1` of an op that begins at `start`, as an op. */
  part(op: Op, start: number, from: number, to: number): Op;
  /** Up to which counter an op that begins at `start` leans only on what `known` says. */
  leansUntil(op: Op, replica: ReplicaIndex, start: number, known: (replica: ReplicaIndex) => number): number;
}

/** What is known of ops, those before in the same update included. */
export interface KnownOps<Op> {
  known(replica: ReplicaIndex): number;
  lamportOf(replica: ReplicaIndex, counter: number): number;
  /** Whether all `length` counters from `counter` on are known and are elements of a sequence. */
  areElements(replica: ReplicaIndex, counter: number, length: number): boolean;
  /** The ops among which a counter is; null if it is not known. */
  tableWith(replica: ReplicaIndex, counter: number): OpTable<Op> | null;
}

/** Counters that an update brought, in the order in which they came. */
export interface TakenIn {
  readonly replica: ReplicaIndex;
  readonly from: number;
  to: number;
  /** The highest Lamport timestamp before. */
  readonly maxLamport: number;
}

/**
 * Takes batches into space and journal while it checks them. Neither has anything that can not be cut off at its end again,
 * which makes an update all or nothing; the sequence hears of it when all was right.
 */
export class Admission<Op> implements KnownOps<Op> {
  /** What this update brought so far. */
  readonly taken: TakenIn[] = [];
  readonly #space: OpSpace;
  readonly #journal: Journal<Op>;
  readonly #rules: ObjectRules<Op> | null;
  readonly #other = new PackedOp<Op>();
  /** Stretches below this one are not lengthened. */
  #marked = 0;

  constructor(space: OpSpace, journal: Journal<Op>, rules: ObjectRules<Op> | null) {
    this.#space = space;
    this.#journal = journal;
    this.#rules = rules;
  }

  known(replica: ReplicaIndex): number {
    return this.#space.known(replica);
  }

  lamportOf(replica: ReplicaIndex, counter: number): number {
    return this.#space.lamportOf(replica, counter);
  }

  tableWith(replica: ReplicaIndex, counter: number): OpTable<Op> | null {
    const table = this.#journal.table(replica);
    return counter >= 0 && counter < table.end ? table : null;
  }

  areElements(replica: ReplicaIndex, counter: number, length: number): boolean {
    for (let next = counter; next < counter + length; ) {
      const table = this.tableWith(replica, next);
      if (table === null) return false;
      const entry = table.indexOf(next);
      const form = table.formAt(entry);
      if (form > INSERT_RIGHT && (form !== OBJECT || !this.#rules!.isElement(table.objectAt(entry))))
        return false;
      next = table.endAt(entry);
    }
    return true;
  }

  /** Where it may be taken back to. */
  mark(): number {
    this.#marked = this.taken.length;
    return this.#marked;
  }

  /** Forgets what was taken in: it has been carried out. */
  clear(): void {
    // One by one: a list whose length is set to 0 takes new memory for the next update.
    while (this.taken.length > 0) this.taken.pop();
  }

  /** Takes back what was taken in since that mark. */
  takeBack(mark: number): void {
    const { taken } = this;
    const journal = this.#journal;
    const space = this.#space;
    while (taken.length > mark) {
      const { replica, from, maxLamport } = taken.pop()!;
      journal.table(replica).truncate(from);
      space.truncate(replica, from, maxLamport);
    }
  }

  /**
   * Checks a batch whose causes are known and takes in what is new of it; gives how many counters of its replica were known
   * before. Throws a `ReusedIdError` or a `DecodeError`, and what was taken in is to be taken back then.
   */
  admit(batch: BatchSource<Op>): number {
    const { replica, counter, lamport, op } = batch;
    const space = this.#space;
    const journal = this.#journal;
    const known = space.known(replica);
    const end = counter + batch.count;
    if (known === counter && space.lastLamport(replica) >= lamport) {
      throw new DecodeError("impossible", "a clock that goes backwards");
    }
    if (end > known) this.#begin(replica, known, end);
    while (batch.nextOp()) {
      const first = op.counter;
      if (first + op.length > known) this.#check(op, replica, lamport + first - counter);
      if (first < known) {
        this.#passKnown(op, replica, lamport - counter, known);
        if (op.length === 0) continue;
        if (op.form === OBJECT) op.object = this.#rules!.part(op.object!, first, known, known + op.length);
      }
      journal.add(replica, op);
    }
    if (end > known) space.accept(replica, known, end - known, lamport + known - counter);
    return known;
  }

  #begin(replica: ReplicaIndex, from: number, to: number): void {
    const { taken } = this;
    const space = this.#space;
    const last = taken.length > this.#marked ? taken[taken.length - 1]! : null;
    if (last?.replica === replica) last.to = to;
    else taken.push({ replica, from, to, maxLamport: space.maxLamport });
  }

  /** Throws a `DecodeError` if an op, whose first counter has this timestamp, is impossible in this document. */
  #check(op: PackedOp<Op>, replica: ReplicaIndex, lamport: number): void {
    const { form, counter, length, otherReplica, otherCounter } = op;
    if (form === OBJECT) {
      const fault = this.#rules!.fault(op.object!, { replica, counter }, lamport, this);
      if (fault !== null) throw new DecodeError("impossible", fault);
    }
    if (form >= CANCEL || otherReplica < 0) return;
    const count = form <= INSERT_RIGHT ? 1 : length;
    const first = form === DELETE_BACKWARD ? otherCounter - count + 1 : otherCounter;
    if (!this.areElements(otherReplica, first, count)) {
      throw new DecodeError("impossible", "an op on what is no element");
    }
    // What the same replica inserted is older by its counter.
    if (otherReplica === replica) return;
    const newest = form === DELETE_FORWARD ? lamport + length - 1 : lamport;
    if (this.lamportOf(otherReplica, first + count - 1) >= newest) {
      throw new DecodeError("impossible", "an op that is not newer than what it refers to");
    }
  }

  /** Skips what of an op is known already. Throws a `ReusedIdError` unless it says the same. `clock`: timestamp - counter. */
  #passKnown(op: PackedOp<Op>, replica: ReplicaIndex, clock: number, known: number): void {
    const journal = this.#journal;
    const space = this.#space;
    const other = this.#other;
    const table = journal.table(replica);
    const start = op.counter;
    while (op.length > 0 && op.counter < known) {
      const { counter } = op;
      const entry = table.indexOf(counter);
      journal.read(table, entry, counter, other);
      const length = Math.min(op.length, other.length, known - counter);
      const last = counter + length - 1;
      const isThen =
        space.lamportOf(replica, counter) === clock + counter &&
        space.lamportOf(replica, last) === clock + last;
      const isSame =
        op.form === OBJECT && other.form === OBJECT
          ? this.#rules!.agree(op.object!, start, other.object!, table.startAt(entry), counter, last + 1)
          : saySame(op, other, length);
      if (!isThen || !isSame) throw new ReusedIdError(space.replicas.idAt(replica), counter);
      skipCounters(op, length, replica);
    }
  }
}

/** Whether two ops of text that begin at the same counter are the same for `length` counters. */
function saySame(a: PackedOp, b: PackedOp, length: number): boolean {
  const isSingle = length === 1 && isDeletion(a) && isDeletion(b);
  if (a.form !== b.form && !isSingle) return false;
  if (a.otherReplica !== b.otherReplica || a.otherCounter !== b.otherCounter) return false;
  if (a.form >= CANCEL) return a.toggled === b.toggled;
  return a.form > INSERT_RIGHT || isSameText(a, b, length);
}

function isDeletion({ form }: PackedOp): boolean {
  return form === DELETE_FORWARD || form === DELETE_BACKWARD;
}

/** Equal for so many units, but for characters that a save left out on either side. */
function isSameText(a: PackedOp, b: PackedOp, length: number): boolean {
  for (let index = 0; index < length; index++) {
    const unitA = a.units[a.textStart + index];
    const unitB = b.units[b.textStart + index];
    if (unitA !== unitB && unitA !== LEFT_OUT_UNIT && unitB !== LEFT_OUT_UNIT) return false;
  }
  return true;
}
