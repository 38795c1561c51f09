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
  /** Goes to the next batch. Throws a `DecodeError`. */
  nextBatch(): boolean;
}

/** Reads updates. */
export interface UpdateOpener<Op> {
  /** The batches of an update; numbers replicas that it meets. `used` is done with and may serve once more. */
  open(update: Uint8Array, used: UpdateSource<Op> | null): UpdateSource<Op>;
}

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
 * what leaves the buffer and what comes into it is kept here until `settle`. Only a fault in the update itself refuses it: a
 * batch that came earlier and proves impossible now is taken out and told, or one bad batch would block others.
 */
export class Intake<Op> {
  readonly buffer = new CausalBuffer();
  private readonly admission: Admission<Op>;
  private readonly bytes: UpdateOpener<Op>;
  /** The update that was read last, where it was read last. */
  source: UpdateSource<Op> | null = null;
  private readonly later = new CausalBuffer();
  /** What leaves the buffer, by its bytes: those remain the same when it has to wait for something else. */
  private readonly gone = new Map<Uint8Array, WaitingBatch>();
  private goneBytes = 0;
  private readonly refused: Refusal[] = [];

  constructor(admission: Admission<Op>, bytes: UpdateOpener<Op>) {
    this.admission = admission;
    this.bytes = bytes;
  }

  /** Takes in all batches of an update and whatever they are the causes of. Throws an `UpdateError`. */
  take(update: Uint8Array): void {
    const { buffer, later, gone } = this;
    this.admission.mark();
    const source = this.bytes.open(update, this.source);
    this.source = source;
    while (source.nextBatch()) {
      if (this.waits(source, null)) continue;
      const before = this.admission.admit(source);
      if (!buffer.isEmpty || !later.isEmpty) this.release(source.replica, before);
    }
    if (later.isEmpty) return;
    const size = buffer.size - gone.size + later.size;
    const bytes = buffer.bytes - this.goneBytes + later.bytes;
    const grows = size > buffer.size || bytes > buffer.bytes;
    if (grows && (size > MAX_WAITING_BATCHES || bytes > MAX_WAITING_BYTES)) {
      throw new BufferFullError(size, bytes);
    }
  }

  /** Changes the buffer as was found out; gives what was refused. */
  settle(): readonly Refusal[] {
    if (this.goneBytes === 0 && this.later.isEmpty) return this.refused;
    for (const entry of this.gone.values()) this.buffer.remove(entry);
    for (const entry of this.later) this.buffer.add(entry);
    return this.refused;
  }

  /** Forgets what was found out: the next update begins. */
  clear(): void {
    if (this.goneBytes === 0 && this.later.isEmpty) return;
    this.later.clear();
    this.gone.clear();
    this.goneBytes = 0;
    this.refused.length = 0;
  }

  /** Keeps a batch for later if a cause of it is not known; `entry` if it has waited already. */
  private waits(source: UpdateSource<Op>, entry: WaitingBatch | null): boolean {
    const { admission } = this;
    const { replica, counter, dependencies } = source;
    if (counter > admission.known(replica)) return this.keep(source, entry, replica, counter - 1);
    for (let at = 0; at < dependencies.length; at += 2) {
      const cause = dependencies[at]!;
      const causeCounter = dependencies[at + 1]!;
      if (causeCounter >= admission.known(cause)) return this.keep(source, entry, cause, causeCounter);
    }
    return false;
  }

  /** Keeps a batch for later, unless these very bytes are kept already. True. */
  private keep(
    source: UpdateSource<Op>,
    entry: WaitingBatch | null,
    cause: ReplicaIndex,
    causeCounter: number,
  ): true {
    const { later, buffer } = this;
    const { replica, counter } = source;
    // What cannot be read is refused now and not when its causes come.
    while (source.nextOp());
    const isKept =
      later.holds(replica, counter, source.bytes) || (!entry && buffer.holds(replica, counter, source.bytes));
    // A copy: the caller may use its bytes again, and the `slice` of a Node Buffer is none.
    const bytes = entry ? entry.bytes : new Uint8Array(source.bytes);
    if (!isKept) later.add({ bytes, replica, counter, cause, causeCounter });
    return true;
  }

  /** Takes in what waited for the counters of `replica` from `before` on. */
  private release(replica: ReplicaIndex, before: number): void {
    const queue: WaitingBatch[] = [];
    this.releaseInto(queue, replica, before);
    for (let entry = queue.pop(); entry; entry = queue.pop()) {
      const source = this.bytes.open(entry.bytes, null);
      source.nextBatch();
      const known = this.admission.known(entry.replica);
      if (this.waits(source, entry)) continue;
      const failure = this.admit(source);
      if (failure && !this.gone.has(entry.bytes)) throw failure;
      if (failure) this.refused.push({ batch: entry, error: failure });
      else this.releaseInto(queue, entry.replica, known);
    }
  }

  private releaseInto(queue: WaitingBatch[], replica: ReplicaIndex, before: number): void {
    const after = this.admission.known(replica);
    for (const entry of this.later.released(replica, before, after)) {
      this.later.remove(entry);
      queue.push(entry);
    }
    for (const entry of this.buffer.released(replica, before, after)) {
      if (this.gone.has(entry.bytes)) continue;
      this.gone.set(entry.bytes, entry);
      this.goneBytes += entry.bytes.length;
      queue.push(entry);
    }
  }

  private admit(source: UpdateSource<Op>): UpdateError | null {
    const { admission } = this;
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
