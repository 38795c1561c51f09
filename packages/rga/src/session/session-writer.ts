/**
 * Batches on their way through one connection (FORMAT.md, "Session"): what the other end can guess from the batches
 * before is left out, so that a typed character is one byte. The bytes of a batch are final, so the other end makes
 * exactly these of them again.
 */
import { equalBytes } from "@weft/base";
import { ByteWriter, decodeAll } from "@weft/codec";
import { isShortCode } from "../batch/batch-form.ts";
import { ColumnWriter } from "../batch/column-writer.ts";
import { RowWriter } from "../batch/row-writer.ts";
import { UpdateReader } from "../batch/update-reader.ts";
import { MAX_SESSION_REPLICAS } from "../limits.ts";
import type { PackedOp } from "../op/packed-op.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { SessionState, START_FOLLOWS, WHOLE } from "./session-state.ts";

/** One end of a connection; the other has a `SessionReader` that takes everything in the same order. A new connection begins with a new pair. */
export class SessionWriter {
  readonly #state = new SessionState();
  readonly #source = new UpdateReader<never>(this.#state.replicas, []);
  /** What the other end makes of an op. */
  readonly #row = new RowWriter(this.#state.replicas);
  readonly #items = new ItemWriter(this.#state);

  /** The batches for the other end, in this order. What are no batches goes over as it is. */
  write(batches: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const state = this.#state;
    const source = this.#source;
    const items = this.#items;
    items.bytes.truncate(0);
    for (const batch of batches) {
      const { size } = state.replicas;
      if (this.#isShort(batch)) items.writeItem(source.op, source.replica, source.lamport, size);
      else {
        state.replicas.truncate(size);
        items.bytes.writeByte(WHOLE);
        items.bytes.writeBytes(batch);
        state.noteWhole(batch);
      }
    }
    return items.bytes.toBytes();
  }

  /** Reads a batch, numbering whom it names; whether it has a short form, of which the other end makes these very bytes. */
  #isShort(batch: Uint8Array): boolean {
    const source = this.#source;
    const row = this.#row;
    const read = decodeAll(batch, (reader) => {
      source.begin(reader.readRaw(reader.remaining));
      return source.nextBatch() && source.isRow;
    });
    if (!read.ok || !read.value || this.#state.replicas.size > MAX_SESSION_REPLICAS) return false;
    row.bytes.truncate(0);
    row.writeBatch(source.op, source.replica, source.lamport);
    return isShortCode(row.codeOf(source.op)) && equalBytes(row.bytes.view(), batch);
  }
}

/** Writes short forms. */
class ItemWriter extends ColumnWriter<never> {
  readonly bytes: ByteWriter;
  readonly #state: SessionState;
  /** Replicas from this one on are new to the other end. */
  #told = 0;

  constructor(state: SessionState) {
    const bytes = new ByteWriter();
    super([], bytes);
    this.bytes = bytes;
    this.#state = state;
  }

  /** Writes an op of `writer`; replicas have been numbered for it from `told` on. */
  writeItem(op: PackedOp, writer: ReplicaIndex, lamport: number, told: number): void {
    const { bytes } = this;
    const state = this.#state;
    const { next, clock } = state.of(writer);
    const distance = op.counter - next;
    const jump = lamport - op.counter - clock;
    this.#told = told;
    this.replica = writer;
    const code = this.codeOf(op);
    if (writer === state.current && distance === 0 && jump === 0) bytes.writeByte(code);
    else {
      bytes.writeByte(code | START_FOLLOWS);
      this.#writeReplica(writer);
      bytes.writeZigzag(distance);
      bytes.writeZigzag(jump);
    }
    this.writeParts(op, code);
    state.noteOp(op, writer, lamport);
  }

  protected override refer(other: ReplicaIndex, counter: number): void {
    if (other !== this.replica) this.#writeReplica(other);
    this.bytes.writeZigzag(counter - this.#state.of(other).near);
  }

  /** A number, and the id with a number that is new. */
  #writeReplica(replica: ReplicaIndex): void {
    const { bytes } = this;
    const state = this.#state;
    bytes.writeVarint(replica);
    if (replica < this.#told) return;
    bytes.writeWord(state.replicas.highAt(replica));
    bytes.writeWord(state.replicas.lowAt(replica));
    this.#told = replica + 1;
  }
}
