import type { Incarnation, LogPlace, Role, StorageState } from "@weft/protocol";
import type { ReplicaId, Version } from "@weft/rga";
import type { StoreFailure } from "../store/local-store.ts";
import { type Connection, idleConnection } from "./connection.ts";
import { emptySession, enqueue, type PendingBatch, type SessionOutbox } from "./outbox.ts";
import type { BatchKey, OutboxBatch } from "./outbox-batch.ts";
import type { SnapshotAssembly } from "./snapshot-assembly.ts";

/** How this tab stands to the socket. */
export type Part =
  /** It holds the socket, for itself or for all tabs of the browser. */
  | "leader"
  /** Another tab holds it. */
  | "follower";

/** What the tab with the socket tells the others about it. */
export interface LeaderState {
  readonly phase: Connection["phase"];
  /** Which log this device's disk holds, null for none. */
  readonly origin: Incarnation | null;
  readonly failures: number;
  readonly caughtUp: boolean;
  readonly role: Role | null;
  readonly serverStorage: StorageState;
  readonly savedAtMs: number | null;
}

/** What has come so far of a log that is asked for from its beginning, to take the place of all that is here. */
export interface FreshCopy {
  /** A saved document, null for none. */
  readonly base: Uint8Array | null;
  readonly updates: readonly Uint8Array[];
}

/** The client's whole state but for the document itself, which the shell holds. Never changed in place. */
export interface SyncState {
  readonly part: Part;
  readonly connection: Connection;
  /** The last word of the tab with the socket; null if none has been heard. */
  readonly leader: LeaderState | null;

  /** The replica id under which the document writes at present. */
  readonly replica: ReplicaId;
  /** The first own counter that has not been taken from the document. */
  readonly nextCounter: number;
  /** Edits that the document has and that have not been taken. */
  readonly waitingEdits: number;
  /** When the oldest of them was made. */
  readonly waitingSinceMs: number | null;
  /** Whether edits are being taken or stored; what is typed meanwhile goes together. */
  readonly taking: boolean;

  readonly queue: readonly PendingBatch[];
  readonly session: SessionOutbox;
  /** Others' batches that the server has lost. */
  readonly reoffers: readonly OutboxBatch[];
  /** Whether reoffers are being looked for: own batches wait, since they may build on them. */
  readonly findingLost: boolean;
  /** Compare by version at the next welcome, whatever the log's place says. */
  readonly offerByVersion: boolean;
  /** Batches for whose sake the session was opened anew once. */
  readonly healed: ReadonlySet<BatchKey>;

  /** Whether refused batches are being put aside and the document replaced: they are in no list meanwhile. */
  readonly replacing: boolean;

  /** Up to here the client has the log. */
  readonly place: LogPlace | null;
  /** The log that what is here came from; null if nothing is. */
  readonly origin: Incarnation | null;
  /** Not null: the log's history was erased since, and a copy of what it says now is on its way. */
  readonly freshCopy: FreshCopy | null;
  /** How far the frames of this session reach in the log; null outside of one. */
  readonly heardSeq: number | null;
  /** The `lastSeq` of the welcome, null before the first. */
  readonly goalSeq: number | null;
  readonly assembly: SnapshotAssembly | null;
  /** Whether updates wait for their causes. */
  readonly missingCauses: boolean;
  /** How often in a row something came that could not be read. */
  readonly unreadable: number;

  readonly role: Role | null;
  readonly serverStorage: StorageState;
  readonly serverSentence: string;
  /** Whether the store outlives the tab. */
  readonly storeKeeps: boolean;
  readonly storeProblem: StoreFailure | null;
  readonly savedAtMs: number | null;
  readonly keptPieces: number;
  readonly keptSentence: string | null;
}

/** What the store and the document know at the start. */
export interface Beginning {
  readonly replica: ReplicaId;
  readonly nextCounter: number;
  readonly place: LogPlace | null;
  readonly storeKeeps: boolean;
  readonly storeProblem: StoreFailure | null;
  /** What the store holds that the server may lack. */
  readonly outbox: readonly OutboxBatch[];
}

/** The state before anything has happened. */
export function initialState(beginning: Beginning): SyncState {
  const { outbox, ...known } = beginning;
  return {
    ...known,
    origin: beginning.place?.incarnation ?? null,
    freshCopy: null,
    queue: enqueue(
      [],
      outbox.map((batch) => ({ batch, storage: "stored" })),
    ),
    part: "follower",
    connection: idleConnection,
    leader: null,
    waitingEdits: 0,
    waitingSinceMs: null,
    taking: false,
    session: emptySession,
    reoffers: [],
    findingLost: false,
    offerByVersion: false,
    healed: new Set(),
    replacing: false,
    heardSeq: null,
    goalSeq: null,
    assembly: null,
    missingCauses: false,
    unreadable: 0,
    role: null,
    serverStorage: "writable",
    serverSentence: "",
    savedAtMs: null,
    keptPieces: 0,
    keptSentence: null,
  };
}

/** Whether the client has everything that the log held when the session began. */
export function isCaughtUp(state: SyncState): boolean {
  if (state.part === "follower") return state.leader?.caughtUp === true;
  return state.assembly === null && state.goalSeq !== null && (state.place?.seq ?? -1) >= state.goalSeq;
}

/**
 * The part of `version` that is known to be the same everywhere: without the own batches that are not known to be in
 * the log. What a server leaves out, because a client says that it has it, is never compared; a batch of a copied
 * profile that took the same counters would go unnoticed.
 */
export function provenVersion(state: SyncState, version: Version): Version {
  const proven = new Map(version);
  for (const { batch } of state.queue) {
    const known = proven.get(batch.replica);
    if (known !== undefined && batch.counter < known) proven.set(batch.replica, batch.counter);
  }
  return proven;
}

/** What both versions know. */
export function commonVersion(a: Version, b: Version): Version {
  const common = new Map<ReplicaId, number>();
  for (const [replica, known] of a) {
    const both = Math.min(known, b.get(replica) ?? 0);
    if (both > 0) common.set(replica, both);
  }
  return common;
}

/** What the tab with the socket tells the others. */
export function leaderState(state: SyncState): LeaderState {
  const { connection, origin, role, serverStorage, savedAtMs } = state;
  const { phase, failures } = connection;
  return { phase, origin, failures, caughtUp: isCaughtUp(state), role, serverStorage, savedAtMs };
}

/** Whether other tabs have nothing new to hear. */
export function sameLeader(a: LeaderState, b: LeaderState): boolean {
  return (
    a.phase.name === b.phase.name &&
    a.origin === b.origin &&
    a.failures === b.failures &&
    a.caughtUp === b.caughtUp &&
    a.role === b.role &&
    a.serverStorage === b.serverStorage &&
    a.savedAtMs === b.savedAtMs
  );
}
