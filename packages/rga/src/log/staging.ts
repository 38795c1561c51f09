import { DecodeError } from "@weft/codec";
import { type Batch, trimBatch } from "../batch/batch.ts";
import type { AnyOp, OpContext, OpKinds } from "../op/op-kind.ts";
import { ReusedIdError } from "../op/update-errors.ts";
import type { Element } from "../sequence/place.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import type { Journal, JournalEntry } from "./journal.ts";

interface StagedOp<Op> extends JournalEntry<Op> {
  readonly lamport: number;
}

/**
 * The document as it would be with the batches that were checked so far, without touching it: what makes an
 * update all or nothing.
 */
export class Staging<Op extends AnyOp> implements OpContext<Op> {
  private readonly space: OpSpace;
  private readonly kinds: OpKinds<Op>;
  private readonly journal: Journal<Op>;
  private readonly stagedOps = new Map<ReplicaIndex, StagedOp<Op>[]>();
  private readonly stagedKnown = new Map<ReplicaIndex, number>();
  /** Checked batches, without what was known of them, in an order in which they can be applied. */
  readonly ready: Batch<Op>[] = [];

  constructor(space: OpSpace, kinds: OpKinds<Op>, journal: Journal<Op>) {
    this.space = space;
    this.kinds = kinds;
    this.journal = journal;
  }

  known(replica: ReplicaIndex): number {
    return this.stagedKnown.get(replica) ?? this.space.known(replica);
  }

  typeAt(replica: ReplicaIndex, counter: number): Op["type"] | null {
    if (counter < this.space.known(replica)) return this.journal.typeAt(replica, counter);
    return this.stagedAt(replica, counter)?.op.type ?? null;
  }

  areElements(replica: ReplicaIndex, counter: number, length: number): boolean {
    for (let next = counter; next < counter + length; ) {
      const end = this.elementsEnd(replica, next);
      if (end === next) return false;
      next = end;
    }
    return true;
  }

  /** The first cause of `batch` that is not known yet, or null. */
  missingCause(batch: Batch<Op>): Element | null {
    if (batch.counter > this.known(batch.replica))
      return { replica: batch.replica, counter: batch.counter - 1 };
    for (const { replica, counter } of batch.dependencies) {
      if (counter >= this.known(replica)) return { replica, counter };
    }
    return null;
  }

  /**
   * Checks a batch whose causes are known and makes it ready, or finds it known already. Throws a `ReusedIdError`
   * or a `DecodeError` and leaves the staging as it was.
   */
  admit(batch: Batch<Op>): void {
    const known = this.known(batch.replica) - batch.counter;
    if (known > 0) this.compareWithKnown(batch);
    if (known >= batch.count) return;
    const rest = known > 0 ? trimBatch(batch, known, this.kinds) : batch;
    const staged = this.stagedOps.get(rest.replica) ?? [];
    const stagedBefore = staged.length;
    this.stagedOps.set(rest.replica, staged);
    const knownBefore = this.known(rest.replica);
    try {
      this.checkClock(rest);
      let { counter } = rest;
      for (const op of rest.ops) {
        const lamport = rest.lamport + counter - rest.counter;
        this.checkOp(op, { replica: rest.replica, counter }, lamport);
        staged.push({ op, counter, lamport });
        counter += this.kinds.of(op).span(op);
        this.stagedKnown.set(rest.replica, counter);
      }
    } catch (error) {
      staged.length = stagedBefore;
      this.stagedKnown.set(rest.replica, knownBefore);
      throw error;
    }
    this.ready.push(rest);
  }

  private checkClock(batch: Batch<Op>): void {
    if (batch.counter === 0) return;
    if (this.lamportOf(batch.replica, batch.counter - 1) >= batch.lamport) {
      throw new DecodeError("impossible", "the clock of a replica goes backwards");
    }
  }

  private checkOp(op: Op, at: Element, lamport: number): void {
    const kind = this.kinds.of(op);
    kind.references(op, (replica, counter, offset = 0) => {
      if (replica === at.replica) return;
      if (counter >= this.known(replica) || this.lamportOf(replica, counter) >= lamport + offset) {
        throw new DecodeError("impossible", "an op that is not newer than what it refers to");
      }
    });
    const fault = kind.check(op, at, this);
    if (fault !== null) throw new DecodeError("impossible", fault);
  }

  /** Throws a `ReusedIdError` unless what is known of the batch is what the batch says. */
  private compareWithKnown(batch: Batch<Op>): void {
    let { counter } = batch;
    for (const op of batch.ops) {
      if (counter >= this.known(batch.replica)) return;
      const at = { replica: batch.replica, counter };
      const expected = batch.lamport + counter - batch.counter;
      if (this.lamportOf(at.replica, counter) !== expected || !this.agrees(op, at)) {
        throw new ReusedIdError(this.space.replicas.idAt(at.replica), counter);
      }
      counter += this.kinds.of(op).span(op);
    }
  }

  /** Whether `op`, as far as it is known, is what is known: piece by piece, however either is cut. */
  private agrees(op: Op, at: Element): boolean {
    const kind = this.kinds.of(op);
    const end = Math.min(at.counter + kind.span(op), this.known(at.replica));
    for (let counter = at.counter; counter < end; ) {
      const stop = Math.min(end, this.entryEnd(at.replica, counter));
      const ours = this.pieceAt(at.replica, counter, stop);
      if (!ours || ours.type !== op.type) return false;
      const theirs = this.cut(op, at, counter, stop);
      if (!kind.equal(ours, theirs)) return false;
      if (this.lamportOf(at.replica, stop - 1) - this.lamportOf(at.replica, counter) !== stop - 1 - counter) {
        return false;
      }
      counter = stop;
    }
    return true;
  }

  /** Where the elements end that run on from a counter in its op; `counter` itself if it is none. */
  private elementsEnd(replica: ReplicaIndex, counter: number): number {
    if (counter < this.space.known(replica)) return this.journal.elementsEnd(replica, counter);
    const staged = this.stagedAt(replica, counter);
    if (!staged) return counter;
    const kind = this.kinds.of(staged.op);
    return kind.isElement ? staged.counter + kind.span(staged.op) : counter;
  }

  private entryEnd(replica: ReplicaIndex, counter: number): number {
    if (counter < this.space.known(replica)) return this.journal.entryEnd(replica, counter);
    const staged = this.stagedAt(replica, counter);
    return staged ? staged.counter + this.kinds.of(staged.op).span(staged.op) : counter + 1;
  }

  private pieceAt(replica: ReplicaIndex, counter: number, end: number): Op | null {
    if (counter < this.space.known(replica)) return this.journal.pieceAt(replica, counter, end);
    const staged = this.stagedAt(replica, counter);
    return staged ? this.cut(staged.op, { replica, counter: staged.counter }, counter, end) : null;
  }

  private cut(op: Op, at: Element, from: number, to: number): Op {
    const kind = this.kinds.of(op);
    if (from === at.counter && to === at.counter + kind.span(op)) return op;
    return kind.slice(op, from - at.counter, to - at.counter, at);
  }

  private lamportOf(replica: ReplicaIndex, counter: number): number {
    if (counter < this.space.known(replica)) return this.space.lamportOf(replica, counter);
    const staged = this.stagedAt(replica, counter);
    return staged ? staged.lamport + counter - staged.counter : -1;
  }

  private stagedAt(replica: ReplicaIndex, counter: number): StagedOp<Op> | null {
    const staged = this.stagedOps.get(replica) ?? [];
    let low = 0;
    let high = staged.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (counter >= (staged[middle]?.counter ?? 0)) low = middle;
      else high = middle;
    }
    const entry = staged[low];
    if (
      !entry ||
      counter < entry.counter ||
      counter >= entry.counter + this.kinds.of(entry.op).span(entry.op)
    ) {
      return null;
    }
    return entry;
  }
}
