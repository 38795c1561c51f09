export { type Config, parseConfig, usage } from "./config.ts";
export type { FileLimits } from "./files/file-allowance.ts";
export type { ByteRange, FileStore, FileUsage, IncomingFile, StoredFile } from "./files/file-store.ts";
export { type FolderFilesOptions, openFolderFiles } from "./files/folder-files.ts";
export { createMemoryFiles } from "./files/memory-files.ts";
export { type Relay, type RelayOptions, startRelay } from "./relay.ts";
export { createMemoryStorage } from "./storage/memory-storage.ts";
export { openSqliteStorage, type SqliteOptions } from "./storage/sqlite/sqlite-storage.ts";
export type {
  Append,
  Entry,
  EntryPage,
  EntryRange,
  LogGaps,
  LogHead,
  NewEntry,
  Snapshot,
  SnapshotPlace,
  Storage,
  StoredDocument,
  StoredToken,
  Tail,
  Writer,
} from "./storage/storage.ts";
export { StorageError, type StorageFailure } from "./storage/storage-error.ts";
