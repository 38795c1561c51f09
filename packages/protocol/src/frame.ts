import { assert, err, ok, type Result } from "@weft/base";
import { type ByteReader, ByteWriter, DecodeError, decodeAll } from "@weft/codec";
import { frameBytesMax } from "./limits.ts";
import type { CloseName } from "./words/close-code.ts";

/** Why bytes are no frame: a value, since bytes from outside are nobody's bug. */
export interface FrameError {
  /** The name of the close code that a receiver answers with. */
  readonly close: CloseName;
  /** For the log and the close reason; never holds content of a document or a token. */
  readonly sentence: string;
}

/** A protocol version that is not ours; it is told apart from all other errors by its close code. */
export class UnsupportedVersionError extends DecodeError {
  override readonly name = "UnsupportedVersionError";

  constructor(version: number) {
    super("version", `protocol version ${version} is not spoken here`);
  }
}

/** The bytes of a frame that `write` writes. Asserts that they keep the frame limit. */
export function encodeFrame(write: (writer: ByteWriter) => void): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  write(writer);
  assert(writer.length <= frameBytesMax, `a frame of ${writer.length} bytes is over the limit`);
  return writer.toBytes();
}

/** The frame that `read` makes of all of `bytes`, or the error with its close code. Never throws. */
export function decodeFrame<Frame>(
  bytes: Uint8Array,
  read: (reader: ByteReader) => Frame,
): Result<Frame, FrameError> {
  if (bytes.length > frameBytesMax) {
    return err({
      close: "tooLarge",
      sentence: `a frame of ${bytes.length} bytes, the limit is ${frameBytesMax}`,
    });
  }
  const decoded = decodeAll(bytes, read);
  if (decoded.ok) return ok(decoded.value);
  const close = decoded.error instanceof UnsupportedVersionError ? "unsupportedVersion" : "badFrame";
  return err({ close, sentence: decoded.error.message });
}

/** Ends a switch over the kinds of frames. */
export function unknownKind(kind: number): never {
  throw new DecodeError("malformed", `no frame of kind 0x${kind.toString(16).padStart(2, "0")}`);
}
