/** Storage whose commits a test holds back or lets fail, and whose entries it damages. The rest goes through. */
import type { Append, Storage } from "../src/storage/storage.ts";
import { StorageError, type StorageFailure } from "../src/storage/storage-error.ts";

interface HeldCommit {
  readonly appends: readonly Append[];
  release(): void;
}

/** A storage in the hands of a test. */
export interface HeldStorage extends Storage {
  /** Commits wait until they are released, one by one. */
  hold(): void;
  /** Lets the oldest waiting commit happen. */
  releaseOne(): void;
  /** Lets all commits happen from now on. */
  releaseAll(): void;
  /** The commits that wait. */
  readonly held: readonly HeldCommit[];
  /** Documents that are opened wait until the returned function is called. */
  holdHeads(): () => void;
  /** Resolves when one waits. */
  untilHeadIsHeld(): Promise<void>;
  /** Every write fails like this from now on; null: none does. */
  failWith(failure: StorageFailure | null): void;
  /** From now on the entry with this seq has a checksum that does not fit. */
  damage(seq: number): void;
}

/** Wraps a storage. */
export function holdStorage(storage: Storage): HeldStorage {
  let isHolding = false;
  let failure: StorageFailure | null = null;
  let heads: Promise<void> | null = null;
  let noteHeldHead = () => {};
  const headIsHeld = new Promise<void>((resolve) => {
    noteHeldHead = resolve;
  });
  let damagedSeq = Number.POSITIVE_INFINITY;
  const held: HeldCommit[] = [];
  const failIfTold = (): void => {
    if (failure !== null) throw new StorageError(failure, `The disk says: ${failure}.`);
  };
  const through = passThrough(storage);
  return {
    ...through,
    held,
    hold: () => {
      isHolding = true;
    },
    releaseOne: () => held.shift()?.release(),
    releaseAll: () => {
      isHolding = false;
      for (const { release } of held.splice(0)) release();
    },
    holdHeads: () => {
      let release = () => {};
      heads = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    untilHeadIsHeld: () => headIsHeld,
    async readHead(documentId) {
      if (heads !== null) noteHeldHead();
      await heads;
      return storage.readHead(documentId);
    },
    failWith: (next) => {
      failure = next;
    },
    damage: (seq) => {
      damagedSeq = seq;
    },
    async readEntries(range) {
      const { entries } = await storage.readEntries(range);
      const place = entries.findIndex(({ seq }) => seq === damagedSeq);
      return place < 0 ? { entries, damagedSeq: null } : { entries: entries.slice(0, place), damagedSeq };
    },
    async createDocument(document, owner) {
      failIfTold();
      return storage.createDocument(document, owner);
    },
    async append(appends) {
      if (isHolding) await new Promise<void>((release) => held.push({ appends, release }));
      failIfTold();
      return storage.append(appends);
    },
    async eraseHistory(documentId, erasure) {
      failIfTold();
      return storage.eraseHistory(documentId, erasure);
    },
    async saveSnapshot(documentId, snapshot) {
      failIfTold();
      return storage.saveSnapshot(documentId, snapshot);
    },
    async probe(bytes) {
      failIfTold();
      return storage.probe(bytes);
    },
  };
}

/** The calls of a storage, one by one, to put others in their place. */
export function passThrough(storage: Storage): Storage {
  return {
    createDocument: (document, owner) => storage.createDocument(document, owner),
    findDocument: (documentId) => storage.findDocument(documentId),
    listTokens: (documentId) => storage.listTokens(documentId),
    addToken: (documentId, token, act) => storage.addToken(documentId, token, act),
    revokeToken: (documentId, tokenId, act) => storage.revokeToken(documentId, tokenId, act),
    changeRole: (documentId, tokenId, change) => storage.changeRole(documentId, tokenId, change),
    listAudit: (documentId) => storage.listAudit(documentId),
    deleteDocument: (documentId, act) => storage.deleteDocument(documentId, act),
    eraseHistory: (documentId, erasure) => storage.eraseHistory(documentId, erasure),
    readHead: (documentId) => storage.readHead(documentId),
    append: (appends) => storage.append(appends),
    readEntries: (range) => storage.readEntries(range),
    findEntry: (documentId, replica, counter) => storage.findEntry(documentId, replica, counter),
    findTail: (gaps) => storage.findTail(gaps),
    setAside: (documentId, fromSeq) => storage.setAside(documentId, fromSeq),
    saveSnapshot: (documentId, snapshot) => storage.saveSnapshot(documentId, snapshot),
    findSnapshot: (documentId) => storage.findSnapshot(documentId),
    keepSecret: (name, secret) => storage.keepSecret(name, secret),
    probe: (bytes) => storage.probe(bytes),
    close: () => storage.close(),
  };
}
