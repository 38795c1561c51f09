/**
 * The files of a browser: an IndexedDB database of their own, so that listing what waits reads no bytes. What only this
 * device has is committed with `durability: "strict"`.
 */
import { err, ok, type Result } from "@weft/base";
import type { FileHash } from "@weft/protocol";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { failureOf } from "../store/indexed-db-failure.ts";
import type { StoreFailure, StoreResult } from "../store/local-store.ts";
import {
  copiesBytesMax,
  copiesToDrop,
  type FilePlace,
  type KeptFile,
  type LocalFiles,
} from "./local-files.ts";

/** Raised with every change of the layout below. */
const formatVersion = 1;
const databaseName = "weft-files";

type FileKey = [documentId: string, hash: string];

interface Schema extends DBSchema {
  files: {
    key: FileKey;
    value: KeptFile & { readonly order: number };
    indexes: { document: string; hash: string; place: string };
  };
  contents: { key: FileKey; value: Uint8Array<ArrayBuffer> };
}

/** Opens the browser's files, or says why there are none. */
export async function openIndexedDbFiles(
  name: string = databaseName,
  copiesMax: number = copiesBytesMax,
): Promise<Result<LocalFiles, StoreFailure>> {
  if (typeof indexedDB === "undefined") {
    return err({ kind: "unavailable", sentence: "This browser has no store for files." });
  }
  try {
    const database = await openDB<Schema>(name, formatVersion, {
      upgrade(created) {
        const files = created.createObjectStore("files", { keyPath: ["documentId", "hash"] });
        files.createIndex("document", "documentId");
        files.createIndex("hash", "hash");
        files.createIndex("place", "place");
        created.createObjectStore("contents");
      },
      blocking: (_current, _blocked, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
      },
    });
    return ok(new IndexedDbFiles(database, copiesMax));
  } catch (error) {
    return err(failureOf(error, "files"));
  }
}

class IndexedDbFiles implements LocalFiles {
  readonly keeps = true;
  private readonly database: IDBPDatabase<Schema>;
  private readonly copiesMax: number;

  constructor(database: IDBPDatabase<Schema>, copiesMax: number) {
    this.database = database;
    this.copiesMax = copiesMax;
  }

  put(file: KeptFile, bytes: Uint8Array<ArrayBuffer>): Promise<StoreResult> {
    return guarded(async () => {
      const durability = file.place === "server" ? "relaxed" : "strict";
      const writing = this.database.transaction(["files", "contents"], "readwrite", { durability });
      const files = writing.objectStore("files");
      const contents = writing.objectStore("contents");
      const key: FileKey = [file.documentId, file.hash];
      // Its promise is heard even if a call before it fails.
      const done = writing.done.then(
        () => ok(undefined),
        (error: unknown) => err(failureOf(error, "files")),
      );
      const known = await files.get(key);
      const order = known?.order ?? (await files.count()) + 1;
      await files.put({ ...file, place: known?.place ?? file.place, order });
      await contents.put(bytes, key);
      const copies = await files.index("place").getAll("server");
      for (const { documentId, hash } of copiesToDrop(copies, this.copiesMax)) {
        await files.delete([documentId, hash]);
        await contents.delete([documentId, hash]);
      }
      return done;
    });
  }

  move(documentId: string, hash: FileHash, place: FilePlace): Promise<StoreResult> {
    return guarded(async () => {
      const writing = this.database.transaction("files", "readwrite", { durability: "strict" });
      const known = await writing.store.get([documentId, hash]);
      if (known !== undefined) await writing.store.put({ ...known, place });
      await writing.done;
      return ok(undefined);
    });
  }

  read(documentId: string, hash: FileHash): Promise<Result<Uint8Array<ArrayBuffer> | null, StoreFailure>> {
    return guarded(async () => ok((await this.database.get("contents", [documentId, hash])) ?? null));
  }

  readAny(hash: FileHash): Promise<Result<Uint8Array<ArrayBuffer> | null, StoreFailure>> {
    return guarded(async () => {
      const key = await this.database.getKeyFromIndex("files", "hash", hash);
      return ok(key === undefined ? null : ((await this.database.get("contents", key)) ?? null));
    });
  }

  waiting(documentId: string): Promise<Result<readonly KeptFile[], StoreFailure>> {
    return guarded(async () => {
      const files = await this.database.getAllFromIndex("files", "document", documentId);
      return ok(files.filter(({ place }) => place !== "server").sort((a, b) => a.order - b.order));
    });
  }

  async close(): Promise<void> {
    this.database.close();
  }
}

async function guarded<Value>(
  action: () => Promise<Result<Value, StoreFailure>>,
): Promise<Result<Value, StoreFailure>> {
  try {
    return await action();
  } catch (error) {
    return err(failureOf(error, "files"));
  }
}
