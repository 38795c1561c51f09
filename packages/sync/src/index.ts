export { type FileHash, type FileRefusal, type FileType, fileBytesMax, parseFileHash } from "@weft/protocol";
export type {
  AddedFile,
  DocumentFiles,
  FileProblem,
  FilesStatus,
  FileView,
  UploadView,
} from "./files/document-files.ts";
export {
  type FetchedFile,
  type FileAccess,
  type FileRequests,
  type SentFile,
  serverFiles,
} from "./files/file-requests.ts";
export { openIndexedDbFiles } from "./files/indexed-db-files.ts";
export { type DocumentFilesOptions, openDocumentFiles } from "./files/live-document-files.ts";
export type { FilePlace, KeptFile, LocalFiles } from "./files/local-files.ts";
export { MemoryFiles } from "./files/memory-files.ts";
export type { UploadOutcome } from "./files/upload-queue.ts";
export type { KeptPieceView } from "./kept/kept-pieces.ts";
export type { BatchKey, Dependency, OutboxBatch } from "./machine/outbox-batch.ts";
export { OpenError, openReplica } from "./open-replica.ts";
export type { Peer, PeerId } from "./presence/presence-machine.ts";
export { colourCount, type PresenceState } from "./presence/presence-state.ts";
export type { Replica, ReplicaOptions, ReplicaPresence } from "./replica.ts";
export type { Meeting } from "./shell/meetings.ts";
export { ClosedError, RefusedError } from "./shell/saved-waiters.ts";
export type { WebSocketClass, WebSocketLike } from "./shell/socket.ts";
export { openIndexedDbStore } from "./store/indexed-db-store.ts";
export type { KeptPiece } from "./store/kept-piece.ts";
export type {
  CompactionMark,
  LocalStore,
  ReceivedUpdates,
  StoredDocument,
  StoreFailure,
  StoreResult,
} from "./store/local-store.ts";
export { MemoryStore } from "./store/memory-store.ts";
export type { SyncStateName, SyncStatus } from "./sync-status.ts";
export type { Release, TabChannel, TabPlatform } from "./tabs/tab-platform.ts";
