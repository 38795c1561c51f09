/**
 * The storage port on SQLite. All work with the file is done by one worker thread, one request at a time, so that
 * an fsync never holds up a socket. This file is only the way there.
 */
import { Worker } from "node:worker_threads";
import type { DocumentId, Role } from "@weft/protocol";
import { ThreadCalls } from "../../threads/thread-calls.ts";
import type {
  Act,
  Append,
  EntryRange,
  Erasure,
  LogGaps,
  Snapshot,
  Storage,
  StoredDocument,
  StoredToken,
} from "../storage.ts";
import { parseStorageFailure, StorageError } from "../storage-error.ts";
import type { SqliteRequest, SqliteThreadOptions } from "./sqlite-request.ts";

/** Where the data lies, and the built file of the storage thread (threads run plain JavaScript). */
export interface SqliteOptions extends SqliteThreadOptions {
  readonly threadFile: URL;
}

/** Opens or makes a data folder. Rejects with a `StorageError`, and then the folder is as it was. */
export async function openSqliteStorage({ folder, threadFile }: SqliteOptions): Promise<Storage> {
  const options: SqliteThreadOptions = { folder };
  const worker = new Worker(threadFile, { workerData: options, name: "weft-storage", execArgv: [] });
  const calls = new ThreadCalls<SqliteRequest>(
    worker,
    ({ kind, message }) => new StorageError(parseStorageFailure(kind), message),
    (error) => new StorageError("broken", `Storage stopped working (${error.message}).`, { cause: error }),
  );
  try {
    await calls.call({ method: "open" });
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return new SqliteStorage(worker, calls);
}

class SqliteStorage implements Storage {
  private readonly worker: Worker;
  private readonly calls: ThreadCalls<SqliteRequest>;

  constructor(worker: Worker, calls: ThreadCalls<SqliteRequest>) {
    this.worker = worker;
    this.calls = calls;
  }

  createDocument(document: StoredDocument, owner: StoredToken): Promise<"created" | "exists"> {
    return this.calls.call({ method: "createDocument", document, owner });
  }

  findDocument(documentId: DocumentId): ReturnType<Storage["findDocument"]> {
    return this.calls.call({ method: "findDocument", documentId });
  }

  listTokens(documentId: DocumentId): ReturnType<Storage["listTokens"]> {
    return this.calls.call({ method: "listTokens", documentId });
  }

  addToken(documentId: DocumentId, token: StoredToken, act: Act): Promise<void> {
    return this.calls.call({ method: "addToken", documentId, token, act });
  }

  revokeToken(documentId: DocumentId, tokenId: string, act: Act): Promise<boolean> {
    return this.calls.call({ method: "revokeToken", documentId, tokenId, act });
  }

  changeRole(
    documentId: DocumentId,
    tokenId: string,
    change: Act & { readonly role: Role },
  ): Promise<boolean> {
    return this.calls.call({ method: "changeRole", documentId, tokenId, change });
  }

  listAudit(documentId: DocumentId): ReturnType<Storage["listAudit"]> {
    return this.calls.call({ method: "listAudit", documentId });
  }

  deleteDocument(documentId: DocumentId, act: Act): Promise<boolean> {
    return this.calls.call({ method: "deleteDocument", documentId, act });
  }

  eraseHistory(documentId: DocumentId, erasure: Erasure): Promise<void> {
    return this.calls.call({ method: "eraseHistory", documentId, erasure });
  }

  readHead(documentId: DocumentId): ReturnType<Storage["readHead"]> {
    return this.calls.call({ method: "readHead", documentId });
  }

  append(appends: readonly Append[]): Promise<void> {
    return this.calls.call({ method: "append", appends });
  }

  readEntries(range: EntryRange): ReturnType<Storage["readEntries"]> {
    return this.calls.call({ method: "readEntries", range });
  }

  findEntry(documentId: DocumentId, replica: string, counter: number): ReturnType<Storage["findEntry"]> {
    return this.calls.call({ method: "findEntry", documentId, replica, counter });
  }

  findTail(gaps: LogGaps): ReturnType<Storage["findTail"]> {
    return this.calls.call({ method: "findTail", gaps });
  }

  setAside(documentId: DocumentId, fromSeq: number): Promise<void> {
    return this.calls.call({ method: "setAside", documentId, fromSeq });
  }

  saveSnapshot(documentId: DocumentId, snapshot: Snapshot): Promise<void> {
    return this.calls.call({ method: "saveSnapshot", documentId, snapshot });
  }

  findSnapshot(documentId: DocumentId): ReturnType<Storage["findSnapshot"]> {
    return this.calls.call({ method: "findSnapshot", documentId });
  }

  keepSecret(name: string, secret: Uint8Array): Promise<Uint8Array> {
    return this.calls.call({ method: "keepSecret", name, secret });
  }

  probe(bytes: number): Promise<void> {
    return this.calls.call({ method: "probe", bytes });
  }

  async close(): Promise<void> {
    await this.calls.call({ method: "close" });
    await this.worker.terminate();
  }
}
