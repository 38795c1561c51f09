/** Why a file was refused. */
export type InterchangeFailure =
  /** Not JSON, or not the bytes of an update. */
  | "malformed"
  /** Well-formed, but no document. */
  | "not-a-document"
  /** A format version that this program does not know. */
  | "version"
  /** Part of a document whose other part is elsewhere. */
  | "incomplete";

/** A file or bytes from outside that are no document. The only error that reading throws. */
export class InterchangeError extends Error {
  override readonly name = "InterchangeError";
  readonly failure: InterchangeFailure;

  constructor(failure: InterchangeFailure, message: string) {
    super(`${failure}: ${message}`);
    this.failure = failure;
  }
}
