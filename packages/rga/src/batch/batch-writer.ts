import { assert } from "@weft/base";
import { ByteWriter, writePackedBytes } from "@weft/codec";
import { MAX_BATCH_BYTES, MAX_BATCH_DEPENDENCIES } from "../limits.ts";
import { OP_COLUMN_NAMES } from "../op/op-columns.ts";
import { OpWriter } from "../op/op-writer.ts";
import { CANCEL, DELETE_BACKWARD, INSERT_LEFT, INSERT_RIGHT, OBJECT, PackedOp } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { stringOf } from "../space/unit-text.ts";
import {
  AFTER_PREVIOUS,
  AT_START,
  CLOCK_FOLLOWS,
  CODE_CANCEL,
  CODE_DELETE,
  CODE_INSERT,
  CODE_RESTORE,
  COLUMNS,
  LEFT_OF,
  RIGHT_OF,
  ROWS,
} from "./batch-form.ts";
import { encodeOneOp } from "./one-op-writer.ts";
import type { ObjectCoder } from "./update-reader.ts";

/** Longer texts are cut: a unit is at most three bytes. */
export const MAX_TEXT_UNITS = 2 ** 15;
/** What is longer gets no further op, so that even the longest one fits. */
const FULL_BYTES = MAX_BATCH_BYTES / 2;
const FULL_DEPENDENCIES = MAX_BATCH_DEPENDENCIES / 2;
/** A batch of no more than this is not worth columns: they want six coders. */
const SMALL_OPS = 64;
const SMALL_UNITS = 1024;

/**
 * Cuts a stream of ops into batches: a new one begins when the replica changes, the clock jumps or the batch is
 * full. A batch of one op of text has a short form, other small ones are in rows, and the rest in columns.
 */
export class BatchWriter<Op> {
  private readonly space: OpSpace;
  private readonly given: readonly ReplicaIndex[];
  private readonly objects: ObjectCoder<Op> | null;
  private readonly columns: OpWriter;
  private parts: Uint8Array<ArrayBuffer>[] = [];
  /** The ops of a batch that may stay a small one; none when they are in the columns. */
  private held: PackedOp<Op>[] = [];
  private heldUnits = 0;
  private isInColumns = false;
  private readonly part = new PackedOp<Op>();
  private replica: ReplicaIndex = 0;
  /** The first counter of the batch and its Lamport timestamp. */
  private counter = 0;
  private lamport = 0;
  private next = -1;

  constructor(space: OpSpace, given: readonly ReplicaIndex[], objects: ObjectCoder<Op> | null) {
    this.space = space;
    this.given = given;
    this.objects = objects;
    this.columns = new OpWriter(given, "columns");
  }

  /** Adds a known op, whose counters lie in one run of the clock of its replica. */
  add(op: PackedOp<Op>, replica: ReplicaIndex): void {
    if (op.form > INSERT_RIGHT || op.length <= MAX_TEXT_UNITS) {
      this.addPart(op, replica);
      return;
    }
    const { part } = this;
    copyOp(op, part);
    for (let left = op.length; left > 0; left -= part.length) {
      part.length = Math.min(left, MAX_TEXT_UNITS);
      this.addPart(part, replica);
      part.counter += part.length;
      part.textStart += part.length;
      part.form = INSERT_RIGHT;
      part.otherReplica = replica;
      part.otherCounter = part.counter - 1;
    }
  }

  /** The batches since the last call. */
  take(): Uint8Array<ArrayBuffer>[] {
    this.close();
    const { parts } = this;
    this.parts = [];
    return parts;
  }

  private addPart(op: PackedOp<Op>, replica: ReplicaIndex): void {
    const { counter } = op;
    const lamport = this.space.lamportOf(replica, counter);
    const isNext = replica === this.replica && counter === this.next;
    if (!isNext || lamport - counter !== this.lamport - this.counter || this.isFull()) {
      this.close();
      this.replica = replica;
      this.counter = counter;
      this.lamport = lamport;
      this.columns.startBatch(replica);
    }
    this.next = counter + op.length;
    if (this.isInColumns) this.write(this.columns, op);
    else this.hold(op);
  }

  private hold(op: PackedOp<Op>): void {
    const { held } = this;
    const copy = new PackedOp<Op>();
    copyOp(op, copy);
    held.push(copy);
    this.heldUnits += op.length;
    if (held.length === 1 || (held.length <= SMALL_OPS && this.heldUnits <= SMALL_UNITS)) return;
    this.isInColumns = true;
    for (const each of held) this.write(this.columns, each);
  }

  private isFull(): boolean {
    const { columns, dependencies } = this.columns;
    let size = 0;
    for (const name of OP_COLUMN_NAMES) size += columns[name].length;
    return size > FULL_BYTES || dependencies.length > FULL_DEPENDENCIES * 2;
  }

  private close(): void {
    const { held, replica, given } = this;
    const [first] = held;
    if (!first) return;
    const hasShort = held.length === 1 && (first.form >= CANCEL || !given.includes(first.otherReplica));
    let batch = hasShort ? encodeOneOp(this.space.replicas, replica, this.lamport, first) : null;
    if (this.isInColumns) batch = this.seal(this.columns, COLUMNS);
    else if (batch === null) {
      const rows = new OpWriter(given, "rows");
      rows.startBatch(replica);
      for (const op of held) this.write(rows, op);
      batch = this.seal(rows, ROWS);
    }
    this.parts.push(batch);
    this.isInColumns = false;
    this.held = [];
    this.heldUnits = 0;
    this.next = -1;
  }

  private seal(ops: OpWriter, form: typeof ROWS | typeof COLUMNS): Uint8Array<ArrayBuffer> {
    const { counter, replica } = this;
    const { replicas } = this.space;
    const body = new ByteWriter();
    if (form === ROWS) body.writeRaw(ops.bytes.view());
    else for (const name of OP_COLUMN_NAMES) writePackedBytes(body, ops.columns[name].view());
    const batch = new ByteWriter();
    const clock = this.lamport - counter;
    batch.writeByte(clock === 0 ? form : form | CLOCK_FOLLOWS);
    batch.writeWord(replicas.highAt(replica));
    batch.writeWord(replicas.lowAt(replica));
    batch.writeVarint(counter);
    if (clock !== 0) batch.writeVarint(clock);
    batch.writeVarint(this.next - counter);
    const { dependencies } = ops;
    batch.writeVarint(dependencies.length / 2);
    for (let at = 0; at < dependencies.length; at += 2) {
      batch.writeWord(replicas.highAt(dependencies[at]!));
      batch.writeWord(replicas.lowAt(dependencies[at]!));
      batch.writeVarint(dependencies[at + 1]!);
    }
    batch.writeBytes(body.view());
    assert(batch.length <= MAX_BATCH_BYTES, "no op is longer than a batch may be");
    return batch.toBytes();
  }

  private write(ops: OpWriter, op: PackedOp<Op>): void {
    const { form, counter, otherReplica, otherCounter, toggled } = op;
    if (form <= INSERT_RIGHT) {
      ops.startOp(counter, CODE_INSERT);
      this.writePlace(ops, op);
      ops.text(stringOf(op.units, op.textStart, op.textStart + op.length));
    } else if (form < CANCEL) {
      const isBack = form === DELETE_BACKWARD && op.length > 1;
      ops.startOp(counter, CODE_DELETE);
      ops.bytes.writeVarint(op.length * 2 + (isBack ? 1 : 0));
      ops.reference(otherReplica, isBack ? otherCounter : otherCounter + op.length - 1);
    } else if (form < OBJECT) {
      ops.startOp(counter, form === CANCEL ? CODE_CANCEL : CODE_RESTORE);
      ops.bytes.writeVarint(toggled);
      ops.reference(otherReplica, otherCounter + toggled - 1);
    } else {
      const { object } = op;
      assert(object !== null && this.objects !== null, "an object with its coder");
      ops.startOp(counter, this.objects.codeOf(object));
      this.objects.encode(object, ops);
    }
  }

  private writePlace(ops: OpWriter, { form, otherReplica, otherCounter }: PackedOp<Op>): void {
    if (otherReplica < 0) ops.code(AT_START);
    else if (form === INSERT_RIGHT && ops.isPrevious(otherReplica, otherCounter)) ops.code(AFTER_PREVIOUS);
    else {
      ops.code(form === INSERT_LEFT ? LEFT_OF : RIGHT_OF);
      ops.reference(otherReplica, otherCounter);
    }
  }
}

/** Makes the second record the same as the first. */
function copyOp<Op>(op: PackedOp<Op>, into: PackedOp<Op>): void {
  into.form = op.form;
  into.counter = op.counter;
  into.length = op.length;
  into.otherReplica = op.otherReplica;
  into.otherCounter = op.otherCounter;
  into.toggled = op.toggled;
  into.units = op.units;
  into.textStart = op.textStart;
  into.object = op.object;
}
