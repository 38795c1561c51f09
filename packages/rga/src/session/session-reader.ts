import type { Result } from "@weft/base";
import { type ByteReader, ByteWriter, DecodeError, decodeAll } from "@weft/codec";
import { readBatchHeader } from "../batch/batch-frame.ts";
import { checkCount } from "../batch/batch-header.ts";
import {
  countOf,
  hasReference,
  isOneOpForm,
  type OneOpFields,
  readContent,
  refersToOther,
  writeOneOpFields,
} from "../batch/one-op-fields.ts";
import { MAX_BATCH_BYTES, MAX_COUNTER, MAX_LAMPORT } from "../limits.ts";
import { readReplicaId } from "../space/replica.ts";
import { type SessionReplica, SessionState } from "./session-state.ts";
import { START_FOLLOWS, WHOLE } from "./session-writer.ts";

/**
 * The other end of a `SessionWriter`. Law: `reader.read(writer.write(batches))` gives `batches`, byte for byte, as
 * long as the reader gets everything that the writer made, in order.
 */
export class SessionReader {
  private readonly state = new SessionState();
  private readonly writer = new ByteWriter();
  private isBroken = false;

  /**
   * The batches in what a `SessionWriter` made. After a `DecodeError` the session is over: nothing that follows can
   * be understood, and every further call gives an error too.
   */
  read(bytes: Uint8Array): Result<Uint8Array[], DecodeError> {
    const read = decodeAll(bytes, (reader) => {
      if (this.isBroken) throw new DecodeError("impossible", "a session goes on after an error");
      const batches: Uint8Array[] = [];
      while (reader.remaining > 0) batches.push(this.readBatch(reader));
      return batches;
    });
    if (!read.ok) this.isBroken = true;
    return read;
  }

  private readBatch(reader: ByteReader): Uint8Array {
    const firstByte = reader.readByte();
    if (firstByte === WHOLE) {
      const batch = reader.readRaw(reader.readVarintUpTo(MAX_BATCH_BYTES, "a batch")).slice();
      const header = readBatchHeader(batch);
      if (header.ok) this.state.noteWhole(header.value);
      return batch;
    }
    const form = firstByte & ~START_FOLLOWS;
    if (!isOneOpForm(form)) throw new DecodeError("version", `a batch of the form ${form} in a session`);
    const { fields, writer, other } = this.readShort(reader, form, firstByte >= START_FOLLOWS);
    checkCount(fields, countOf(fields));
    this.state.noteOneOp(fields, writer, other);
    this.writer.truncate(0);
    writeOneOpFields(this.writer, fields);
    return this.writer.toBytes();
  }

  private readShort(
    reader: ByteReader,
    form: number,
    startFollows: boolean,
  ): {
    readonly fields: OneOpFields;
    readonly writer: SessionReplica;
    readonly other: SessionReplica | null;
  } {
    const writer = startFollows ? this.readReplica(reader) : this.state.current;
    if (!writer) throw new DecodeError("malformed", "a session that begins in the middle");
    const counter = within(writer.next + (startFollows ? reader.readZigzag() : 0), MAX_COUNTER);
    const clock = within(writer.clock + (startFollows ? reader.readZigzag() : 0), MAX_LAMPORT);
    const other = refersToOther(form) ? this.readReplica(reader) : null;
    if (other === writer) throw new DecodeError("malformed", "another replica that is the writer");
    let reference = 0;
    if (hasReference(form)) {
      const target = within((other ?? writer).near + reader.readZigzag(), MAX_COUNTER);
      reference = other ? target : within(counter - target, MAX_COUNTER);
    }
    const content = readContent(reader, form);
    const start = { replica: writer.id, counter, lamport: counter + clock };
    return { fields: { ...start, form, other: other?.id ?? null, reference, ...content }, writer, other };
  }

  private readReplica(reader: ByteReader): SessionReplica {
    const { state } = this;
    const number = reader.readVarintUpTo(state.size, "the number of a replica");
    const known = state.withNumber(number);
    if (known) return known;
    if (!state.hasRoomFor(1)) throw new DecodeError("limit", "a session of too many replicas");
    const id = readReplicaId(reader);
    if (state.find(id)) throw new DecodeError("malformed", "a replica that is numbered twice");
    return state.add(id);
  }
}

function within(value: number, max: number): number {
  if (value < 0 || value > max) throw new DecodeError("impossible", "a counter or a clock out of bounds");
  return value;
}
