/**
 * The way of a keystroke through the log, beside the general one: an update that is one op of text, as plain numbers
 * from the bytes to the sequence and back, with no op, batch, plan or map in between. Whatever is not plain (causes
 * missing, counters known, something odd) is left to the general way, which comes to the same where both can go.
 * Remote typing one update at a time: 0.06 microseconds each so, 1.5 the general way.
 */
import { encodeDeleteBatch, encodeInsertBatch, OneOp, readOneOp } from "../batch/one-op.ts";
import type { AnyOp } from "../op/op-kind.ts";
import { DELETE_FORWARD, INSERT_RIGHT, OBJECT, type PackedOp } from "../op/packed-op.ts";
import { LEFT, type PlacedRun, RIGHT } from "../sequence/place.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import type { Journal } from "./journal.ts";
import { PlainUpdate } from "./plain-update.ts";

/** Does what a packed op of somebody else says, when log and space know it. It cannot fail. */
export interface PackedSink {
  /** Elements to be inserted; the record is used again. */
  insert(run: PlacedRun): void;
  /** `length` elements of `replica` to be deleted, from `counter` on. */
  delete(replica: ReplicaIndex, counter: number, length: number): void;
  /**
   * The op done last was an update by itself, so that `writer` may go on from it: from what they typed, or from an own
   * element that they deleted.
   */
  typedAlone(writer: ReplicaIndex): void;
  deletedAlone(writer: ReplicaIndex): void;
}

export class LivePath<Op extends AnyOp> {
  private readonly space: OpSpace;
  private readonly journal: Journal<Op>;
  private readonly sink: PackedSink | null;
  private readonly given: readonly ReplicaIndex[];
  private readonly op = new OneOp();
  private readonly packed: PackedOp = { form: OBJECT, otherReplica: -1, otherCounter: 0 };
  private readonly run: PlacedRun = {
    replica: 0,
    counter: 0,
    length: 0,
    parentReplica: -1,
    parentCounter: 0,
    side: RIGHT,
  };

  constructor(parts: {
    readonly space: OpSpace;
    readonly journal: Journal<Op>;
    readonly sink: PackedSink | null;
    readonly given: readonly ReplicaIndex[];
  }) {
    this.space = parts.space;
    this.journal = parts.journal;
    this.sink = parts.sink;
    this.given = parts.given;
  }

  /** The own ops from `from` on as one short batch, or null if they are no single short op of text. */
  encode(from: number): Uint8Array<ArrayBuffer> | null {
    const { space, packed } = this;
    const { own } = space;
    const table = this.journal.table(own);
    const entry = table.count - 1;
    if (table.startAt(entry) > from || table.formAt(entry) === OBJECT) return null;
    if (!space.runsOn(own, from)) return null;
    table.packedFrom(entry, from, packed);
    const { form, otherReplica, otherCounter } = packed;
    if (this.given.length > 0 && this.given.includes(otherReplica)) return null;
    const length = table.end - from;
    const lamport = space.lamportOf(own, from);
    if (form > INSERT_RIGHT) {
      const direction = form === DELETE_FORWARD || length === 1 ? 1 : -1;
      return encodeDeleteBatch(space, from, lamport, length, otherReplica, otherCounter, direction);
    }
    const text = space.ownText;
    const side = form === INSERT_RIGHT ? RIGHT : LEFT;
    const offset = text.offsetOf(from);
    return encodeInsertBatch(
      space,
      from,
      lamport,
      text.store,
      offset,
      length,
      otherReplica,
      otherCounter,
      side,
    );
  }

  /** Takes in an update of plain ops, next in order, of causes that are known. False, nothing changed, if it is not. */
  apply(update: Uint8Array): boolean {
    const { space, sink, op } = this;
    const { replicas } = space;
    if (!sink) return false;
    const end = readOneOp(update, 0, replicas, op);
    if (end < 0) return false;
    if (end < update.length) return this.applyMany(update, sink);
    if (!this.isPlain(op)) return false;
    if (op.replica < 0) op.replica = replicas.indexOfWords(op.high, op.low);
    this.carryOut(op, update, sink);
    if (!op.isDeletion) sink.typedAlone(op.replica);
    else if (op.otherReplica === op.replica && op.length === 1) sink.deletedAlone(op.replica);
    return true;
  }

  private applyMany(update: Uint8Array, sink: PackedSink): boolean {
    const { replicas } = this.space;
    const numbered = replicas.size;
    const plain = new PlainUpdate(this.space, this.journal, this.given);
    if (!plain.read(update)) {
      replicas.truncate(numbered);
      return false;
    }
    plain.visit((op, text) => this.carryOut(op, text, sink));
    return true;
  }

  private carryOut(op: OneOp, source: Uint8Array, sink: PackedSink): void {
    const { space, run } = this;
    const { replica, counter, length, otherReplica, otherCounter } = op;
    space.accept(replica, counter, length, op.lamport);
    const table = this.journal.table(replica);
    if (op.isDeletion) {
      table.appendDelete(length, otherReplica, otherCounter, op.direction);
      sink.delete(otherReplica, op.direction > 0 ? otherCounter : otherCounter - length + 1, length);
      return;
    }
    const text = space.textOf(replica);
    if (op.unit >= 0) text.appendUnit(counter, op.unit);
    else text.appendLatin(counter, source, op.textStart, op.textEnd);
    table.appendInsert(length, otherReplica, otherCounter, op.side === RIGHT);
    run.replica = replica;
    run.counter = counter;
    run.length = length;
    run.parentReplica = otherReplica;
    run.parentCounter = otherCounter;
    run.side = op.side;
    sink.insert(run);
  }

  /** Whether nothing about the op needs the general way: it is next, newer than what it leans on, and that is there. */
  private isPlain(op: OneOp): boolean {
    const { space } = this;
    const { replica, counter, length, otherReplica, otherCounter } = op;
    if (replica === space.own || counter !== space.known(replica)) return false;
    if (op.lamport <= space.lastLamport(replica)) return false;
    if (this.given.length > 0 && (this.given.includes(replica) || this.given.includes(otherReplica)))
      return false;
    if (otherReplica < 0) return true;
    const goesForward = op.isDeletion && op.direction > 0;
    const first = op.isDeletion && !goesForward ? otherCounter - length + 1 : otherCounter;
    const last = goesForward ? otherCounter + length - 1 : otherCounter;
    if (last >= space.known(otherReplica)) return false;
    if (otherReplica !== replica) {
      const own = goesForward ? op.lamport + length - 1 : op.lamport;
      if (space.lamportOf(otherReplica, last) >= own) return false;
    }
    return first >= 0 && this.journal.elementsEnd(otherReplica, first) > last;
  }
}
