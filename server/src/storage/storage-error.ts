/** Why storage could not do what it was asked. */
export type StorageFailure =
  /** No space left. Comes right by itself when there is some. */
  | "full"
  /** The disk answered with an error: what is on it is no longer known. The process has to stop. */
  | "input-output"
  /** A file is not what we wrote. */
  | "damaged"
  /** The data folder was written by another version of the server. */
  | "other-version"
  /** Another server has the data folder. */
  | "locked"
  /** The adapter broke one of its own rules. */
  | "broken";

const failures: readonly StorageFailure[] = [
  "full",
  "input-output",
  "damaged",
  "other-version",
  "locked",
  "broken",
];

/** `text` as a failure; what is none of ours is `broken`. */
export function parseStorageFailure(text: string): StorageFailure {
  return failures.find((failure) => failure === text) ?? "broken";
}

/** Thrown and rejected with by every adapter of the storage port. The message is a sentence for an operator. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly failure: StorageFailure;

  constructor(failure: StorageFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
