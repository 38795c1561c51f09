/**
 * Bytes that are deflated where that pays. A head of `2 × length + 1` comes before a deflate stream (RFC 1951) with
 * its own length, a head of `2 × length` before the plain bytes.
 *
 * A reader never makes more bytes than it was promised and allows, and never more than `INFLATION_MAX` for each byte
 * that came: the writer puts zeros behind a stream that is shorter, and inflaters pass over them.
 */
import { deflate, inflate } from "#deflate";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { DecodeError } from "./decode-error.ts";

/** Bytes that one deflated byte may become, beyond `INFLATION_FREE_BYTES`. */
export const INFLATION_MAX = 64;

/** Bytes that every deflate stream may become, however short. */
export const INFLATION_FREE_BYTES = 4096;

/** Shorter than this, the coder takes longer than what is won is worth. */
const DEFLATE_BYTES_MIN = 256;

/** Writes the bytes, deflated if they get shorter by it. */
export function writePackedBytes(writer: ByteWriter, bytes: Uint8Array): void {
  if (bytes.length >= DEFLATE_BYTES_MIN) {
    const deflated = deflate(bytes);
    const padding = Math.ceil((bytes.length - INFLATION_FREE_BYTES) / INFLATION_MAX) - deflated.length;
    const length = deflated.length + Math.max(0, padding);
    if (length + 4 < bytes.length) {
      writer.writeVarint(bytes.length * 2 + 1);
      writer.writeVarint(length);
      writer.writeRaw(deflated);
      if (padding > 0) writer.writeRaw(new Uint8Array(padding));
      return;
    }
  }
  writer.writeVarint(bytes.length * 2);
  writer.writeRaw(bytes);
}

/** Reads `writePackedBytes`, at most `maxBytes` of them, as a view of the input or as new bytes. Throws a `DecodeError`. */
export function readPackedBytes(reader: ByteReader, maxBytes: number): Uint8Array {
  const head = reader.readVarint();
  const length = Math.floor(head / 2);
  if (length > maxBytes) throw new DecodeError("limit", `${length} packed bytes, above ${maxBytes}`);
  if (head % 2 === 0) return reader.readRaw(length);
  const deflated = reader.readBytes();
  if (length > INFLATION_FREE_BYTES + INFLATION_MAX * deflated.length) {
    throw new DecodeError("limit", `${length} bytes deflated to ${deflated.length}`);
  }
  return inflate(deflated, length);
}
