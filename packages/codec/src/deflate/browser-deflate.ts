/** Deflate where the platform has none that answers at once: fflate, of which bundlers keep these two functions. */
import { deflateSync, inflateSync } from "fflate";
import { DecodeError } from "../decode-error.ts";

/** `bytes` as a raw deflate stream (RFC 1951). */
export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes, { level: 7 });
}

/**
 * Exactly `length` bytes out of a raw deflate stream, and never room for more than one byte beyond them. Throws a
 * `DecodeError`. Bytes after the end of the stream are passed over.
 */
export function inflate(bytes: Uint8Array, length: number): Uint8Array {
  const room = new Uint8Array(length + 1);
  let inflated: Uint8Array;
  try {
    inflated = inflateSync(bytes, { out: room });
  } catch {
    // Whatever fflate finds wrong is the same to a reader.
    throw new DecodeError("malformed", "no deflated stream");
  }
  if (inflated.length !== length) throw new DecodeError("malformed", "a deflated stream of another length");
  return room.subarray(0, length);
}
