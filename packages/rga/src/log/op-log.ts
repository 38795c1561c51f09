/**
 * The ops of one document, of whatever kinds: writes down local ones, takes in foreign ones whole or not at all,
 * keeps what came too early, and gives out what others lack. It does not know what an op does: `apply` does.
 */
import { concatBytes, ok, type Result } from "@weft/base";
import { type Batch, decodeUpdate } from "../batch/batch.ts";
import { BatchBuilder } from "../batch/batch-builder.ts";
import { MAX_KEPT_REFUSALS } from "../limits.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import type { UpdateError } from "../op/update-errors.ts";
import type { Element } from "../sequence/place.ts";
import type { CounterRun, OpSpace } from "../space/op-space.ts";
import type { ReplicaId, ReplicaIndex } from "../space/replica.ts";
import type { Version } from "../space/version.ts";
import { CausalBuffer, type MissingCause } from "./causal-buffer.ts";
import { type HistorySource, writeOwnOps, writeSince } from "./history.ts";
import { Journal } from "./journal.ts";
import { LivePath, type PackedSink } from "./live-path.ts";
import { type Plan, planUpdate, type RefusedBatch } from "./plan.ts";
import { Staging } from "./staging.ts";

/** Does what a foreign op says. `counter` and `lamport` are those of its first counter. It cannot fail. */
export type ApplyOp<Op> = (op: Op, replica: ReplicaIndex, counter: number, lamport: number) => void;

const DONE = ok(undefined);

export class OpLog<Op extends AnyOp> {
  readonly space: OpSpace;
  readonly journal: Journal<Op>;
  private readonly kinds: OpKinds<Op>;
  private readonly apply: ApplyOp<Op>;
  private readonly builder: BatchBuilder<Op>;
  private readonly buffer = new CausalBuffer<Op>();
  private readonly refusals: RefusedBatch[] = [];
  private readonly given: ReplicaIndex[] = [];
  private readonly live: LivePath<Op>;
  private taken = 0;

  /** `sink` spares the ops of text that come one by one the way through objects; it comes to the same as `apply`. */
  constructor(options: {
    readonly space: OpSpace;
    readonly kinds: OpKinds<Op>;
    readonly apply: ApplyOp<Op>;
    readonly sink?: PackedSink;
  }) {
    this.space = options.space;
    this.kinds = options.kinds;
    this.apply = options.apply;
    this.journal = new Journal(options.kinds, options.space);
    this.builder = new BatchBuilder(options.space, options.kinds, this.given);
    const { space, journal, given } = this;
    this.live = new LivePath({ space, journal, given, sink: options.sink ?? null });
  }

  /**
   * Writes down an op of this replica and gives it its counters. Doing what it says is the caller's part.
   * Throws a RangeError, nothing changed, when the replica has used all its counters.
   */
  record(op: Op): CounterRun {
    const run = this.space.allocate(this.kinds.of(op).span(op));
    this.journal.append(this.space.own, run.counter, op);
    return run;
  }

  /**
   * Makes `op` the first one of `replica`, which everybody has from the beginning: it is in no version, update or
   * save, and nobody may write as that replica. To be called before anything else, in the same order and with the
   * same ops for every replica of the document; doing what the op says is the caller's part.
   */
  give(replica: ReplicaId, op: Op): ReplicaIndex {
    const index = this.space.replicas.indexOf(replica);
    this.space.accept(index, 0, this.kinds.of(op).span(op), 0);
    this.journal.append(index, 0, op);
    this.given.push(index);
    return index;
  }

  /**
   * Own ops since the last call, as batches one after another; null if there are none. The bytes may be a view of a
   * larger buffer.
   */
  takeUpdate(): Uint8Array<ArrayBuffer> | null {
    const from = this.taken;
    const known = this.space.ownKnown;
    if (from === known) return null;
    this.taken = known;
    const short = this.live.encode(from);
    if (short) return short;
    writeOwnOps(this.source(), from, known);
    return joined(this.builder.take());
  }

  /** Counts every own op so far as taken: they came from a save. */
  markTaken(): void {
    this.taken = this.space.known(this.space.own);
  }

  /**
   * Takes in an update: batches one after another, in any order, any number of times. Batches whose causes are
   * missing wait; those for which this update was the cause are applied too. On an error nothing has changed.
   *
   * Law: after the same set of batches, in whatever order and cut, replicas are in the same state.
   */
  applyUpdate(update: Uint8Array): Result<void, UpdateError> {
    if (this.buffer.size === 0 && this.live.apply(update)) return DONE;
    const { replicas } = this.space;
    const numbered = replicas.size;
    const decoded = decodeUpdate(update, this.kinds, { replicas, given: this.given });
    const planned = decoded.ok ? planUpdate(decoded.value, this.buffer, this.staging()) : decoded;
    if (!planned.ok) {
      replicas.truncate(numbered);
      return planned;
    }
    this.carryOut(planned.value);
    return DONE;
  }

  /**
   * Everything that `version` does not know, as batches one after another, causes first. Empty if there is nothing.
   * RangeError if a number in `version` is not whole or below zero.
   */
  updateSince(version: Version): Uint8Array<ArrayBuffer> {
    writeSince(this.source(), version);
    return joined(this.builder.take());
  }

  /** Like `updateSince` of nothing, with each op as `rewrite` gives it: for saves that leave something out. */
  history(rewrite?: (op: Op, at: Element) => Op): Uint8Array<ArrayBuffer> {
    writeSince(rewrite ? { ...this.source(), rewrite } : this.source(), new Map());
    return joined(this.builder.take());
  }

  /** The batches that wait, one after another: part of a save, so that waiting survives it. */
  waiting(): Uint8Array<ArrayBuffer> {
    return concatBytes([...this.buffer].map((entry) => entry.batch.bytes));
  }

  /** How many counters of each replica are known and applied. */
  version(): Version {
    const version = new Map(this.space.version());
    for (const replica of this.given) version.delete(this.space.replicas.idAt(replica));
    return version;
  }

  /** What waiting batches need, at most one cause a replica, without what itself waits here. */
  missing(): readonly MissingCause[] {
    const causes = new Set<ReplicaIndex>();
    const arrived = new Set<ReplicaIndex>();
    for (const { batch } of this.buffer) {
      const known = this.space.known(batch.replica);
      if (batch.counter > known) causes.add(batch.replica);
      else arrived.add(batch.replica);
      for (const { replica, counter } of batch.dependencies) {
        if (counter >= this.space.known(replica)) causes.add(replica);
      }
    }
    const roots = [...causes].filter((replica) => !arrived.has(replica));
    return (roots.length > 0 ? roots : [...causes]).map((replica) => ({
      replica: this.space.replicas.idAt(replica),
      counter: this.space.known(replica),
    }));
  }

  /** Batches that were taken out of the buffer because they turned out to be impossible, the newest last. */
  refused(): readonly RefusedBatch[] {
    return this.refusals;
  }

  private staging(): Staging<Op> {
    return new Staging(this.space, this.kinds, this.journal);
  }

  private carryOut(plan: Plan<Op>): void {
    for (const entry of plan.released) this.buffer.remove(entry);
    for (const entry of plan.toWait) {
      // A copy of its own: the caller may use its bytes again, and the `slice` of a Node Buffer is no copy.
      this.buffer.add({ ...entry, batch: { ...entry.batch, bytes: new Uint8Array(entry.batch.bytes) } });
    }
    for (const refusal of plan.refused) this.refusals.push(refusal);
    this.refusals.splice(0, Math.max(0, this.refusals.length - MAX_KEPT_REFUSALS));
    for (const batch of plan.ready) this.carryOutBatch(batch);
  }

  private carryOutBatch(batch: Batch<Op>): void {
    const { replica, lamport } = batch;
    let { counter } = batch;
    this.space.accept(replica, counter, batch.count, lamport);
    if (replica === this.space.own && this.taken === counter) this.taken += batch.count;
    for (const op of batch.ops) {
      this.journal.append(replica, counter, op);
      this.apply(op, replica, counter, lamport + counter - batch.counter);
      counter += this.kinds.of(op).span(op);
    }
  }

  private source(): HistorySource<Op> {
    const { space, kinds, journal, builder, given } = this;
    return { space, kinds, journal, builder, given };
  }
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = parts;
  return parts.length === 1 && only ? only : concatBytes(parts);
}
