/**
 * What effects do to the document and its copy on this device: merge, keep, put refused edits aside, replace the
 * document. While it is being replaced, everything that touches it waits.
 */
import { type Clock, ok, type Random, toHex } from "@weft/base";
import type { LogPlace } from "@weft/protocol";
import type { ReplicaId, Version } from "@weft/rga";
import type { Effect } from "../machine/effect.ts";
import type { Input } from "../machine/input.ts";
import { batchKey, type OutboxBatch } from "../machine/outbox-batch.ts";
import { commonVersion, provenVersion, type SyncState } from "../machine/sync-state.ts";
import type { KeptPiece } from "../store/kept-piece.ts";
import {
  type LocalStore,
  nothingStored,
  type ReceivedUpdates,
  type ServerCopy,
  type StoredDocument,
} from "../store/local-store.ts";
import type { TabLink } from "../tabs/tab-link.ts";
import type { TabMessage } from "../tabs/tab-message.ts";
import type { Release, TabPlatform } from "../tabs/tab-platform.ts";
import type { DocumentKeeper } from "./document-keeper.ts";
import { Meetings } from "./meetings.ts";
import type { SyncedDocument } from "./synced-document.ts";

/** What has been opened before the machine runs. */
export interface OpenedDocument<Document extends SyncedDocument> {
  readonly keeper: DocumentKeeper<Document>;
  readonly stored: StoredDocument;
  readonly tabLink: TabLink;
}

/** What a host stands on. */
export interface DocumentHostOptions {
  readonly documentId: string;
  readonly store: LocalStore;
  readonly tabs: TabPlatform | null;
  readonly random: Random;
  readonly clock: Clock;
  readonly dispatch: (input: Input) => void;
  readonly post: (message: TabMessage) => void;
  readonly state: () => SyncState;
}

/** A kept piece that was written again by `replica`, from `counter` on. */
interface RepeatedPiece {
  readonly pieceId: string;
  readonly replica: ReplicaId;
  readonly counter: number;
}

/** The document of one tab with its copy in the store. */
export class DocumentHost<Document extends SyncedDocument> {
  readonly meetings = new Meetings(() => this.document.version());
  private readonly options: DocumentHostOptions;
  private readonly keeper: DocumentKeeper<Document>;
  private readonly listeners = new Set<(document: Document) => void>();
  private keptPieces: readonly KeptPiece[];
  /** Pieces for which there was no room on this device. */
  private unstoredPieces: readonly KeptPiece[] = [];
  /** What takes the place of all that came from the log, and had no room yet. */
  private unstoredCopy: ServerCopy | null = null;
  /** Whether nothing of the server's has been kept yet. */
  private baseIsEmpty: boolean;
  /** Pieces that were written again, and where: not stored yet. */
  private repeated: readonly RepeatedPiece[] = [];
  /** What waits until the document has been replaced; null when it is not being replaced. */
  private waiting: (() => void)[] | null = null;

  constructor(options: DocumentHostOptions, opened: OpenedDocument<Document>) {
    this.options = options;
    this.keeper = opened.keeper;
    this.keptPieces = opened.stored.kept;
    this.baseIsEmpty = opened.stored.snapshot === null && opened.stored.tail.length === 0;
  }

  get document(): Document {
    return this.keeper.document;
  }

  /** Pieces that were refused and are kept aside, the oldest first. */
  get kept(): readonly KeptPiece[] {
    return this.keptPieces;
  }

  /** Calls `listener` when the document has been replaced. Returns the way to stop. */
  onDocument(listener: (document: Document) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Does `act` now, or as soon as the document is not being replaced. */
  whenSteady(act: () => void): void {
    if (this.waiting) this.waiting.push(act);
    else act();
  }

  /** The document's own ops since the last call; none while it is being replaced, which drains it itself. */
  take(): readonly OutboxBatch[] {
    return this.waiting ? [] : this.keeper.take();
  }

  /** Merges what is on this device's disk already, or needs not be. */
  merge(updates: readonly Uint8Array[]): void {
    this.whenSteady(() => void this.mergeNow(updates));
  }

  /** Merges what the server sent, then keeps it, then tells the other tabs. */
  receive(received: ReceivedUpdates): void {
    this.whenSteady(() => {
      if (received.updates.length === 0 || this.mergeNow(received.updates)) void this.keepReceived(received);
    });
  }

  /** The same for a whole saved document. */
  receiveSnapshot(bytes: Uint8Array, place: LogPlace): void {
    this.whenSteady(() => {
      const { outcome, update } = this.keeper.mergeSnapshot(
        bytes,
        provenVersion(this.options.state(), this.document.version()),
      );
      this.tellOutcome(outcome);
      if (!outcome.merged) return;
      void this.keepSnapshot(bytes, update, place);
    });
  }

  /**
   * What a `hello` may say that is here. Without a place in the log the server leaves out what the version covers, so the
   * version is what the document and the store both have: neither may be left with a gap.
   */
  async versionFor(place: LogPlace | null): Promise<Version> {
    const shown = () => provenVersion(this.options.state(), this.document.version());
    if (place !== null) return shown();
    const stored = await this.keeper.storedVersion(await this.loadStored());
    return commonVersion(shown(), stored);
  }

  /** Puts what the log says now in the place of what came from it. */
  startOver(effect: Extract<Effect, { type: "startOver" }>): void {
    this.whenSteady(() => void this.startOverNow(effect));
  }

  /** Another tab has done so: what is in the store now is shown, and what that tab has beyond it is asked for. */
  startAgain(): void {
    const again = async (): Promise<void> => {
      await this.replace(new Set(), null);
      this.options.dispatch({ type: "baseLost" });
    };
    this.whenSteady(() => void again());
  }

  /** Finds what the server once had and `version` lacks. */
  async findLost(version: Uint8Array): Promise<void> {
    const batches = await this.keeper.findLost(await this.loadStored(), version);
    // Another tab may have put them into the store; what this one offers is not sent back to it.
    this.merge(batches.map((batch) => batch.bytes));
    this.options.dispatch({ type: "reoffers", batches });
  }

  /** Moves refused batches to a kept piece and replaces the document by one without them. */
  keepAside(effect: Extract<Effect, { type: "keep" }>): void {
    this.whenSteady(() => this.putAside(effect));
  }

  /** There is room again on this device: keeps what could only be kept in memory. */
  async keepAgain(): Promise<void> {
    const { store, documentId } = this.options;
    if (this.unstoredCopy !== null) await this.storeCopy(this.unstoredCopy);
    for (const piece of this.unstoredPieces) {
      const result = await store.keep(documentId, piece);
      if (result.ok) this.unstoredPieces = this.unstoredPieces.filter((other) => other !== piece);
    }
  }

  /** Tells the machine how many pieces are kept. */
  tellKept(): void {
    const sentence = this.keptPieces.at(-1)?.sentence ?? null;
    this.options.dispatch({ type: "keptPieces", count: this.keptPieces.length, sentence });
  }

  /** Another tab has changed the list of kept pieces. */
  async reloadKept(): Promise<void> {
    const loaded = await this.options.store.load(this.options.documentId);
    const stored = loaded.ok ? loaded.value.kept : this.keptPieces;
    const { unstoredPieces } = this;
    const isUnstored = ({ id }: KeptPiece) => unstoredPieces.some((piece) => piece.id === id);
    this.keptPieces = [...stored.filter((piece) => !isUnstored(piece)), ...unstoredPieces];
    this.tellKept();
  }

  /** Throws a kept piece away, for good. */
  async discard(pieceId: string): Promise<void> {
    await this.options.store.discard(this.options.documentId, pieceId);
    if (this.keptPieces.some((piece) => piece.id === pieceId)) this.forget([pieceId]);
  }

  /** The right to write a kept piece again, which one tab has at a time; null if another has it, or has used it. */
  async holdPiece(pieceId: string): Promise<Release | null> {
    const { tabs, store, documentId } = this.options;
    if (tabs === null || !store.keeps) return () => undefined;
    const release = await tabs.tryLock(`weft-piece:${documentId}:${pieceId}`);
    const { kept } = await this.loadStored();
    if ([...kept, ...this.unstoredPieces].some((piece) => piece.id === pieceId)) return release;
    release?.();
    return null;
  }

  /** Lets `write` write a kept piece into the document again. The piece goes as soon as that is stored. */
  repeat(pieceId: string, write: (document: Document) => void): void {
    const counter = this.keeper.nextCounter;
    write(this.document);
    this.repeated = [...this.repeated, { pieceId, replica: this.keeper.replica, counter }];
  }

  /** Whether a kept piece was written again, and that is neither stored yet nor refused once more. */
  isRepeated(pieceId: string): boolean {
    return this.repeated.some((repeated) => repeated.pieceId === pieceId);
  }

  /** The kept pieces that were written again in these batches. */
  repeatedIn(batches: readonly OutboxBatch[]): readonly string[] {
    const isIn = ({ replica, counter }: RepeatedPiece) =>
      batches.some((batch) => batch.replica === replica && covers(batch, counter));
    return this.repeated.filter(isIn).map(({ pieceId }) => pieceId);
  }

  /** Kept pieces that are in the store no longer, because what was written again is. */
  forget(pieceIds: readonly string[]): void {
    if (pieceIds.length === 0) return;
    this.repeated = this.repeated.filter(({ pieceId }) => !pieceIds.includes(pieceId));
    this.unstoredPieces = this.unstoredPieces.filter((piece) => !pieceIds.includes(piece.id));
    this.keptPieces = this.keptPieces.filter((piece) => !pieceIds.includes(piece.id));
    this.options.post({ type: "keptChanged" });
    this.tellKept();
  }

  /** What this device holds of the document; nothing if the store does not answer. */
  async loadStored(): Promise<StoredDocument> {
    const loaded = await this.options.store.load(this.options.documentId);
    return loaded.ok ? loaded.value : nothingStored;
  }

  /** Lets go of the document and of its replica id: everything that was taken has to be stored by now. */
  close(): void {
    this.keeper.close();
    this.listeners.clear();
    this.meetings.close();
  }

  private mergeNow(updates: readonly Uint8Array[]): boolean {
    const foreign = this.keeper.holdsForeignOwn(updates);
    const outcome = this.keeper.merge(updates);
    this.tellOutcome(outcome);
    // Somebody else writes under this tab's id: the two go apart before they can disagree.
    if (outcome.merged && foreign) void this.replace(new Set(), null);
    return outcome.merged;
  }

  private tellOutcome(outcome: ReturnType<DocumentKeeper<Document>["merge"]>): void {
    this.options.dispatch(
      outcome.merged ? { ...outcome, type: "merged" } : { ...outcome, type: "notMerged" },
    );
    this.meetings.look();
  }

  private async startOverNow(effect: Extract<Effect, { type: "startOver" }>): Promise<void> {
    const { dispatch, post } = this.options;
    this.waiting = [];
    const stored = await this.loadStored();
    const copy = await this.keeper.copyOf(stored, effect);
    if (copy.outcome !== null) {
      this.goOn();
      return this.tellOutcome(copy.outcome);
    }
    const { snapshot, lost } = copy;
    const { place } = effect;
    this.unstoredCopy = { snapshot, place };
    await this.storeCopy(this.unstoredCopy);
    await this.replace(new Set(), null, { ...stored, snapshot, tail: [], place });
    // Of what is new in it the other tabs have heard nothing.
    post({ type: "updates", updates: [this.document.updateSince(new Map())] });
    dispatch({ type: "reoffers", batches: lost });
    this.meetings.look();
  }

  private async storeCopy(copy: ServerCopy): Promise<void> {
    const { store, documentId, dispatch } = this.options;
    const result = await store.startOver(documentId, copy);
    if (!result.ok) return dispatch({ type: "notKept", failure: result.error });
    this.unstoredCopy = null;
    this.baseIsEmpty = false;
    dispatch({ type: "startedOver", origin: copy.place.incarnation });
  }

  private async keepReceived(received: ReceivedUpdates): Promise<void> {
    const { store, documentId, dispatch, post } = this.options;
    if (received.updates.length + received.saved.length > 0) this.baseIsEmpty = false;
    const result = await store.receive(documentId, received);
    if (!result.ok) dispatch({ type: "notKept", failure: result.error });
    if (received.updates.length > 0) post({ type: "updates", updates: received.updates });
  }

  private async keepSnapshot(bytes: Uint8Array, update: Uint8Array, place: LogPlace): Promise<void> {
    const { store, documentId, dispatch, post } = this.options;
    const updates = update.length > 0 ? [update] : [];
    const wasEmpty = this.baseIsEmpty;
    if (!wasEmpty) return this.keepReceived({ updates, saved: [], after: null, place });
    this.baseIsEmpty = false;
    const result = await store.compact(documentId, nothingStored.mark, bytes);
    if (!result.ok) dispatch({ type: "notKept", failure: result.error });
    else await this.keepReceived({ updates: [], saved: [], after: null, place });
    // The update goes along only to the other tabs: the snapshot holds it.
    post({ type: "updates", updates });
  }

  private putAside(effect: Extract<Effect, { type: "keep" }>): void {
    const { reason, sentence, replicas } = effect;
    const typedSince = replicas.has(this.keeper.replica) ? this.keeper.take() : [];
    const batches = [...effect.batches, ...typedSince];
    // What is refused once more takes the place of the piece that it had been written again from.
    const [again, ...others] = this.repeatedIn(batches);
    this.repeated = this.repeated.filter(({ pieceId }) => pieceId !== again && !others.includes(pieceId));
    const id = again ?? toHex(this.options.random.bytes(8));
    const piece: KeptPiece = { id, reason, sentence, keptAtMs: this.options.clock.now(), batches };
    void this.replace(replicas, piece).then(async () => {
      if (this.unstoredPieces.some((unstored) => unstored.id === id)) return;
      for (const other of others) await this.discard(other);
    });
  }

  /**
   * Replaces the document by the stored one with what is pending, under another replica id. What the old one's
   * person typed until the last moment goes into the kept piece if its replica was refused, else to the outbox.
   */
  private async replace(
    refused: ReadonlySet<ReplicaId>,
    piece: KeptPiece | null,
    copy: StoredDocument | null = null,
  ): Promise<void> {
    const { store, documentId, dispatch, post, state } = this.options;
    this.waiting ??= [];
    if (piece) await this.keepPiece(piece);
    if (piece && state().part === "leader") {
      const { reason, sentence } = piece;
      post({ type: "kept", keys: piece.batches.map(batchKey), reason, sentence });
    }
    const loaded = copy ? ok(copy) : await store.load(documentId);
    const oldReplica = this.keeper.replica;
    const pending = () => state().queue.map((queued) => queued.batch);
    const leftOver = await this.keeper.reopen(loaded.ok ? loaded.value : nothingStored, pending);
    if (piece && refused.has(oldReplica) && leftOver.length > 0) {
      await this.keepPiece({ ...piece, batches: [...piece.batches, ...leftOver] });
    } else if (leftOver.length > 0) {
      this.mergeNow(leftOver.map((batch) => batch.bytes));
      dispatch({ type: "taken", batches: leftOver });
    }
    const { replica, nextCounter } = this.keeper;
    dispatch({ type: "reopened", replica, nextCounter });
    // What has come since a copy was made waits here, and goes on from where the copy ends.
    const hasGap = !loaded.ok || (copy === null && !reaches(loaded.value.place, state().place));
    if (hasGap) dispatch({ type: "baseLost" });
    this.goOn();
    for (const listener of [...this.listeners]) listener(this.document);
  }

  /** Does what has waited for the document. */
  private goOn(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const act of waiting) this.whenSteady(act);
  }

  /** Puts a piece aside, in the place of one with its id; in memory at least if the store does not take it. */
  private async keepPiece(piece: KeptPiece): Promise<void> {
    if (piece.batches.length === 0) return;
    const { store, documentId, post, dispatch } = this.options;
    const result = await store.keep(documentId, piece);
    const isOther = ({ id }: KeptPiece) => id !== piece.id;
    this.unstoredPieces = [...this.unstoredPieces.filter(isOther), ...(result.ok ? [] : [piece])];
    if (!result.ok) dispatch({ type: "notKept", failure: result.error });
    post({ type: "keptChanged" });
    await this.reloadKept();
  }
}

function covers(batch: OutboxBatch, counter: number): boolean {
  return batch.counter <= counter && counter < batch.counter + batch.count;
}

/** Whether what is kept here goes as far as what was received. */
function reaches(kept: LogPlace | null, received: LogPlace | null): boolean {
  if (received === null) return true;
  return kept !== null && kept.incarnation === received.incarnation && kept.seq >= received.seq;
}
