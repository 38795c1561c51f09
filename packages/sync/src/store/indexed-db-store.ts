/**
 * The store of a browser: one IndexedDB database for all documents of an origin, through `idb`.
 *
 * The format's version is the database's own. An older one is migrated in `upgrade`; a newer one is left alone
 * and refused in words. What a person typed is committed with `durability: "strict"`; what the server has on its
 * own disk is committed as the browser likes.
 */
import { err, ok, type Result } from "@weft/base";
import { parseIncarnation } from "@weft/protocol";
import type { ReplicaId } from "@weft/rga";
import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPObjectStore,
  type IDBPTransaction,
  openDB,
  type StoreNames,
} from "idb";
import { batchKey, type OutboxBatch } from "../machine/outbox-batch.ts";
import { failureOf } from "./indexed-db-failure.ts";
import type { KeptPiece } from "./kept-piece.ts";
import {
  type CompactionMark,
  type LocalStore,
  laterPlace,
  type ReceivedUpdates,
  type ServerCopy,
  type StoredDocument,
  type StoreFailure,
  type StoreResult,
  withoutKept,
} from "./local-store.ts";

/** Raised with every change of the layout below; `upgrade` then leads from each older one. */
const formatVersion = 1;
const databaseName = "weft-sync";

interface DocumentRecord {
  readonly documentId: string;
  readonly generation: number;
  readonly incarnation: string | null;
  readonly seq: number;
  readonly replicas: readonly ReplicaId[];
}

interface OutboxRecord {
  readonly documentId: string;
  readonly key: string;
  readonly batch: OutboxBatch;
}

interface Schema extends DBSchema {
  documents: { key: string; value: DocumentRecord };
  snapshots: { key: string; value: { readonly documentId: string; readonly bytes: Uint8Array } };
  tail: {
    key: number;
    value: { readonly documentId: string; readonly bytes: Uint8Array };
    indexes: { document: string };
  };
  outbox: { key: number; value: OutboxRecord; indexes: { document: string; batch: [string, string] } };
  kept: {
    key: string;
    value: { readonly documentId: string; readonly piece: KeptPiece; readonly id: string };
    indexes: { document: string };
  };
}

type Writing<Names extends StoreNames<Schema>> = IDBPTransaction<Schema, Names[], "readwrite">;

/** Opens the browser's store, or says why there is none. */
export async function openIndexedDbStore(
  name: string = databaseName,
): Promise<Result<LocalStore, StoreFailure>> {
  if (typeof indexedDB === "undefined") {
    return err({ kind: "unavailable", sentence: "This browser has no store for documents." });
  }
  try {
    const database = await openDB<Schema>(name, formatVersion, {
      upgrade: createStores,
      // A newer program in another tab wants to migrate: let it; calls from here on fail in words.
      blocking: (_current, _blocked, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
      },
    });
    return ok(new IndexedDbStore(database));
  } catch (error) {
    return err(failureOf(error));
  }
}

function createStores(database: IDBPDatabase<Schema>): void {
  database.createObjectStore("documents", { keyPath: "documentId" });
  database.createObjectStore("snapshots", { keyPath: "documentId" });
  database.createObjectStore("tail", { autoIncrement: true }).createIndex("document", "documentId");
  const outbox = database.createObjectStore("outbox", { autoIncrement: true });
  outbox.createIndex("document", "documentId");
  outbox.createIndex("batch", ["documentId", "key"], { unique: true });
  database.createObjectStore("kept", { keyPath: "id" }).createIndex("document", "documentId");
}

class IndexedDbStore implements LocalStore {
  readonly keeps = true;
  private readonly database: IDBPDatabase<Schema>;

  constructor(database: IDBPDatabase<Schema>) {
    this.database = database;
  }

  async load(documentId: string): Promise<Result<StoredDocument, StoreFailure>> {
    try {
      const names: StoreNames<Schema>[] = ["documents", "snapshots", "tail", "outbox", "kept"];
      const reading = this.database.transaction(names, "readonly");
      const [record, snapshot, tail, tailKeys, outbox, kept] = await Promise.all([
        reading.objectStore("documents").get(documentId),
        reading.objectStore("snapshots").get(documentId),
        reading.objectStore("tail").index("document").getAll(documentId),
        reading.objectStore("tail").index("document").getAllKeys(documentId),
        reading.objectStore("outbox").index("document").getAll(documentId),
        reading.objectStore("kept").index("document").getAll(documentId),
      ]);
      const incarnation = parseIncarnation(record?.incarnation ?? "");
      return ok({
        snapshot: snapshot?.bytes ?? null,
        tail: tail.map((update) => update.bytes),
        mark: { generation: record?.generation ?? 0, tailEnd: tailKeys.at(-1) ?? 0 },
        place: incarnation && record ? { incarnation, seq: record.seq } : null,
        outbox: outbox.map((item) => item.batch),
        replicas: record?.replicas ?? [],
        kept: kept.map((item) => item.piece).sort((a, b) => a.keptAtMs - b.keptAtMs),
      });
    } catch (error) {
      return err(failureOf(error));
    }
  }

  append(
    documentId: string,
    batches: readonly OutboxBatch[],
    repeated: readonly string[] = [],
  ): Promise<StoreResult> {
    return this.write(["outbox", "kept"], "strict", async (writing) => {
      for (const pieceId of repeated) await discardIn(writing.objectStore("kept"), documentId, pieceId);
      const outbox = writing.objectStore("outbox");
      for (const batch of batches) {
        const key = batchKey(batch);
        const known = await outbox.index("batch").getKey([documentId, key]);
        if (known === undefined) await outbox.add({ documentId, key, batch });
      }
    });
  }

  receive(documentId: string, received: ReceivedUpdates): Promise<StoreResult> {
    return this.write(["documents", "tail", "outbox"], "relaxed", async (writing) => {
      const tail = writing.objectStore("tail");
      const outbox = writing.objectStore("outbox");
      for (const bytes of received.updates) await tail.add({ documentId, bytes });
      for (const batch of received.saved) {
        await tail.add({ documentId, bytes: batch.bytes });
        const key = await outbox.index("batch").getKey([documentId, batchKey(batch)]);
        if (key !== undefined) await outbox.delete(key);
      }
      const documents = writing.objectStore("documents");
      const record = (await documents.get(documentId)) ?? emptyRecord(documentId);
      const incarnation = parseIncarnation(record.incarnation ?? "");
      const place = laterPlace(incarnation && { incarnation, seq: record.seq }, received);
      if (place) await documents.put({ ...record, ...place });
    });
  }

  compact(documentId: string, mark: CompactionMark, snapshot: Uint8Array): Promise<StoreResult> {
    return this.write(["documents", "snapshots", "tail"], "relaxed", async (writing) => {
      const documents = writing.objectStore("documents");
      const record = (await documents.get(documentId)) ?? emptyRecord(documentId);
      if (record.generation !== mark.generation) return;
      await documents.put({ ...record, generation: record.generation + 1 });
      await writing.objectStore("snapshots").put({ documentId, bytes: snapshot });
      const tail = writing.objectStore("tail");
      for (const key of await tail.index("document").getAllKeys(documentId)) {
        if (key <= mark.tailEnd) await tail.delete(key);
      }
    });
  }

  startOver(documentId: string, { snapshot, place }: ServerCopy): Promise<StoreResult> {
    return this.write(["documents", "snapshots", "tail"], "strict", async (writing) => {
      const documents = writing.objectStore("documents");
      const record = (await documents.get(documentId)) ?? emptyRecord(documentId);
      await documents.put({ ...record, ...place, generation: record.generation + 1 });
      await writing.objectStore("snapshots").put({ documentId, bytes: snapshot });
      const tail = writing.objectStore("tail");
      for (const key of await tail.index("document").getAllKeys(documentId)) await tail.delete(key);
    });
  }

  addReplica(documentId: string, replica: ReplicaId): Promise<StoreResult> {
    return this.changeReplicas(documentId, (replicas) => [
      ...replicas.filter((id) => id !== replica),
      replica,
    ]);
  }

  retireReplica(documentId: string, replica: ReplicaId): Promise<StoreResult> {
    return this.changeReplicas(documentId, (replicas) => replicas.filter((id) => id !== replica));
  }

  keep(documentId: string, piece: KeptPiece): Promise<StoreResult> {
    return this.write(["outbox", "kept"], "strict", async (writing) => {
      const outbox = writing.objectStore("outbox");
      for (const batch of piece.batches) {
        const key = await outbox.index("batch").getKey([documentId, batchKey(batch)]);
        if (key !== undefined) await outbox.delete(key);
      }
      const kept = writing.objectStore("kept");
      const stored = await kept.index("document").getAll(documentId);
      const rest = withoutKept(
        piece,
        stored.map((record) => record.piece),
      );
      if (rest.batches.length > 0) await kept.put({ documentId, id: piece.id, piece: rest });
    });
  }

  discard(documentId: string, pieceId: string): Promise<StoreResult> {
    return this.write(["kept"], "strict", (writing) =>
      discardIn(writing.objectStore("kept"), documentId, pieceId),
    );
  }

  async close(): Promise<void> {
    this.database.close();
  }

  private changeReplicas(
    documentId: string,
    change: (replicas: readonly ReplicaId[]) => readonly ReplicaId[],
  ): Promise<StoreResult> {
    return this.write(["documents"], "strict", async (writing) => {
      const documents = writing.objectStore("documents");
      const record = (await documents.get(documentId)) ?? emptyRecord(documentId);
      await documents.put({ ...record, replicas: change(record.replicas) });
    });
  }

  /** Runs one transaction. Its promise is waited for even if `work` fails, so that no rejection goes unheard. */
  private async write<Names extends StoreNames<Schema>>(
    names: Names[],
    durability: "strict" | "relaxed",
    work: (writing: Writing<Names>) => Promise<void>,
  ): Promise<StoreResult> {
    try {
      const writing = this.database.transaction(names, "readwrite", { durability });
      const done = writing.done.then(
        () => ok(undefined),
        (error: unknown) => err(failureOf(error)),
      );
      const worked = await work(writing).then(
        () => ok(undefined),
        (error: unknown) => err(failureOf(error)),
      );
      if (!worked.ok) abort(writing);
      const committed = await done;
      return worked.ok ? committed : worked;
    } catch (error) {
      return err(failureOf(error));
    }
  }
}

async function discardIn(
  kept: IDBPObjectStore<Schema, ArrayLike<StoreNames<Schema>>, "kept", "readwrite">,
  documentId: string,
  pieceId: string,
): Promise<void> {
  if ((await kept.get(pieceId))?.documentId === documentId) await kept.delete(pieceId);
}

function abort(writing: { abort(): void }): void {
  try {
    writing.abort();
  } catch {
    // It has ended by itself already: nothing of it was committed.
  }
}

function emptyRecord(documentId: string): DocumentRecord {
  return { documentId, generation: 0, incarnation: null, seq: 0, replicas: [] };
}
