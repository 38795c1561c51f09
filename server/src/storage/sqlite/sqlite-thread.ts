/** The storage thread: opens the data folder, says that it is open, and then answers one request after another. */
import { join } from "node:path";
import { workerData } from "node:worker_threads";
import { unreachable } from "@weft/base";
import { serveCalls } from "../../threads/serve-calls.ts";
import type { ThreadFailure } from "../../threads/thread-calls.ts";
import { loadSqlite } from "./database.ts";
import { type DataFolder, databaseName, openDataFolder } from "./folder/data-folder.ts";
import { SqliteDocuments } from "./sqlite-documents.ts";
import { toStorageError } from "./sqlite-failure.ts";
import { SqliteLog } from "./sqlite-log.ts";
import type { SqliteRequest, SqliteThreadOptions } from "./sqlite-request.ts";

const { folder }: SqliteThreadOptions = workerData;
const path = join(folder, databaseName);
const openDatabase = await loadSqlite();

/** What stands behind the requests once the folder is open; the first request of all opens it. */
interface OpenStorage {
  readonly dataFolder: DataFolder;
  readonly documents: SqliteDocuments;
  readonly log: SqliteLog;
}

let storage: OpenStorage | null = null;

serveCalls<SqliteRequest>(
  (request) => {
    storage ??= openStorage();
    return answer(storage, request);
  },
  (error): ThreadFailure => {
    const { failure, message } = toStorageError(error, path);
    return { kind: failure, message };
  },
);

function openStorage(): OpenStorage {
  const dataFolder = openDataFolder(openDatabase, folder);
  const { database } = dataFolder;
  return { dataFolder, documents: new SqliteDocuments(database), log: new SqliteLog(database) };
}

function answer({ dataFolder, documents, log }: OpenStorage, request: SqliteRequest): unknown {
  switch (request.method) {
    case "createDocument":
      return documents.create(request.document, request.owner);
    case "findDocument":
      return documents.find(request.documentId);
    case "listTokens":
      return documents.listTokens(request.documentId);
    case "addToken":
      return documents.addToken(request.documentId, request.token, request.act);
    case "revokeToken":
      return documents.revokeToken(request.documentId, request.tokenId, request.act);
    case "changeRole":
      return documents.changeRole(request.documentId, request.tokenId, request.change);
    case "listAudit":
      return documents.listAudit(request.documentId);
    case "deleteDocument":
      return documents.delete(request.documentId, request.act);
    case "eraseHistory":
      return documents.eraseHistory(request.documentId, request.erasure, log);
    case "readHead":
      return log.readHead(request.documentId);
    case "append":
      return log.append(request.appends);
    case "readEntries":
      return log.readEntries(request.range);
    case "findEntry":
      return log.findEntry(request.documentId, request.replica, request.counter);
    case "findTail":
      return log.findTail(request.gaps);
    case "setAside":
      return log.setAside(request.documentId, request.fromSeq);
    case "saveSnapshot":
      return log.saveSnapshot(request.documentId, request.snapshot);
    case "findSnapshot":
      return log.findSnapshot(request.documentId);
    case "keepSecret":
      return documents.keepSecret(request.name, request.secret);
    case "probe":
      return log.probe(request.bytes);
    case "open":
      return undefined;
    case "close":
      return dataFolder.close();
    default:
      return unreachable(request);
  }
}
