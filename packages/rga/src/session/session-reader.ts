import type { Result } from "@weft/base";
import { type ByteReader, DecodeError, decodeAll } from "@weft/codec";
import { isShortCode } from "../batch/batch-form.ts";
import { RowWriter } from "../batch/row-writer.ts";
import { UpdateReader } from "../batch/update-reader.ts";
import { MAX_BATCH_BYTES, MAX_COUNTER, MAX_LAMPORT, MAX_SESSION_REPLICAS } from "../limits.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { SessionState, START_FOLLOWS, WHOLE } from "./session-state.ts";

/**
 * The other end of a `SessionWriter`. Law: `reader.read(writer.write(batches))` gives `batches`, byte for byte, as
 * long as the reader gets everything that the writer made, in order.
 */
export class SessionReader {
  readonly #items = new ItemReader(new SessionState());
  #isBroken = false;

  /**
   * The batches in what a `SessionWriter` made. After a `DecodeError` the session is over: nothing that follows can
   * be understood, and every further call gives an error too.
   */
  read(bytes: Uint8Array): Result<Uint8Array[], DecodeError> {
    const read = decodeAll(bytes, (reader) => {
      if (this.#isBroken) throw new DecodeError("impossible", "a session goes on after an error");
      const batches: Uint8Array[] = [];
      while (reader.remaining > 0) batches.push(this.#items.readBatch(reader));
      return batches;
    });
    if (!read.ok) this.#isBroken = true;
    return read;
  }
}

/** Reads short forms as the ops that they are. */
class ItemReader extends UpdateReader<never> {
  readonly #state: SessionState;
  readonly #row: RowWriter;

  constructor(state: SessionState) {
    super(state.replicas, []);
    this.#state = state;
    this.#row = new RowWriter(state.replicas);
  }

  /** The next batch. */
  readBatch(reader: ByteReader): Uint8Array {
    const { op } = this;
    const state = this.#state;
    const row = this.#row;
    const firstByte = reader.readByte();
    if (firstByte === WHOLE) {
      const batch = reader.readRaw(reader.readVarintUpTo(MAX_BATCH_BYTES, "a batch")).slice();
      state.noteWhole(batch);
      return batch;
    }
    const code = firstByte & ~START_FOLLOWS;
    if (!isShortCode(code)) throw new DecodeError("version", `a batch of the form ${code} in a session`);
    this.fields = reader;
    this.texts = reader;
    this.#readStart(firstByte >= START_FOLLOWS);
    this.readOp(code);
    this.expectRoom(op.length);
    state.noteOp(op, this.replica, this.lamport);
    row.bytes.truncate(0);
    row.writeBatch(op, this.replica, this.lamport);
    return row.bytes.toBytes();
  }

  #readStart(follows: boolean): void {
    const { fields } = this;
    const state = this.#state;
    this.replica = follows ? this.#readNumber() : state.current;
    if (this.replica < 0) throw new DecodeError("malformed", "a session that begins in the middle");
    const { next, clock } = state.of(this.replica);
    this.counter = within(next + (follows ? fields.readZigzag() : 0), MAX_COUNTER);
    this.lamport = this.counter + within(clock + (follows ? fields.readZigzag() : 0), MAX_LAMPORT);
    this.next = this.counter;
  }

  protected override refer(isOthers: boolean): number {
    const other = isOthers ? this.expectOther(this.#readNumber()) : this.replica;
    const counter = this.#state.of(other).near + this.fields.readZigzag();
    return this.setReference(other, counter, isOthers ? MAX_COUNTER : this.counter - 1);
  }

  #readNumber(): ReplicaIndex {
    const { fields } = this;
    const { replicas } = this.#state;
    const { size } = replicas;
    const number = fields.readVarintUpTo(size, "the number of a replica");
    if (number < size) return number;
    if (size === MAX_SESSION_REPLICAS) throw new DecodeError("limit", "a session of too many replicas");
    if (replicas.indexOfWords(fields.readWord(), fields.readWord()) < size) {
      throw new DecodeError("malformed", "a replica that is numbered twice");
    }
    return number;
  }
}

function within(value: number, max: number): number {
  if (value < 0 || value > max) throw new DecodeError("impossible", "a counter or a clock out of bounds");
  return value;
}
