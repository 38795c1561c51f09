/** Saves taken apart and put together again with a right check sum, so that only the checks behind it can refuse. */
import { ByteReader, ByteWriter, crc32, readPackedBytes, writePackedBytes } from "@weft/codec";

/** A part of a save: bytes as they are, or deflated where that pays. */
export interface SavePart {
  readonly name: string;
  readonly isPacked: boolean;
  bytes: Uint8Array;
}

const HEAD_BYTES = 10;
const CHECKSUM_BYTES = 4;

/** The parts of a save, inflated. */
export function takeApart(save: Uint8Array): SavePart[] {
  const reader = new ByteReader(save, 0, save.length - CHECKSUM_BYTES);
  const parts: SavePart[] = [];
  const raw = (name: string, count: number): Uint8Array => {
    const bytes = reader.readRaw(count).slice();
    parts.push({ name, isPacked: false, bytes });
    return bytes;
  };
  const packed = (name: string): void => {
    parts.push({ name, isPacked: true, bytes: readPackedBytes(reader, save.length * 100).slice() });
  };
  raw("head", HEAD_BYTES);
  packed("text");
  raw("left out", lengthOfVarint(save, reader.position));
  raw("hidden form", 1);
  packed("hidden");
  const [replicas = 0] = raw("replica count", 1);
  raw("replicas", replicas * 8);
  for (const name of ["codes", "fields", "whose", "low", "high", "texts"]) packed(name);
  raw("rest", reader.remaining);
  return parts;
}

function lengthOfVarint(bytes: Uint8Array, at: number): number {
  let length = 1;
  while (bytes[at + length - 1]! >= 0x80) length++;
  return length;
}

/** The parts as a save. */
export function putTogether(parts: readonly SavePart[]): Uint8Array {
  const writer = new ByteWriter();
  for (const { isPacked, bytes } of parts) {
    if (isPacked) writePackedBytes(writer, bytes);
    else writer.writeRaw(bytes);
  }
  return sealed(writer.toBytes());
}

/** The bytes with a check sum behind them. */
export function sealed(content: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.writeRaw(content);
  writer.writeUint32(crc32(content));
  return writer.toBytes();
}
