import { DecodeError } from "@weft/codec";

/** An op of a kind that this program does not know: written by a newer one, or damaged. */
export class UnknownOpKindError extends DecodeError {
  override readonly name = "UnknownOpKindError";
  readonly code: number;

  constructor(code: number) {
    super("malformed", `no kind of op ${code}`);
    this.code = code;
  }
}

/** Ids that exist already came with other content: a replica was copied and both copies wrote. Nothing changed. */
export class ReusedIdError extends Error {
  override readonly name = "ReusedIdError";
  readonly replica: string;
  readonly counter: number;

  constructor(replica: string, counter: number) {
    super(`the op ${counter} of ${replica} with other content`);
    this.replica = replica;
    this.counter = counter;
  }
}

/** More would have to wait for its causes than a named limit allows. Nothing changed, nothing was dropped. */
export class BufferFullError extends Error {
  override readonly name = "BufferFullError";

  constructor(waiting: number, bytes: number) {
    super(`${waiting} batches of ${bytes} bytes would have to wait`);
  }
}

/** Why an update was refused. In every case the state is exactly as it was. */
export type UpdateError = DecodeError | ReusedIdError | BufferFullError;
