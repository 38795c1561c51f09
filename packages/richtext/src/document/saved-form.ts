/** The saved form of a document (SPEC.md, "Saved form"). */
import { err, ok, type Result } from "@weft/base";
import { ByteReader, ByteWriter, crc32, DecodeError, decodeAll, readText, writeText } from "@weft/codec";
import { decodeReplicaId, encodeReplicaId, REPLICA_BYTES, type ReplicaId } from "@weft/rga";

/** The version of the saved form, its first byte. */
export const SAVE_FORMAT = 1;

const CHECKSUM_BYTES = 4;

/** What a save holds. */
export interface SavedDocument {
  readonly documentId: string;
  /** The replica that saved. */
  readonly replica: ReplicaId;
  /** Every op, as batches, causes first. */
  readonly history: Uint8Array;
  /** Batches that waited for their causes. */
  readonly waiting: Uint8Array;
}

/** The save as bytes. */
export function encodeSave(save: SavedDocument): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.writeByte(SAVE_FORMAT);
  writeText(writer, save.documentId);
  writer.writeRaw(encodeReplicaId(save.replica));
  writer.writeBytes(save.history);
  writer.writeBytes(save.waiting);
  writer.writeUint32(crc32(writer.view()));
  return writer.toBytes();
}

/** Reads `encodeSave`. The batches inside are not looked at. */
export function decodeSave(bytes: Uint8Array): Result<SavedDocument, DecodeError> {
  if (bytes.length < 1 + CHECKSUM_BYTES) return err(new DecodeError("truncated", "too short for a save"));
  if (bytes[0] !== SAVE_FORMAT)
    return err(new DecodeError("version", `save format ${bytes[0]} is not known`));
  const content = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
  if (new ByteReader(bytes, content.length).readUint32() !== crc32(content)) {
    return err(new DecodeError("damaged", "the check sum of a save does not match"));
  }
  const decoded = decodeAll(content, (reader) => {
    reader.readByte();
    const documentId = readText(reader);
    const replica = decodeReplicaId(reader.readRaw(REPLICA_BYTES));
    const history = reader.readBytes();
    return { documentId, replica, history, waiting: reader.readBytes() };
  });
  return decoded.ok ? ok(decoded.value) : decoded;
}
