import { DecodeError } from "@weft/codec";
import { MAX_WAITING_BATCHES, MAX_WAITING_BYTES } from "../limits.ts";
import { BufferFullError, ReusedIdError, type UpdateError } from "../op/update-errors.ts";
import type { ReplicaId, ReplicaIndex } from "../space/replica.ts";
import type { Admission, BatchSource } from "./admission.ts";
import { CausalBuffer, type WaitingBatch } from "./causal-buffer.ts";

/** The batches of an update, one after another. */
export interface UpdateSource<Op> extends BatchSource<Op> {
  /** The highest counter of each other replica that the batch refers to: replica, counter, replica, counter … */
  readonly dependencies: readonly number[];
  /** The bytes of the batch: a view. */
  readonly bytes: Uint8Array;
  /** Goes to the beginning of an update. */
  begin(update: Uint8Array): void;
  /** Whether there are bytes behind the batch. */
  readonly hasMore: boolean;
  /** Goes to the next batch. Throws a `DecodeError`. */
  nextBatch(): boolean;
  /** Makes batches part of this one that go straight on from it, as many as it will. Throws a `DecodeError`. */
  takeTyped(): void;
}

/** Makes what reads updates; it numbers the replicas that it meets. */
export type NewSource<Op> = () => UpdateSource<Op>;

/** A batch that had waited for its causes and proved impossible. It was taken out. */
export interface RefusedBatch {
  readonly replica: ReplicaId;
  readonly counter: number;
  readonly error: UpdateError;
}

/** The same while it is found out. */
interface Refusal {
  readonly batch: WaitingBatch;
  readonly error: UpdateError;
}

/**
 * Finds out what an update does to a document, without doing any of it: what is ready is in the admission then, and
 * what leaves the buffer and what comes into it can be taken back there. Only a fault in the update itself refuses it: a
 * batch that came earlier and proves impossible now is taken out and told, or one bad batch would block others.
 */
export class Intake<Op> {
  readonly buffer = new CausalBuffer();
  readonly #admission: Admission<Op>;
  readonly #newSource: NewSource<Op>;
  /** The update that was read last, where it was read last. */
  readonly source: UpdateSource<Op>;
  #refused: Refusal[] = [];

  constructor(admission: Admission<Op>, newSource: NewSource<Op>) {
    this.#admission = admission;
    this.#newSource = newSource;
    this.source = newSource();
  }

  /** Takes in all batches of an update and whatever they are the causes of; gives what was refused. Throws an `UpdateError`. */
  take(update: Uint8Array): readonly Refusal[] {
    const { buffer, source } = this;
    const { size, bytes } = buffer;
    if (this.#refused.length > 0) this.#refused = [];
    this.#admission.mark();
    source.begin(update);
    while (source.nextBatch()) {
      if (this.#waits(source, null)) continue;
      // What is known already is looked at key by key: an id that was used twice is named exactly.
      if (source.hasMore && source.counter === this.#admission.known(source.replica)) source.takeTyped();
      const before = this.#admission.admit(source);
      if (buffer.size > 0) this.#release(source.replica, before);
    }
    const grows = buffer.size > size || buffer.bytes > bytes;
    if (grows && (buffer.size > MAX_WAITING_BATCHES || buffer.bytes > MAX_WAITING_BYTES)) {
      throw new BufferFullError(buffer.size, buffer.bytes);
    }
    return this.#refused;
  }

  /** Keeps a batch for later if a cause of it is not known; `entry` if it has waited already. */
  #waits(source: UpdateSource<Op>, entry: WaitingBatch | null): boolean {
    const admission = this.#admission;
    const { replica, counter, dependencies } = source;
    if (counter > admission.known(replica)) return this.#keep(source, entry, replica, counter - 1);
    for (let at = 0; at < dependencies.length; at += 2) {
      const cause = dependencies[at]!;
      const causeCounter = dependencies[at + 1]!;
      if (causeCounter >= admission.known(cause)) return this.#keep(source, entry, cause, causeCounter);
    }
    return false;
  }

  /** Keeps a batch for later, unless these very bytes are kept already. True. */
  #keep(
    source: UpdateSource<Op>,
    entry: WaitingBatch | null,
    cause: ReplicaIndex,
    causeCounter: number,
  ): true {
    const { buffer } = this;
    const { replica, counter } = source;
    // What cannot be read is refused now and not when its causes come.
    while (source.nextOp());
    if (buffer.holds(replica, counter, source.bytes)) return true;
    // A copy: the caller may use its bytes again, and the `slice` of a Node Buffer is none.
    const bytes = entry ? entry.bytes : new Uint8Array(source.bytes);
    buffer.add({ bytes, replica, counter, cause, causeCounter, isOld: entry?.isOld ?? false });
    return true;
  }

  /** Takes in what waited for the counters of `replica` from `before` on. */
  #release(replica: ReplicaIndex, before: number): void {
    const { buffer } = this;
    const admission = this.#admission;
    const queue = [...buffer.release(replica, before, admission.known(replica))];
    for (let entry = queue.pop(); entry; entry = queue.pop()) {
      const source = this.#newSource();
      source.begin(entry.bytes);
      source.nextBatch();
      const known = admission.known(entry.replica);
      if (this.#waits(source, entry)) continue;
      const failure = this.#admit(source);
      if (failure && !entry.isOld) throw failure;
      if (failure) this.#refused.push({ batch: entry, error: failure });
      else {
        for (const next of buffer.release(entry.replica, known, admission.known(entry.replica)))
          queue.push(next);
      }
    }
  }

  #admit(source: UpdateSource<Op>): UpdateError | null {
    const admission = this.#admission;
    const mark = admission.mark();
    try {
      admission.admit(source);
      return null;
    } catch (error) {
      admission.takeBack(mark);
      if (error instanceof DecodeError || error instanceof ReusedIdError) return error;
      throw error;
    }
  }
}
