/** The saved form of a plain text (FORMAT.md). */
import { err, ok, type Result } from "@weft/base";
import { ByteReader, ByteWriter, crc32, DecodeError, decodeAll } from "@weft/codec";
import { decodeReplicaId, encodeReplicaId, REPLICA_BYTES, type ReplicaId } from "../space/replica.ts";

/** The version of the saved form, its first byte. */
export const SAVE_FORMAT = 1;

const CHECKSUM_BYTES = 4;

/** What a save holds. */
export interface TextSave {
  /** The replica that saved. */
  readonly replica: ReplicaId;
  /** What was visible: for readers that want no more, and a check on the rest. */
  readonly text: string;
  /** Every op, as batches, causes first. */
  readonly history: Uint8Array;
  /** Batches that waited for their causes. */
  readonly waiting: Uint8Array;
}

/** The save as bytes. */
export function encodeTextSave(save: TextSave): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.writeByte(SAVE_FORMAT);
  writer.writeRaw(encodeReplicaId(save.replica));
  writer.writeText(save.text);
  writer.writeBytes(save.history);
  writer.writeBytes(save.waiting);
  writer.writeUint32(crc32(writer.view()));
  return writer.toBytes();
}

/** Reads `encodeTextSave`. The batches inside are not looked at. */
export function decodeTextSave(bytes: Uint8Array): Result<TextSave, DecodeError> {
  if (bytes.length < 1 + CHECKSUM_BYTES) return err(new DecodeError("truncated", "too short for a save"));
  if (bytes[0] !== SAVE_FORMAT)
    return err(new DecodeError("version", `save format ${bytes[0]} is not known`));
  const content = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
  if (new ByteReader(bytes, content.length).readUint32() !== crc32(content)) {
    return err(new DecodeError("damaged", "the check sum of a save does not match"));
  }
  const decoded = decodeAll(content, (reader) => {
    reader.readByte();
    const replica = decodeReplicaId(reader.readRaw(REPLICA_BYTES));
    const text = reader.readText();
    const history = reader.readBytes();
    return { replica, text, history, waiting: reader.readBytes() };
  });
  return decoded.ok ? ok(decoded.value) : decoded;
}
