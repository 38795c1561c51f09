import type { Clock, Random } from "@weft/base";
import type { RichText } from "@weft/richtext";
import type { KeptPieceView } from "./kept/kept-pieces.ts";
import type { Peer } from "./presence/presence-machine.ts";
import type { PresenceState } from "./presence/presence-state.ts";
import type { Meeting } from "./shell/meetings.ts";
import type { WebSocketClass } from "./shell/socket.ts";
import type { LocalStore } from "./store/local-store.ts";
import type { SyncStatus } from "./sync-status.ts";
import type { TabPlatform } from "./tabs/tab-platform.ts";

/** How to open a replica. Only `url` and `documentId` are needed. */
export interface ReplicaOptions {
  /**
   * The address of the server, `http://host`, or of the document as a browser shows it, `http://host/d/<id>` (the token in
   * it is not read), or of the socket, `ws://host/sync`.
   */
  readonly url: string;
  /** 32 hexadecimal digits. */
  readonly documentId: string;
  /**
   * What lets in: the owner's token, one from a share link, or one that a host application signed. A function is asked at
   * every connection: when the status is "needs-auth", have it give a new one and call `tryNow`. Empty if the address
   * carries it.
   */
  readonly token?: string | (() => string);
  /** The document was made here: if the server does not know it, it is created with `token` as its owner's. */
  readonly create?: boolean;
  /**
   * What this tab noted of its document before it was reloaded: the replica id under which it wrote, which it gets again
   * if no other tab has it, and `document.undoMemory()`, which is for that id alone. Foreign or damaged bytes do nothing.
   */
  readonly resume?: { readonly replica: string; readonly undoMemory: Uint8Array } | null;
  /** Write under an id that nobody wrote under before, as who merges a branch has to. `resume` then does nothing. */
  readonly fresh?: boolean;
  /** Where edits are kept: IndexedDB in browsers, memory in Node and where there is no IndexedDB. */
  readonly store?: LocalStore;
  /** The platform's own if it has one, else the package `ws`. */
  readonly webSocket?: WebSocketClass;
  /** Locks and channels shared by the tabs of a browser; null: every tab for itself. */
  readonly tabs?: TabPlatform | null;
  /** Ends the wait of an `openReplica` that has nothing to show yet. */
  readonly signal?: AbortSignal;
  /** Told while `openReplica` waits for the server because there is nothing on this device. */
  readonly onWaiting?: (status: SyncStatus) => void;
  readonly clock?: Clock;
  /** Must be the system's generator outside of tests: ids are made with it. */
  readonly random?: Random;
}

/** Who else is in the document. */
export interface ReplicaPresence {
  /** Shows this person to the others; null: not any more. Gathered for some 50 ms. */
  set(state: PresenceState | null): void;
  /** Everybody else; the same array as long as nothing changes. */
  others(): readonly Peer[];
  onChange(listener: (peers: readonly Peer[]) => void): () => void;
}

/** One tab's live copy of one document: edited here, kept here, synced with the server. */
export interface Replica {
  /**
   * The document. Local edits made on it are stored and sent; nobody else may drain its updates. After a refusal it is
   * another object (`onDocument`), so read it anew each time.
   */
  readonly document: RichText;
  /** Calls `listener` with the new document when the old one has been replaced; the old one takes no more edits. */
  onDocument(listener: (document: RichText) => void): () => void;
  /** Where the edits are. The same object as long as nothing changes. */
  status(): SyncStatus;
  onStatus(listener: (status: SyncStatus) => void): () => void;
  /**
   * Resolves when every edit so far is on the server's disk. Rejects with a `RefusedError` if one is refused, or was
   * and is in a kept piece still; with a `ClosedError` if the replica is closed before.
   */
  whenSaved(): Promise<void>;
  /** The first own counter that is not on the server's disk, null if all are: see `RichText.insertedSince`. */
  unsavedFrom(): number | null;
  /** Connects now instead of after the backoff. */
  tryNow(): void;
  readonly presence: ReplicaPresence;
  /**
   * Calls `listener` in the tab that holds the socket when work that waited on this device for some seconds is in one
   * document with what others did meanwhile, also for meetings of before that nobody has heard of.
   */
  onMeeting(listener: (meeting: Meeting) => void): () => void;
  /** Edits that were refused, kept aside on this device; the oldest first. Changes are told through `onStatus`. */
  keptPieces(): readonly KeptPieceView[];
  /**
   * Does again all that a kept piece did, where it did it, and lets go of the piece. Resolves when that is on the server's
   * disk; rejects with a `RefusedError` if it is refused again, and is in a kept piece again.
   */
  retryPiece(id: string): Promise<void>;
  /** Throws a kept piece away, for good. */
  discardPiece(id: string): Promise<void>;
  /** Stores what is typed, then lets go of socket, locks and timers. */
  close(): Promise<void>;
}
