/**
 * Batches on their way through one connection (FORMAT.md, "Session"): what the other end can guess from the batches
 * before is left out, so that a typed character is one byte. The bytes of a batch are final, so the other end makes
 * exactly these of them again.
 */
import { ByteReader, ByteWriter, DecodeError } from "@weft/codec";
import { readBatchHeader } from "../batch/batch-frame.ts";
import {
  hasReference,
  isOneOpForm,
  type OneOpFields,
  readOneOpFields,
  writeContent,
} from "../batch/one-op-fields.ts";
import type { ReplicaId } from "../space/replica.ts";
import { writeReplicaId } from "../space/replica.ts";
import { type SessionReplica, SessionState } from "./session-state.ts";

/** The first byte of a batch that goes over as it is. */
export const WHOLE = 0x00;
/** The highest bit of a first byte: writer, counter and clock follow. */
export const START_FOLLOWS = 0x80;

/** One end of a connection; the other has a `SessionReader` that takes everything in the same order. A new connection begins with a new pair. */
export class SessionWriter {
  private readonly state = new SessionState();
  private readonly writer = new ByteWriter();

  /** The batches for the other end, in this order. What are no batches goes over as it is. */
  write(batches: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    this.writer.truncate(0);
    for (const batch of batches) this.writeBatch(batch);
    return this.writer.toBytes();
  }

  private writeBatch(batch: Uint8Array): void {
    const fields = fieldsOf(batch);
    if (fields && this.writeShort(fields)) return;
    this.writer.writeByte(WHOLE);
    this.writer.writeBytes(batch);
    const header = readBatchHeader(batch);
    if (header.ok) this.state.noteWhole(header.value);
  }

  private writeShort(fields: OneOpFields): boolean {
    const { state, writer } = this;
    const { form, counter, lamport } = fields;
    const isOwn = fields.other === null;
    // Nobody deletes or builds on what is before the first counter; whoever says so is not in a hurry.
    if (isOwn && fields.reference > counter) return false;
    const unknown = [fields.replica, fields.other].filter((id) => id !== null && !state.find(id));
    if (unknown.length > 0 && !state.hasRoomFor(unknown.length)) return false;
    const clock = lamport - counter;
    const known = state.find(fields.replica);
    const runsOn =
      known !== null && known === state.current && known.next === counter && known.clock === clock;
    writer.writeByte(runsOn ? form : form | START_FOLLOWS);
    const replica = runsOn ? known : this.writeReplica(fields.replica);
    if (!runsOn) {
      writer.writeZigzag(counter - replica.next);
      writer.writeZigzag(clock - replica.clock);
    }
    const other = fields.other === null ? null : this.writeReplica(fields.other);
    if (hasReference(form)) {
      const target = isOwn ? counter - fields.reference : fields.reference;
      writer.writeZigzag(target - (other ?? replica).near);
    }
    writeContent(writer, fields);
    state.noteOneOp(fields, replica, other);
    return true;
  }

  /** A number, and the id with a number that is new. */
  private writeReplica(id: ReplicaId): SessionReplica {
    const known = this.state.find(id);
    this.writer.writeVarint(known?.number ?? this.state.size);
    if (known) return known;
    writeReplicaId(this.writer, id);
    return this.state.add(id);
  }
}

/** The fields of a batch in a short form, in the one way in which it is written; null for all others. */
function fieldsOf(batch: Uint8Array): OneOpFields | null {
  try {
    const reader = new ByteReader(batch);
    const firstByte = reader.readByte();
    if (!isOneOpForm(firstByte & 0x7f)) return null;
    const fields = readOneOpFields(reader, firstByte);
    reader.expectEnd();
    return fields;
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
