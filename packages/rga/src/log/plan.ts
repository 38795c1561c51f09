import { err, ok, type Result } from "@weft/base";
import { DecodeError } from "@weft/codec";
import type { Batch } from "../batch/batch.ts";
import { MAX_WAITING_BATCHES, MAX_WAITING_BYTES } from "../limits.ts";
import type { AnyOp } from "../op/op-kind.ts";
import { BufferFullError, ReusedIdError, type UpdateError } from "../op/update-errors.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { CausalBuffer, type WaitingBatch } from "./causal-buffer.ts";
import type { Staging } from "./staging.ts";

/** A batch that had waited for its causes and turned out to be impossible when they came. It was taken out. */
export interface RefusedBatch {
  readonly replica: ReplicaIndex;
  readonly counter: number;
  readonly error: UpdateError;
}

/** What an update would do, found out without doing any of it. */
export interface Plan<Op extends AnyOp> {
  /** To be applied, in this order. */
  readonly ready: readonly Batch<Op>[];
  /** Leave the buffer: applied, refused or waiting for something else now. */
  readonly released: ReadonlySet<WaitingBatch<Op>>;
  readonly toWait: Iterable<WaitingBatch<Op>>;
  readonly refused: readonly RefusedBatch[];
}

/**
 * Finds out what an update does to a document with this buffer. Only a fault in the update itself refuses it: a
 * batch that came earlier and proves impossible now is taken out and told, or one bad batch would block others.
 */
export function planUpdate<Op extends AnyOp>(
  batches: readonly Batch<Op>[],
  buffer: CausalBuffer<Op>,
  staging: Staging<Op>,
): Result<Plan<Op>, UpdateError> {
  const [only] = batches;
  if (only && batches.length === 1 && buffer.size === 0 && staging.missingCause(only) === null) {
    const failure = admit(staging, only);
    return failure
      ? err(failure)
      : ok({ ready: staging.ready, released: new Set(), toWait: [], refused: [] });
  }
  const planner = new Planner(buffer, staging);
  for (const batch of batches) {
    const failure = planner.take(batch);
    if (failure) return err(failure);
  }
  return planner.finish();
}

/** What a batch whose causes are known was refused with, or null. */
function admit<Op extends AnyOp>(staging: Staging<Op>, batch: Batch<Op>): UpdateError | null {
  try {
    staging.admit(batch);
    return null;
  } catch (error) {
    if (error instanceof DecodeError || error instanceof ReusedIdError) return error;
    throw error;
  }
}

class Planner<Op extends AnyOp> {
  private readonly buffer: CausalBuffer<Op>;
  private readonly staging: Staging<Op>;
  private readonly released = new Set<WaitingBatch<Op>>();
  private readonly later = new CausalBuffer<Op>();
  private readonly hadWaited = new Set<Batch<Op>>();
  private readonly refused: RefusedBatch[] = [];

  constructor(buffer: CausalBuffer<Op>, staging: Staging<Op>) {
    this.buffer = buffer;
    this.staging = staging;
  }

  /** Takes in a batch of the update and whatever it was the cause of. */
  take(first: Batch<Op>): UpdateError | null {
    const queue = [first];
    for (let batch = queue.pop(); batch; batch = queue.pop()) {
      const before = this.staging.known(batch.replica);
      const failure = this.admit(batch);
      if (failure && !this.hadWaited.has(batch)) return failure;
      if (failure) this.refused.push({ replica: batch.replica, counter: batch.counter, error: failure });
      this.release(batch.replica, before, queue);
    }
    return null;
  }

  finish(): Result<Plan<Op>, UpdateError> {
    const { buffer, released, later } = this;
    const size = buffer.size - released.size + later.size;
    let bytes = buffer.bytes + later.bytes;
    for (const entry of released) bytes -= entry.batch.bytes.length;
    const grows = size > buffer.size || bytes > buffer.bytes;
    if (grows && (size > MAX_WAITING_BATCHES || bytes > MAX_WAITING_BYTES)) {
      return err(new BufferFullError(size, bytes));
    }
    return ok({ ready: this.staging.ready, released, toWait: later, refused: this.refused });
  }

  private admit(batch: Batch<Op>): UpdateError | null {
    const cause = this.staging.missingCause(batch);
    if (cause) {
      const held = this.later.holds(batch) || (!this.hadWaited.has(batch) && this.buffer.holds(batch));
      if (!held) this.later.add({ batch, cause: cause.replica, counter: cause.counter });
      return null;
    }
    return admit(this.staging, batch);
  }

  private release(replica: ReplicaIndex, before: number, queue: Batch<Op>[]): void {
    const after = this.staging.known(replica);
    if (after === before) return;
    for (const entry of this.later.released(replica, before, after)) {
      this.later.remove(entry);
      queue.push(entry.batch);
    }
    for (const entry of this.buffer.released(replica, before, after)) {
      if (this.released.has(entry)) continue;
      this.released.add(entry);
      this.hadWaited.add(entry.batch);
      queue.push(entry.batch);
    }
  }
}
