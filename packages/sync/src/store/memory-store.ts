import { err, ok, type Result } from "@weft/base";
import type { ReplicaId } from "@weft/rga";
import { batchKey, type OutboxBatch } from "../machine/outbox-batch.ts";
import type { KeptPiece } from "./kept-piece.ts";
import {
  type CompactionMark,
  type LocalStore,
  laterPlace,
  nothingStored,
  type ReceivedUpdates,
  type ServerCopy,
  type StoredDocument,
  type StoreFailure,
  type StoreResult,
  withoutKept,
  withoutKeys,
} from "./local-store.ts";

const closedFailure: StoreFailure = { kind: "unavailable", sentence: "The store is closed." };

/**
 * A store that lives as long as its object: for Node, for browsers without IndexedDB, and for tests, where one
 * object shared by several replicas stands for a browser.
 */
export class MemoryStore implements LocalStore {
  readonly keeps: boolean;
  private readonly documentById = new Map<string, StoredDocument>();
  private closed = false;

  /** `keeps` is true only if the caller keeps the object, as a simulation of reloads does. */
  constructor(options: { readonly keeps?: boolean } = {}) {
    this.keeps = options.keeps ?? false;
  }

  async load(documentId: string): Promise<Result<StoredDocument, StoreFailure>> {
    return this.closed ? err(closedFailure) : ok(this.document(documentId));
  }

  append(
    documentId: string,
    batches: readonly OutboxBatch[],
    repeated: readonly string[] = [],
  ): Promise<StoreResult> {
    return this.change(documentId, (document) => {
      const keys = new Set(document.outbox.map(batchKey));
      const fresh = batches.filter((batch) => !keys.has(batchKey(batch)));
      const kept = document.kept.filter((piece) => !repeated.includes(piece.id));
      return { ...document, outbox: [...document.outbox, ...fresh], kept };
    });
  }

  receive(documentId: string, received: ReceivedUpdates): Promise<StoreResult> {
    const added = [...received.updates, ...received.saved.map((batch) => batch.bytes)];
    return this.change(documentId, (document) => ({
      ...document,
      tail: [...document.tail, ...added],
      mark: { ...document.mark, tailEnd: document.mark.tailEnd + added.length },
      outbox: withoutKeys(document.outbox, new Set(received.saved.map(batchKey))),
      place: laterPlace(document.place, received),
    }));
  }

  compact(documentId: string, mark: CompactionMark, snapshot: Uint8Array): Promise<StoreResult> {
    return this.change(documentId, (document) => {
      const { generation, tailEnd } = document.mark;
      if (generation !== mark.generation) return document;
      const later = tailEnd - mark.tailEnd;
      const tail = later === 0 ? [] : document.tail.slice(-later);
      return { ...document, snapshot, tail, mark: { generation: generation + 1, tailEnd } };
    });
  }

  startOver(documentId: string, { snapshot, place }: ServerCopy): Promise<StoreResult> {
    return this.change(documentId, (document) => {
      const { generation, tailEnd } = document.mark;
      return { ...document, snapshot, tail: [], place, mark: { generation: generation + 1, tailEnd } };
    });
  }

  addReplica(documentId: string, replica: ReplicaId): Promise<StoreResult> {
    return this.change(documentId, (document) => ({
      ...document,
      replicas: [...document.replicas.filter((id) => id !== replica), replica],
    }));
  }

  retireReplica(documentId: string, replica: ReplicaId): Promise<StoreResult> {
    return this.change(documentId, (document) => ({
      ...document,
      replicas: document.replicas.filter((id) => id !== replica),
    }));
  }

  keep(documentId: string, piece: KeptPiece): Promise<StoreResult> {
    return this.change(documentId, (document) => {
      const rest = withoutKept(piece, document.kept);
      const others = document.kept.filter((other) => other.id !== piece.id);
      return {
        ...document,
        outbox: withoutKeys(document.outbox, new Set(piece.batches.map(batchKey))),
        kept: rest.batches.length > 0 ? [...others, rest] : others,
      };
    });
  }

  discard(documentId: string, pieceId: string): Promise<StoreResult> {
    return this.change(documentId, (document) => ({
      ...document,
      kept: document.kept.filter((piece) => piece.id !== pieceId),
    }));
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  private document(documentId: string): StoredDocument {
    return this.documentById.get(documentId) ?? nothingStored;
  }

  private async change(
    documentId: string,
    edit: (document: StoredDocument) => StoredDocument,
  ): Promise<StoreResult> {
    if (this.closed) return err(closedFailure);
    this.documentById.set(documentId, edit(this.document(documentId)));
    return ok(undefined);
  }
}
