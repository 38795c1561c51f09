import { bytes, choice, type Field, list, record, uint } from "../field.ts";
import { batchBytesMax, batchesPerFrameMax } from "../limits.ts";

/** Whether the sender's browser wrote a batch, or offers somebody's batch again that the server has lost. */
export type BatchOrigin = "written" | "reoffered";

const origins: readonly BatchOrigin[] = ["written", "reoffered"];

/** One batch on its way up. Its number in the session is its place in the order of sending, from 0. */
export interface SentBatch {
  readonly origin: BatchOrigin;
  /** How long ago it was made, in milliseconds: people's clocks are wrong, their stopwatches are not. */
  readonly ageMs: number;
  /** Final bytes of one batch: a retry sends the same ones. Opaque here. */
  readonly bytes: Uint8Array;
}

/** Batches for the log, those of one replica in the order of their counters. */
export interface Batches {
  readonly type: "batches";
  /** The number in the session of the first one. Any other than the next one means that frames were lost or doubled. */
  readonly firstNumber: number;
  readonly batches: readonly SentBatch[];
}

/** The layout of `Batches` after its kind byte. */
export const batchesField: Field<Omit<Batches, "type">> = record({
  firstNumber: uint,
  batches: list(
    record({ origin: choice("origin", origins), ageMs: uint, bytes: bytes(batchBytesMax) }),
    batchesPerFrameMax,
  ),
});
