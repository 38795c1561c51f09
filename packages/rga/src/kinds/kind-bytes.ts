import { ByteReader, DecodeError } from "@weft/codec";
import { type Batch, decodeUpdate } from "../batch/batch.ts";
import { BatchBuilder } from "../batch/batch-builder.ts";
import { openNextBatch } from "../batch/batch-frame.ts";
import { encodeDeleteBatch, encodeInsertBatch, OneOp, readOneOp } from "../batch/one-op.ts";
import type { BatchSink } from "../log/history.ts";
import type { UpdateSource } from "../log/intake.ts";
import type { OpBytes } from "../log/log.ts";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import {
  CANCEL,
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_LEFT,
  INSERT_RIGHT,
  PackedOp,
  RESTORE,
} from "../op/packed-op.ts";
import { LEFT, RIGHT } from "../sequence/place.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { packOp, unpackOp } from "./packing.ts";

const NO_BYTES: Uint8Array = new Uint8Array(0);
const NO_NUMBERS: readonly number[] = [];

/** Ops of many kinds in bytes. */
export class KindBytes<Op extends AnyOp> implements OpBytes<Op> {
  readonly writer: BatchSink<Op>;
  private readonly space: OpSpace;
  private readonly kinds: OpKinds<Op>;
  private readonly given: readonly ReplicaIndex[];

  constructor(space: OpSpace, kinds: OpKinds<Op>, given: readonly ReplicaIndex[]) {
    this.space = space;
    this.kinds = kinds;
    this.given = given;
    const builder = new BatchBuilder(space, kinds, given);
    this.writer = {
      add: (op, replica) => builder.add(unpackOp(op, kinds), { replica, counter: op.counter }),
      take: () => builder.take(),
    };
  }

  open(update: Uint8Array, used: UpdateSource<Op> | null): UpdateSource<Op> {
    const source = used instanceof KindSource ? used : new KindSource(this.space, this.kinds, this.given);
    source.begin(update);
    return source;
  }

  encodeOne(op: PackedOp<Op>, replica: ReplicaIndex): Uint8Array<ArrayBuffer> | null {
    const { space, given } = this;
    const { form, counter, length, otherReplica, otherCounter } = op;
    if (replica !== space.own || form >= CANCEL || given.includes(otherReplica)) return null;
    const lamport = space.lamportOf(replica, counter);
    if (form > INSERT_RIGHT) {
      const direction = form === DELETE_FORWARD || length === 1 ? 1 : -1;
      return encodeDeleteBatch(space, counter, lamport, length, otherReplica, otherCounter, direction);
    }
    const side = form === INSERT_RIGHT ? RIGHT : LEFT;
    return encodeInsertBatch(
      space,
      counter,
      lamport,
      op.units,
      op.textStart,
      length,
      otherReplica,
      otherCounter,
      side,
    );
  }
}

/** The batches of an update. */
class KindSource<Op extends AnyOp> implements UpdateSource<Op> {
  replica: ReplicaIndex = 0;
  counter = 0;
  count = 0;
  lamport = 0;
  dependencies: readonly number[] = [];
  bytes = NO_BYTES;
  readonly op = new PackedOp<Op>();
  private update = NO_BYTES;
  private readonly space: OpSpace;
  private readonly kinds: OpKinds<Op>;
  private readonly given: readonly ReplicaIndex[];
  private end = 0;
  private batch: Batch<Op> | null = null;
  private next = 0;
  private readonly one = new OneOp();
  private readonly unit = new Uint8Array(1);

  constructor(space: OpSpace, kinds: OpKinds<Op>, given: readonly ReplicaIndex[]) {
    this.space = space;
    this.kinds = kinds;
    this.given = given;
  }

  begin(update: Uint8Array): void {
    this.update = update;
    this.end = 0;
  }

  nextBatch(): boolean {
    const { update, end, given, one } = this;
    const { replicas } = this.space;
    if (end === update.length) return false;
    const isShort = given.length === 0 ? readOneOp(update, end, replicas, one) : -1;
    if (isShort >= 0) {
      this.end = isShort;
      this.bytes = isShort === update.length && end === 0 ? update : update.subarray(end, isShort);
      this.openShort();
      return true;
    }
    const reader = new ByteReader(update, end);
    openNextBatch(reader, given.length);
    this.end = reader.position;
    this.bytes = update.subarray(end, this.end);
    const decoded = decodeUpdate(this.bytes, this.kinds, { replicas, given });
    if (!decoded.ok) throw decoded.error;
    const [batch] = decoded.value;
    if (!batch) return false;
    this.batch = batch;
    this.replica = batch.replica;
    this.counter = batch.counter;
    this.count = batch.count;
    this.lamport = batch.lamport;
    this.dependencies = batch.dependencies.flatMap(({ replica, counter }) => [replica, counter]);
    this.next = 0;
    this.op.counter = batch.counter;
    this.op.length = 0;
    return true;
  }

  nextOp(): boolean {
    const { batch, op, one } = this;
    if (batch) {
      const object = batch.ops[this.next++];
      if (object === undefined) return false;
      packOp(object, op.counter + op.length, this.kinds, op);
      if ((op.form === CANCEL || op.form === RESTORE) && op.otherReplica !== this.replica) {
        throw new DecodeError("impossible", "a toggle of another replica's ops");
      }
      return true;
    }
    if (this.next++ > 0) return false;
    op.counter = one.counter;
    op.length = one.length;
    op.otherReplica = one.otherReplica;
    op.otherCounter = one.otherCounter;
    if (one.isDeletion) op.form = one.direction > 0 ? DELETE_FORWARD : DELETE_BACKWARD;
    else op.form = one.side === RIGHT ? INSERT_RIGHT : INSERT_LEFT;
    op.units = this.update;
    op.textStart = one.textStart;
    if (one.unit >= 0) {
      this.unit[0] = one.unit;
      op.units = this.unit;
      op.textStart = 0;
    }
    if (one.isDeletion && one.otherReplica < 0) op.otherReplica = this.replica;
    return true;
  }

  private openShort(): void {
    const { one } = this;
    const { replicas } = this.space;
    const isOwn = one.otherReplica === one.replica;
    if (one.replica < 0) one.replica = replicas.indexOfWords(one.high, one.low);
    this.batch = null;
    this.next = 0;
    this.replica = one.replica;
    this.counter = one.counter;
    this.count = one.length;
    this.lamport = one.lamport;
    const last = one.isDeletion && one.direction > 0 ? one.otherCounter + one.length - 1 : one.otherCounter;
    this.dependencies = isOwn || one.otherReplica < 0 ? NO_NUMBERS : [one.otherReplica, last];
  }
}
