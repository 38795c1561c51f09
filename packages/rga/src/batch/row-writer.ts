import { ByteWriter } from "@weft/codec";
import type { PackedOp } from "../op/packed-op.ts";
import type { ReplicaIndex, ReplicaTable } from "../space/replica.ts";
import { CLOCK_FOLLOWS, TYPED_FIRST } from "./batch-form.ts";
import { ColumnWriter } from "./column-writer.ts";

/** Writes what all batches begin with, and batches of one op of text, whose columns are all one (FORMAT.md, "A row"). */
export class RowWriter extends ColumnWriter<never> {
  /** Everything goes here. */
  readonly bytes: ByteWriter;
  readonly #replicas: ReplicaTable;

  constructor(replicas: ReplicaTable) {
    const bytes = new ByteWriter();
    super([], bytes);
    this.bytes = bytes;
    this.#replicas = replicas;
  }

  /** Writes an op of text as a batch of its own; it is not looked at whether that is the best form. */
  writeBatch(op: PackedOp<unknown>, replica: ReplicaIndex, lamport: number): void {
    this.replica = replica;
    const code = this.codeOf(op);
    this.writeHead(code, op.counter, lamport);
    // What is typed straight on is its code.
    if (code < TYPED_FIRST) this.writeParts(op, code);
  }

  /** Writes the first byte and what follows in every batch, for `this.replica`. */
  writeHead(form: number, counter: number, lamport: number): void {
    const { bytes } = this;
    const clock = lamport - counter;
    bytes.writeByte(clock === 0 ? form : form | CLOCK_FOLLOWS);
    this.writeReplica(this.replica);
    bytes.writeVarint(counter);
    if (clock !== 0) bytes.writeVarint(clock);
  }

  /** Writes an id. */
  writeReplica(replica: ReplicaIndex): void {
    this.bytes.writeWord(this.#replicas.highAt(replica));
    this.bytes.writeWord(this.#replicas.lowAt(replica));
  }

  protected override refer(other: ReplicaIndex, counter: number): void {
    const isOwn = other === this.replica;
    if (!isOwn) this.writeReplica(other);
    this.bytes.writeVarint(isOwn ? this.counter - counter : counter);
  }
}
