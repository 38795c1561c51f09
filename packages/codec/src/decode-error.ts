/** Why bytes were refused. */
export type DecodeFailure =
  /** The bytes end before what they promise. */
  | "truncated"
  /** The bytes go on after the end of what they hold. */
  | "trailing"
  /** A value that no encoder of ours writes. */
  | "malformed"
  /** A check sum that does not match. */
  | "damaged"
  /** A format version that this program does not know. */
  | "version"
  /** A number or a size above its named limit. */
  | "limit"
  /** Well-formed bytes that say something impossible, such as a reference to what does not exist. */
  | "impossible";

/** Foreign bytes that were refused. Whatever they were meant to change is as it was. */
export class DecodeError extends Error {
  override readonly name: string = "DecodeError";
  readonly failure: DecodeFailure;

  constructor(failure: DecodeFailure, message: string) {
    super(`${failure}: ${message}`);
    this.failure = failure;
  }
}
