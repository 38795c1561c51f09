export { readBatchHeader, splitBatches } from "./batch/batch-frame.ts";
export type { BatchHeader } from "./batch/batch-header.ts";
export { type Batch, type DecodeTable, decodeUpdate } from "./kinds/decode-update.ts";
export { OpJournal } from "./kinds/op-journal.ts";
export { type ApplyOp, OpLog } from "./kinds/op-log.ts";
export { OpReader } from "./kinds/op-reader.ts";
export { OpWriter } from "./kinds/op-writer.ts";
export {
  MAX_BATCH_BYTES,
  MAX_BATCH_DEPENDENCIES,
  MAX_COUNTER,
  MAX_LAMPORT,
  MAX_WAITING_BATCHES,
  MAX_WAITING_BYTES,
} from "./limits.ts";
export { Cancellations, type VisitCounters } from "./log/cancellations.ts";
export type { MissingCause } from "./log/causal-buffer.ts";
export type { RefusedBatch } from "./log/intake.ts";
export { Journal } from "./log/journal.ts";
export { OpTable } from "./log/op-table.ts";
export { type AnyKind, type AnyOp, type OpContext, type OpKind, OpKinds } from "./op/op-kind.ts";
export { BufferFullError, ReusedIdError, UnknownOpKindError, type UpdateError } from "./op/update-errors.ts";
export {
  type Element,
  type ElementRun,
  LEFT,
  type Place,
  type ReportVisibility,
  RIGHT,
  type Side,
  START,
  type VisitCovered,
  type VisitRun,
  type VisitVisible,
} from "./sequence/place.ts";
export { Sequence } from "./sequence/sequence.ts";
export { SessionReader } from "./session/session-reader.ts";
export { SessionWriter } from "./session/session-writer.ts";
export { type CounterRun, OpSpace } from "./space/op-space.ts";
export {
  decodeReplicaId,
  encodeReplicaId,
  parseReplicaId,
  REPLICA_BYTES,
  type ReplicaId,
  type ReplicaIndex,
  ReplicaTable,
  randomReplicaId,
} from "./space/replica.ts";
export { LEFT_OUT } from "./space/text-arena.ts";
export { decodeVersion, encodeVersion, type Version } from "./space/version.ts";
export { deleteKind, firstTarget } from "./text/delete-kind.ts";
export { insertKind } from "./text/insert-kind.ts";
export type { Patch, PatchListener } from "./text/patch.ts";
export { createText, loadText, readSavedText, Text } from "./text/text.ts";
export type { DeleteOp, InsertOp, TextOp, ToggleOp } from "./text/text-op.ts";
export { cancelKind, restoreKind } from "./text/toggle-kind.ts";
