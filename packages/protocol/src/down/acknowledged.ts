import { type Field, record, uint } from "../field.ts";

/**
 * The durable watermark of the session. Batches number 0 to `batches - 1` are settled: each is committed with
 * fsync, unless a `refused` frame named it before.
 */
export interface Acknowledged {
  readonly type: "acknowledged";
  readonly batches: number;
  /** How many `refused` frames came before this one in the session. */
  readonly refusals: number;
  /** A client that the frames before have not brought up to here has lost one. */
  readonly afterSeq: number;
  /** With this frame (and its own batches) the client has everything up to and including this `seq`. */
  readonly throughSeq: number;
}

/** The layout of `Acknowledged` after its kind byte. */
export const acknowledgedField: Field<Omit<Acknowledged, "type">> = record({
  batches: uint,
  refusals: uint,
  afterSeq: uint,
  throughSeq: uint,
});
