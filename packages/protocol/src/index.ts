export type { Acknowledged } from "./down/acknowledged.ts";
export type { Chunk } from "./down/chunk.ts";
export type { Entries, Entry } from "./down/entries.ts";
export type { Pong } from "./down/pong.ts";
export type { PeerPresence, Presence } from "./down/presence.ts";
export type { Refused } from "./down/refused.ts";
export type { RoleChanged } from "./down/role-changed.ts";
export type { Status, StorageState } from "./down/status.ts";
export type { JoinReply, Welcome } from "./down/welcome.ts";
export { type DownFrame, decodeDown, downKinds, downLayouts, encodeDown } from "./down.ts";
export { filePath } from "./files/file-address.ts";
export { type FileHash, fileHashOf, parseFileHash } from "./files/file-hash.ts";
export { type FileRefusal, fileRefusals, mayPass, parseFileRefusal } from "./files/file-refusal.ts";
export { type FileType, sniffedBytes, sniffFileType, unknownFileType } from "./files/file-type.ts";
export type { FrameError } from "./frame.ts";
export {
  authorBytesMax,
  batchAgeMsMax,
  batchBytesMax,
  batchesPerFrameMax,
  chunkBytesMax,
  closeReasonBytesMax,
  entriesPerFrameMax,
  fileBytesMax,
  frameBytesMax,
  helloDelayMsMax,
  peersPerFrameMax,
  peersPerSessionMax,
  pingIntervalMs,
  presenceBytesMax,
  presenceHeartbeatMs,
  presenceSilenceMsMax,
  presenceTickMs,
  reconnectDelayMsFirst,
  reconnectDelayMsMax,
  sentenceBytesMax,
  silenceMsMax,
  snapshotBytesMax,
  tokenBytesMax,
  unsettledBatchesMax,
  unsettledBytesMax,
  versionBytesMax,
  wholeNumberMax,
} from "./limits.ts";
export type { Announce } from "./up/announce.ts";
export type { Batches, BatchOrigin, SentBatch } from "./up/batches.ts";
export type { Hello, LogPlace, PartialSnapshot } from "./up/hello.ts";
export type { Ping } from "./up/ping.ts";
export { decodeUp, encodeUp, protocolVersion, type UpFrame, upKinds, upLayouts } from "./up.ts";
export { type CloseAdvice, type CloseName, closeAdvice, closeCodes, closeName } from "./words/close-code.ts";
export { type DocumentId, parseDocumentId, randomDocumentId } from "./words/document-id.ts";
export {
  erasedIncarnation,
  type Incarnation,
  isErasedSince,
  parseIncarnation,
  randomIncarnation,
  restoredIncarnation,
} from "./words/incarnation.ts";
export { type RefusalReason, refusalReasons } from "./words/refusal-reason.ts";
export { mayComment, mayEdit, type Role, roles } from "./words/role.ts";
