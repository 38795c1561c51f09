import { DecodeError } from "@weft/codec";
import { CANCEL, DELETE_BACKWARD, DELETE_FORWARD, INSERT_RIGHT, OBJECT, PackedOp } from "../op/packed-op.ts";
import { ReusedIdError } from "../op/update-errors.ts";
import type { Element } from "../sequence/place.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { LEFT_OUT_UNIT } from "../space/text-arena.ts";
import type { Journal } from "./journal.ts";
import type { OpTable } from "./op-table.ts";
import { StagedOps } from "./staged-ops.ts";

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

/** What is known of ops, those that were checked in this update included. */
export interface KnownOps<Op> {
  known(replica: ReplicaIndex): number;
  lamportOf(replica: ReplicaIndex, counter: number): number;
  /** Whether all `length` counters from `counter` on are known and are elements of a sequence. */
  areElements(replica: ReplicaIndex, counter: number, length: number): boolean;
  /** The ops among which a counter is; null if it is not known. */
  tableWith(replica: ReplicaIndex, counter: number): OpTable<Op> | null;
}

/**
 * The document as it would be with the batches that were checked so far, without touching it: what makes an
 * update all or nothing.
 */
export class Admission<Op> implements KnownOps<Op> {
  /** Checked ops, in an order in which they can be applied. */
  readonly ready: StagedOps<Op>[] = [];
  /** The batch whose single op is all there is to be applied. */
  alone: BatchSource<Op> | null = null;
  private readonly space: OpSpace;
  private readonly journal: Journal<Op>;
  private readonly rules: ObjectRules<Op> | null;
  private readonly byReplica: StagedOps<Op>[][] = [];
  /** Serves for the first ops of each update: nearly always the only ones. */
  private spare = new StagedOps<Op>();
  private readonly op = new PackedOp<Op>();
  private readonly other = new PackedOp<Op>();

  constructor(space: OpSpace, journal: Journal<Op>, rules: ObjectRules<Op> | null) {
    this.space = space;
    this.journal = journal;
    this.rules = rules;
  }

  /** Forgets what was checked: the next update begins. */
  clear(): void {
    // Lists that are emptied one by one cost nothing where they hold one; new ones and a new length do.
    while (this.ready.length > 0) this.unstage(this.ready[this.ready.length - 1]!.table.replica);
    this.alone = null;
    if (this.spare.isLarge) this.spare = new StagedOps();
  }

  known(replica: ReplicaIndex): number {
    const staged = this.byReplica[replica];
    const last = staged?.[staged.length - 1];
    return last ? last.table.end : this.space.known(replica);
  }

  lamportOf(replica: ReplicaIndex, counter: number): number {
    if (counter < this.space.known(replica)) return this.space.lamportOf(replica, counter);
    return this.stagedWith(replica, counter)!.lamportOf(counter);
  }

  tableWith(replica: ReplicaIndex, counter: number): OpTable<Op> | null {
    if (counter < this.space.known(replica)) return counter < 0 ? null : this.journal.table(replica);
    return this.stagedWith(replica, counter)?.table ?? null;
  }

  areElements(replica: ReplicaIndex, counter: number, length: number): boolean {
    for (let next = counter; next < counter + length; ) {
      const table = this.tableWith(replica, next);
      if (table === null) return false;
      const entry = table.indexOf(next);
      const form = table.formAt(entry);
      if (form > INSERT_RIGHT && (form !== OBJECT || !this.rules!.isElement(table.objectAt(entry))))
        return false;
      next = table.endAt(entry);
    }
    return true;
  }

  /**
   * Checks a batch whose causes are known and makes it ready, or finds it known already. Throws a `ReusedIdError` or a
   * `DecodeError`. `isApart`: then the staging is as it was. `isAlone`: no other batch comes with it, so that a single op
   * need not be staged.
   */
  admit(batch: BatchSource<Op>, isApart: boolean, isAlone: boolean): void {
    const { replica, counter, count, lamport, op } = batch;
    const last = isApart ? undefined : this.ready[this.ready.length - 1];
    if (last?.goesOn(replica, counter, lamport)) {
      while (batch.nextOp()) {
        // What is typed on from what was typed needs no question.
        if (!last.typesOn(op)) this.check(op, replica, last.lamportOf(op.counter));
        last.add(op);
      }
      return;
    }
    const known = this.known(replica);
    if (known === counter && known > 0 && this.lamportOf(replica, known - 1) >= lamport) {
      throw new DecodeError("impossible", "the clock of a replica goes backwards");
    }
    let hasOp = batch.nextOp();
    if (isAlone && known === counter && op.length === count) {
      this.check(op, replica, lamport);
      batch.nextOp();
      this.alone = batch;
      return;
    }
    const ops = this.stage(replica, counter, lamport, known);
    try {
      for (; hasOp; hasOp = batch.nextOp()) {
        if (op.counter + op.length > known) this.check(op, replica, ops.lamportOf(op.counter));
        ops.add(op);
      }
      if (known > counter) this.compareWithKnown(ops, Math.min(known, ops.table.end));
    } catch (error) {
      if (isApart) this.unstage(replica);
      throw error;
    }
    if (known >= ops.table.end) this.unstage(replica);
  }

  private stage(replica: ReplicaIndex, counter: number, lamport: number, known: number): StagedOps<Op> {
    const ops = this.ready.length === 0 ? this.spare : new StagedOps<Op>();
    ops.begin(replica, counter, lamport, known);
    this.ready.push(ops);
    while (this.byReplica.length <= replica) this.byReplica.push([]);
    this.byReplica[replica]!.push(ops);
    return ops;
  }

  private unstage(replica: ReplicaIndex): void {
    this.ready.pop();
    this.byReplica[replica]!.pop();
  }

  /** Throws a `DecodeError` if an op, whose first counter has this timestamp, is impossible in this document. */
  private check(op: PackedOp<Op>, replica: ReplicaIndex, lamport: number): void {
    const { form, counter, length, otherReplica, otherCounter } = op;
    if (form === OBJECT) {
      const fault = this.rules!.fault(op.object!, { replica, counter }, lamport, this);
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

  /** Throws a `ReusedIdError` unless what is known of the ops, up to `end`, is what they say. */
  private compareWithKnown(ops: StagedOps<Op>, end: number): void {
    const { op, other } = this;
    const { table, first } = ops;
    for (let counter = first; counter < end; counter += op.length) {
      ops.read(table.indexOf(counter), counter, op);
      const staged = this.stagedWith(table.replica, counter);
      const known = staged ? staged.table : this.journal.table(table.replica);
      const entry = known.indexOf(counter);
      if (staged) staged.read(entry, counter, other);
      else this.journal.read(known, entry, counter, other);
      op.length = Math.min(op.length, other.length, end - counter);
      if (!this.isSame(ops, known, entry)) {
        throw new ReusedIdError(this.space.replicas.idAt(table.replica), counter);
      }
    }
  }

  /** Whether `op` and `other`, which begin at the same counter, are the same for the length of `op`. */
  private isSame(ops: StagedOps<Op>, known: OpTable<Op>, entry: number): boolean {
    const { op, other } = this;
    const { counter, length } = op;
    const { replica } = known;
    const last = counter + length - 1;
    if (this.lamportOf(replica, counter) !== ops.lamportOf(counter)) return false;
    if (this.lamportOf(replica, last) !== ops.lamportOf(last)) return false;
    if (op.form === OBJECT || other.form === OBJECT) {
      if (op.form !== other.form) return false;
      const start = ops.table.startAt(ops.table.indexOf(counter));
      return this.rules!.agree(
        op.object!,
        start,
        other.object!,
        known.startAt(entry),
        counter,
        counter + length,
      );
    }
    const isSingle = op.form > INSERT_RIGHT && op.form < CANCEL && length === 1;
    if (op.form !== other.form && (!isSingle || other.form <= INSERT_RIGHT || other.form >= CANCEL))
      return false;
    if (op.otherReplica !== other.otherReplica || op.otherCounter !== other.otherCounter) return false;
    if (op.form >= CANCEL) return op.toggled === other.toggled;
    return op.form > INSERT_RIGHT || isSameText(op, other);
  }

  private stagedWith(replica: ReplicaIndex, counter: number): StagedOps<Op> | null {
    const staged = this.byReplica[replica];
    if (!staged || staged.length === 0 || counter < staged[0]!.from) return null;
    let low = 0;
    let high = staged.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= staged[middle]!.from) low = middle;
      else high = middle;
    }
    return counter < staged[low]!.table.end ? staged[low]! : null;
  }
}

/** Equal for the length of the first, but for characters that a save left out on either side. */
function isSameText(a: PackedOp, b: PackedOp): boolean {
  for (let index = 0; index < a.length; index++) {
    const unitA = a.units[a.textStart + index];
    const unitB = b.units[b.textStart + index];
    if (unitA !== unitB && unitA !== LEFT_OUT_UNIT && unitB !== LEFT_OUT_UNIT) return false;
  }
  return true;
}
