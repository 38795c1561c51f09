/** Deflate by Node's own zlib. Chosen by the package's import condition; browsers get `browser-deflate.ts`. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { DecodeError } from "../decode-error.ts";

const MIN_CHUNK_BYTES = 64;

/** `bytes` as a raw deflate stream (RFC 1951). Level 7: a tenth of a percent longer than 9 for typed text, and sooner done. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level: 7, memLevel: 9 });
}

/**
 * Exactly `length` bytes out of a raw deflate stream, and never room for more than a chunk beyond them. Throws a
 * `DecodeError`. Bytes after the end of the stream are passed over.
 */
export function inflate(bytes: Uint8Array, length: number): Uint8Array {
  const limits = {
    maxOutputLength: Math.max(1, length),
    chunkSize: Math.max(MIN_CHUNK_BYTES, length + 1),
  };
  let inflated: Uint8Array;
  try {
    inflated = inflateRawSync(bytes, limits);
  } catch {
    // Whatever zlib finds wrong, and more bytes than were promised, are the same to a reader.
    throw new DecodeError("malformed", "what is no deflated stream of its length");
  }
  if (inflated.length !== length) throw new DecodeError("malformed", "a deflated stream of another length");
  return new Uint8Array(inflated.buffer, inflated.byteOffset, length);
}
