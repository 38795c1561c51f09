/**
 * The ops of one document: takes in foreign ones whole or not at all, keeps what came too early, and gives out what
 * others lack. Ops of text are numbers all the way; of ops of other kinds, which are objects, it knows what its rules say.
 * What an op does is for the sink to know.
 */
import { concatBytes, err, ok, type Result } from "@weft/base";
import { DecodeError } from "@weft/codec";
import { MAX_KEPT_REFUSALS } from "../limits.ts";
import { PackedOp } from "../op/packed-op.ts";
import { BufferFullError, ReusedIdError, type UpdateError } from "../op/update-errors.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import type { Version } from "../space/version.ts";
import { Admission, type BatchSource, type ObjectRules, type TakenIn } from "./admission.ts";
import type { MissingCause, WaitingBatch } from "./causal-buffer.ts";
import { type BatchSink, writeOps, writeSince } from "./history.ts";
import { Intake, type NewSource, type RefusedBatch } from "./intake.ts";
import type { Journal } from "./journal.ts";

/** Does what a foreign op says, when log and space know it. `lamport` is that of its first counter. It cannot fail. */
export type CarryOut<Op> = (op: PackedOp<Op>, replica: ReplicaIndex, lamport: number) => void;

/** Makes batches, also of a single op. */
export interface BatchMaker<Op> extends BatchSink<Op> {
  /** An op as a batch of its own, at this Lamport timestamp; null if there is none for it. */
  encodeOne(op: PackedOp<Op>, replica: ReplicaIndex, lamport: number): Uint8Array<ArrayBuffer> | null;
}

const DONE = ok(undefined);

/** What a log is made of. */
export interface LogParts<Op, Known extends Journal<Op>> {
  readonly space: OpSpace;
  readonly journal: Known;
  readonly writer: BatchMaker<Op>;
  readonly newSource: NewSource<Op>;
  readonly carryOut: CarryOut<Op>;
  /** May do all that came at once, when log and space know it; true if it did. */
  readonly carryOutAll?: (taken: readonly TakenIn[]) => boolean;
  readonly rules: ObjectRules<Op> | null;
  /** Replicas whose ops everybody has from the beginning: they are in no version and no update. */
  readonly given: readonly ReplicaIndex[];
}

export class Log<Op = never, Known extends Journal<Op> = Journal<Op>> {
  readonly space: OpSpace;
  readonly journal: Known;
  readonly #given: readonly ReplicaIndex[];
  readonly rules: ObjectRules<Op> | null;
  readonly writer: BatchMaker<Op>;
  readonly #newSource: NewSource<Op>;
  readonly #carryOut: CarryOut<Op>;
  readonly #allAtOnce: ((taken: readonly TakenIn[]) => boolean) | undefined;
  readonly #admission: Admission<Op>;
  readonly #intake: Intake<Op>;
  readonly #refusals: RefusedBatch[] = [];
  readonly #op = new PackedOp<Op>();
  /** The first own counter that was not taken yet. */
  taken = 0;
  /** Own counters that are known not to be those for which something waits. */
  #ownSeen = 0;

  constructor(parts: LogParts<Op, Known>) {
    const { space, journal, rules, newSource } = parts;
    this.space = space;
    this.journal = journal;
    this.writer = parts.writer;
    this.#newSource = newSource;
    this.#carryOut = parts.carryOut;
    this.#allAtOnce = parts.carryOutAll;
    this.rules = rules;
    this.#given = parts.given;
    this.#admission = new Admission(space, journal, rules);
    this.#intake = new Intake(this.#admission, newSource);
  }

  /**
   * Own ops since the last call, as batches one after another; null if there are none. The bytes may be a view of a
   * larger buffer.
   */
  takeUpdate(): Uint8Array<ArrayBuffer> | null {
    const from = this.taken;
    const { own, ownKnown } = this.space;
    if (from === ownKnown) return null;
    this.taken = ownKnown;
    const { writer } = this;
    const table = this.journal.table(own);
    const last = table.count - 1;
    if (table.startAt(last) <= from && this.space.nextJump(own, from) >= ownKnown) {
      this.journal.read(table, last, from, this.#op);
      const short = writer.encodeOne(this.#op, own, this.space.lamportOf(own, from));
      if (short) return short;
    }
    writeOps(this, writer, own, from, ownKnown);
    return joined(writer.take());
  }

  /** Counts every own op so far as taken: they came from a save. */
  markTaken(): void {
    this.taken = this.space.ownKnown;
  }

  /**
   * Takes in an update: batches one after another, in any order, any number of times. Batches whose causes are
   * missing wait; those for which this update was the cause are applied too. On an error nothing has changed.
   *
   * Law: after the same set of batches, in whatever order and cut, replicas are in the same state.
   */
  applyUpdate(update: Uint8Array): Result<void, UpdateError> {
    this.#refuseForked();
    const admission = this.#admission;
    const intake = this.#intake;
    const { replicas } = this.space;
    const numbered = replicas.size;
    let refused: ReturnType<typeof intake.take>;
    try {
      refused = intake.take(update);
    } catch (error) {
      admission.takeBack(0);
      intake.buffer.undo();
      if (!isUpdateError(error)) throw error;
      replicas.truncate(numbered);
      return err(error);
    }
    for (const { batch, error } of refused) this.#refuse(batch, error);
    intake.buffer.keep();
    this.#carryOutAll();
    this.#ownSeen = this.space.ownKnown;
    return DONE;
  }

  /**
   * Everything that `version` does not know, as batches one after another, causes first. Empty if there is nothing.
   * RangeError if a number in `version` is not whole or below zero.
   */
  updateSince(version: Version): Uint8Array<ArrayBuffer> {
    return this.writtenSince(version, this.writer);
  }

  /** Whether some batches wait for their causes. */
  get isWaiting(): boolean {
    return this.#intake.buffer.size > 0;
  }

  /** The batches that wait, one after another: part of a save, so that waiting survives it. */
  waiting(): Uint8Array<ArrayBuffer> {
    this.#refuseForked();
    return concatBytes([...this.#intake.buffer].map((entry) => entry.bytes));
  }

  /** How many counters of each replica are known and applied. */
  version(): Version {
    const version = new Map(this.space.version());
    for (const replica of this.#given) version.delete(this.space.replicas.idAt(replica));
    return version;
  }

  /** What waiting batches need, at most one cause a replica, without what itself waits here. */
  missing(): readonly MissingCause[] {
    this.#refuseForked();
    const { space } = this;
    const causes = new Set<ReplicaIndex>();
    const arrived = new Set<ReplicaIndex>();
    for (const { replica, counter, bytes } of this.#intake.buffer) {
      if (counter > space.known(replica)) causes.add(replica);
      else arrived.add(replica);
      const source = this.#newSource();
      source.begin(bytes);
      source.nextBatch();
      const { dependencies } = source;
      for (let at = 0; at < dependencies.length; at += 2) {
        if (dependencies[at + 1]! >= space.known(dependencies[at]!)) causes.add(dependencies[at]!);
      }
    }
    const roots = [...causes].filter((replica) => !arrived.has(replica));
    return (roots.length > 0 ? roots : [...causes]).map((replica) => ({
      replica: space.replicas.idAt(replica),
      counter: space.known(replica),
    }));
  }

  /** Batches that were taken out of the buffer because they turned out to be impossible, the newest last. */
  refused(): readonly RefusedBatch[] {
    this.#refuseForked();
    return this.#refusals;
  }

  /** `updateSince` through a sink. */
  protected writtenSince(version: Version, sink: BatchSink<Op>): Uint8Array<ArrayBuffer> {
    writeSince(this, sink, version, this.#given);
    return joined(sink.take());
  }

  /**
   * Takes out what waited for own counters that have been written here since: elsewhere, they say something else. It would wait
   * for ever, and be one with what was written here as soon as somebody loads a save.
   */
  #refuseForked(): void {
    const { own, ownKnown, replicas } = this.space;
    const from = this.#ownSeen;
    this.#ownSeen = ownKnown;
    const { buffer } = this.#intake;
    if (from === ownKnown || buffer.size === 0) return;
    for (const entry of buffer.release(own, from, ownKnown)) {
      this.#refuse(entry, new ReusedIdError(replicas.idAt(own), entry.causeCounter));
    }
    buffer.keep();
  }

  #refuse({ replica, counter }: WaitingBatch, error: UpdateError): void {
    const refused = { replica: this.space.replicas.idAt(replica), counter, error };
    if (this.#refusals.push(refused) > MAX_KEPT_REFUSALS) this.#refusals.shift();
  }

  /** Carries out what was taken in, in the order in which it came. */
  #carryOutAll(): void {
    const { space, journal } = this;
    const op = this.#op;
    const intake = this.#intake;
    const admission = this.#admission;
    const { taken } = admission;
    const { source } = intake;
    // Most updates are one op, and that is at hand.
    const isOne = taken.length === 1 && isAllOf(source, taken[0]!);
    const isDone = !isOne && taken.length > 0 && (this.#allAtOnce?.(taken) ?? false);
    for (let at = 0; at < taken.length; at++) {
      const { replica, from, to } = taken[at]!;
      if (replica === space.own && this.taken === from) this.taken = to;
      if (isDone) continue;
      if (isOne) {
        this.#carryOut(source.op, replica, source.lamport + from - source.counter);
        break;
      }
      const table = journal.table(replica);
      for (let counter = from, entry = table.indexOf(from); counter < to; counter += op.length, entry++) {
        journal.read(table, entry, counter, op);
        op.length = Math.min(op.length, to - counter);
        this.#carryOut(op, replica, space.lamportOf(replica, counter));
      }
    }
    admission.clear();
  }
}

/** Whether the last op of a batch is all that was taken in. */
function isAllOf<Op>({ replica, op }: BatchSource<Op>, taken: TakenIn): boolean {
  return replica === taken.replica && op.counter === taken.from && op.counter + op.length === taken.to;
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = parts;
  return parts.length === 1 && only ? only : concatBytes(parts);
}

function isUpdateError(error: unknown): error is UpdateError {
  return error instanceof DecodeError || error instanceof ReusedIdError || error instanceof BufferFullError;
}
