import { concatBytes } from "@weft/base";
import { DecodeError } from "@weft/codec";
import type { RichText } from "@weft/richtext";
import { type KeptPieceView, type PieceReader, viewPiece } from "./kept/kept-pieces.ts";
import type { Replica, ReplicaPresence } from "./replica.ts";
import type { SyncEngine } from "./shell/engine.ts";
import type { Meeting } from "./shell/meetings.ts";
import { ClosedError, RefusedError, SavedWaiters } from "./shell/saved-waiters.ts";
import type { KeptPiece } from "./store/kept-piece.ts";
import type { LocalStore } from "./store/local-store.ts";
import { type SyncStatus, statusOf, unsavedFrom } from "./sync-status.ts";

/** What a live replica lets go of at its end besides the engine. */
export interface Belongings {
  /** The store, if it was opened for this replica alone. */
  readonly ownStore: LocalStore | null;
  readonly stopNetwork: () => void;
}

/** The engine behind the face of `Replica`. */
export class LiveReplica implements Replica {
  readonly presence: ReplicaPresence;
  private readonly engine: SyncEngine<RichText>;
  private readonly reader: PieceReader;
  private readonly belongings: Belongings;
  private readonly waiters = new SavedWaiters();
  /** Those who write kept pieces again; the others wait for them. */
  private readonly rewriters = new SavedWaiters();
  private readonly statusListeners = new Set<(status: SyncStatus) => void>();
  private shownStatus: SyncStatus;
  /** Why edits of this replica were refused that are in no other place than a kept piece; null if there are none. */
  private refusal: string | null = null;
  /** The list of kept pieces that `views` shows. */
  private viewed: readonly KeptPiece[] = [];
  private views: readonly KeptPieceView[] = [];

  constructor(engine: SyncEngine<RichText>, reader: PieceReader, belongings: Belongings) {
    this.engine = engine;
    this.reader = reader;
    this.belongings = belongings;
    this.shownStatus = statusOf(engine.state);
    this.stateChanged();
    // What is in kept pieces from the beginning was refused to an earlier life.
    this.refusal = null;
    engine.onState(() => this.stateChanged());
    const { presence } = engine;
    this.presence = {
      set: (state) => presence.set(state),
      others: () => presence.others(),
      onChange: (listener) => presence.onChange(() => listener(presence.others())),
    };
  }

  get document(): RichText {
    return this.engine.documentHost.document;
  }

  onDocument(listener: (document: RichText) => void): () => void {
    return this.engine.documentHost.onDocument(listener);
  }

  onMeeting(listener: (meeting: Meeting) => void): () => void {
    return this.engine.documentHost.meetings.onMeeting(listener);
  }

  status(): SyncStatus {
    return this.shownStatus;
  }

  onStatus(listener: (status: SyncStatus) => void): () => void {
    this.statusListeners.add(listener);
    return () => this.statusListeners.delete(listener);
  }

  whenSaved(): Promise<void> {
    if (this.refusal !== null) return Promise.reject(new RefusedError(this.refusal));
    return this.wait(this.waiters);
  }

  unsavedFrom(): number | null {
    return unsavedFrom(this.engine.state);
  }

  tryNow(): void {
    this.engine.tryNow();
  }

  keptPieces(): readonly KeptPieceView[] {
    return this.views;
  }

  async retryPiece(id: string): Promise<void> {
    const release = await this.engine.documentHost.holdPiece(id);
    try {
      if (release) await this.rewritePiece(id);
    } finally {
      release?.();
    }
  }

  discardPiece(id: string): Promise<void> {
    return this.engine.documentHost.discard(id);
  }

  async close(): Promise<void> {
    this.belongings.stopNetwork();
    await this.engine.close();
    this.waiters.close();
    this.rewriters.close();
    this.statusListeners.clear();
    await this.belongings.ownStore?.close();
  }

  private async rewritePiece(id: string): Promise<void> {
    const host = this.engine.documentHost;
    await new Promise<void>((resolve) => host.whenSteady(resolve));
    const piece = host.kept.find((kept) => kept.id === id);
    if (piece === undefined || host.isRepeated(id)) return;
    host.repeat(id, (document) => document.reauthor(concatBytes(piece.batches.map((batch) => batch.bytes))));
    await this.wait(this.rewriters);
    // It went when what was written again was stored here. Where nothing can be stored, it goes now.
    if (host.isRepeated(id)) await host.discard(id);
  }

  private wait(waiters: SavedWaiters): Promise<void> {
    const { state } = this.engine;
    return waiters.wait(state, this.document.version().get(state.replica) ?? 0);
  }

  private stateChanged(): void {
    const { state, documentHost } = this.engine;
    if (documentHost.kept !== this.viewed) {
      const { kept } = documentHost;
      if (kept.some((piece) => !this.viewed.some((seen) => isSame(seen, piece)))) {
        const sentence = state.keptSentence ?? "";
        this.rewriters.refuse(sentence);
        // What a copied profile's ids stood in the way of is not refused: it is written again, and then saved.
        if (kept.at(-1)?.reason !== "reused-id") {
          this.refusal = sentence;
          this.waiters.refuse(sentence);
        }
      }
      if (kept.length === 0) this.refusal = null;
      this.viewed = documentHost.kept;
      void this.viewPieces();
    }
    this.waiters.hold(
      documentHost.kept.some((piece) => piece.reason === "reused-id"),
      state,
    );
    this.waiters.look(state);
    this.rewriters.look(state);
    const status = statusOf(state);
    if (sameStatus(status, this.shownStatus)) return;
    this.shownStatus = status;
    this.tellStatus();
  }

  private async viewPieces(): Promise<void> {
    const pieces = this.viewed;
    const stored = await this.engine.documentHost.loadStored();
    if (pieces !== this.viewed) return;
    this.views = pieces.map((piece) => viewPiece(this.reader, stored, piece));
    this.tellStatus();
    // Nobody refused these: a copy of this browser's profile took their ids. They are written again by themselves.
    for (const piece of pieces) {
      if (piece.reason === "reused-id" && this.engine.state.part === "leader") void this.writeAgain(piece.id);
    }
  }

  private async writeAgain(id: string): Promise<void> {
    try {
      await this.retryPiece(id);
    } catch (error) {
      // Closed before it was saved: what is stored is sent by the next opening. Refused, or not to be read: it is kept.
      const isKept = error instanceof RefusedError || error instanceof DecodeError;
      if (!(isKept || error instanceof ClosedError)) throw error;
    }
  }

  private tellStatus(): void {
    for (const listener of [...this.statusListeners]) listener(this.shownStatus);
  }
}

/** Whether they were kept at the same time: a piece that is refused once more is kept anew. */
function isSame(a: KeptPiece, b: KeptPiece): boolean {
  return a.id === b.id && a.keptAtMs === b.keptAtMs;
}

function sameStatus(a: SyncStatus, b: SyncStatus): boolean {
  return (
    a.state === b.state &&
    a.unsavedEdits === b.unsavedEdits &&
    a.storedHere === b.storedHere &&
    a.keepsLocally === b.keepsLocally &&
    a.connected === b.connected &&
    a.caughtUp === b.caughtUp &&
    a.role === b.role &&
    a.savedAt === b.savedAt &&
    a.waitingSince === b.waitingSince &&
    a.keptPieces === b.keptPieces &&
    a.reason === b.reason
  );
}
