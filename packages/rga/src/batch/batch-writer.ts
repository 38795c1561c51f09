import { assert } from "@weft/base";
import { ByteWriter } from "@weft/codec";
import { MAX_BATCH_BYTES, MAX_BATCH_DEPENDENCIES } from "../limits.ts";
import { INSERT_RIGHT, OBJECT, PackedOp } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { COLUMNS } from "./batch-form.ts";
import { type ColumnWriter, isWideText } from "./column-writer.ts";
import { RowWriter } from "./row-writer.ts";

/** Longer ones of two bytes a character deflate well. */
const MAX_WIDE_UNITS = 64;
/** What is longer gets no further op, so that even the longest one fits. */
const FULL_BYTES = MAX_BATCH_BYTES / 2;
const FULL_DEPENDENCIES = MAX_BATCH_DEPENDENCIES / 2;

/**
 * Cuts a stream of ops into batches: a new one begins when the replica changes, the clock jumps or the batch is
 * full. A batch of one op of text is a row, others are in columns.
 */
export class BatchWriter<Op> {
  /** Longer texts come in pieces. */
  readonly maxUnits = 2 ** 15;
  readonly #space: OpSpace;
  readonly #given: readonly ReplicaIndex[];
  readonly #columns: ColumnWriter<Op>;
  readonly #row: RowWriter;
  #parts: Uint8Array<ArrayBuffer>[] = [];
  /** How many ops the batch has, and the first of them. */
  #ops = 0;
  #first = new PackedOp<Op>();
  #replica: ReplicaIndex = 0;
  #lamport = 0;
  #next = -1;

  constructor(space: OpSpace, given: readonly ReplicaIndex[], columns: ColumnWriter<Op>) {
    this.#space = space;
    this.#given = given;
    this.#columns = columns;
    this.#row = new RowWriter(space.replicas);
  }

  /** Adds a known op, whose counters lie in one run of the clock of its replica. */
  add(op: PackedOp<Op>, replica: ReplicaIndex): void {
    const { counter } = op;
    const lamport = this.#space.lamportOf(replica, counter);
    const { dependencies } = this.#columns;
    const isFull = this.#columns.size > FULL_BYTES || dependencies.length > FULL_DEPENDENCIES * 2;
    if (replica !== this.#replica || counter !== this.#next || lamport !== this.#lamport || isFull) {
      this.#close();
      this.#replica = replica;
    }
    if (this.#ops++ === 0) {
      this.#columns.begin(replica, counter);
      Object.assign(this.#first, op);
    }
    this.#columns.write(op);
    this.#next = counter + op.length;
    this.#lamport = lamport + op.length;
  }

  /** The batches since the last call. */
  take(): Uint8Array<ArrayBuffer>[] {
    this.#close();
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  /** An op as a batch of its own; null if there is none for it. The bytes are a view of a larger buffer. */
  encodeOne(op: PackedOp<Op>, replica: ReplicaIndex, lamport: number): Uint8Array<ArrayBuffer> | null {
    const { form, length } = op;
    if (form === OBJECT || (this.#given.length > 0 && this.#given.includes(op.otherReplica))) return null;
    if (form <= INSERT_RIGHT && length > MAX_WIDE_UNITS) {
      if (length > this.maxUnits || isWideText(op.units, op.textStart, length)) return null;
    }
    this.#row.writeBatch(op, replica, lamport);
    return this.#row.bytes.take();
  }

  #close(): void {
    const ops = this.#ops;
    const first = this.#first;
    const replica = this.#replica;
    if (ops === 0) return;
    this.#parts.push(
      (ops === 1 ? this.encodeOne(first, replica, this.#space.lamportOf(replica, first.counter)) : null) ??
        this.#seal(),
    );
    this.#ops = 0;
    this.#next = -1;
  }

  #seal(): Uint8Array<ArrayBuffer> {
    const row = this.#row;
    const columns = this.#columns;
    const replica = this.#replica;
    const { bytes } = row;
    const { counter } = this.#first;
    const { dependencies } = columns;
    row.replica = replica;
    row.writeHead(COLUMNS, counter, this.#space.lamportOf(replica, counter));
    bytes.writeVarint(this.#next - counter);
    bytes.writeVarint(dependencies.length / 2);
    for (let at = 0; at < dependencies.length; at += 2) {
      row.writeReplica(dependencies[at]!);
      bytes.writeVarint(dependencies[at + 1]!);
    }
    const body = new ByteWriter();
    columns.seal(body);
    bytes.writeBytes(body.view());
    assert(bytes.length <= MAX_BATCH_BYTES, "an op is longer than a batch");
    return bytes.take();
  }
}
