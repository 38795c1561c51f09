/** What a screen may say about where the edits are. Derived from the machine's state, never kept beside it. */
import { mayEdit, type Role } from "@weft/protocol";
import { type Phase, passingFailuresMax } from "./machine/connection.ts";
import type { PendingBatch } from "./machine/outbox.ts";
import { isCaughtUp, type SyncState } from "./machine/sync-state.ts";

/** One word for the whole. */
export type SyncStateName =
  /** Every edit is on the server's disk. Said of nothing else. */
  | "saved"
  /** Edits are on their way. */
  | "saving"
  /** Joining for the first time; nothing is waiting. */
  | "connecting"
  /** The way broke a moment ago and is being opened again. */
  | "reconnecting"
  /** There is no way to the server at present. */
  | "offline"
  /** The token's role does not allow edits. */
  | "read-only"
  /** The server refused edits; they are kept aside on this device. */
  | "refused"
  /** This device's or the server's disk is full. */
  | "storage-full"
  /** The document or the server speaks a newer language: reload. */
  | "needs-update"
  /** The token has ended by itself: with a new one it goes on, and until then edits are kept here. */
  | "needs-auth"
  /** The token does not open the document. */
  | "no-access"
  /** The server's copy or bytes from it are damaged; what is here is untouched. */
  | "damaged";

/** Everything that a screen needs to tell the truth. */
export interface SyncStatus {
  readonly state: SyncStateName;
  /** Edits of this document made in this browser that are not known to be on the server's disk. */
  readonly unsavedEdits: number;
  /** How many of them are on this device's disk. */
  readonly storedHere: number;
  /** Whether edits outlive this tab on this device. */
  readonly keepsLocally: boolean;
  /** Whether a session with the server is open. */
  readonly connected: boolean;
  /** Whether all that the server had when the session began is here. */
  readonly caughtUp: boolean;
  /** Null until the first welcome. */
  readonly role: Role | null;
  /** When the server last confirmed an own edit, by this machine's clock. */
  readonly savedAt: number | null;
  /** When the oldest unsaved edit was made, by this machine's clock. */
  readonly waitingSince: number | null;
  /** Pieces kept aside after a refusal. */
  readonly keptPieces: number;
  /** A sentence for a person where the state needs one. */
  readonly reason: string | null;
}

/** The status that `state` stands for. */
export function statusOf(state: SyncState): SyncStatus {
  const leader = state.part === "leader" ? state : state.leader;
  const phase: Phase =
    state.part === "leader" ? state.connection.phase : (state.leader?.phase ?? { name: "idle" });
  const role = leader?.role ?? state.role;
  const keepsLocally = state.storeKeeps && state.storeProblem === null;
  const onDisk = state.queue.filter((pending) => pending.storage === "stored" && state.storeKeeps);
  const facts = {
    // A batch may end no edit that anybody counted (a part of a large one, what a crash left): it is one all the same.
    unsavedEdits: Math.max(editsIn(state.queue), Math.min(1, state.queue.length)) + state.waitingEdits,
    storedHere: Math.max(editsIn(onDisk), Math.min(1, onDisk.length)),
    keepsLocally,
    connected: phase.name === "open",
    caughtUp: isCaughtUp(state),
    role,
    savedAt: state.savedAtMs,
    waitingSince: state.queue[0]?.batch.madeAtMs ?? state.waitingSinceMs,
    keptPieces: state.keptPieces,
  };
  return { ...facts, ...nameOf(state, phase, role) };
}

/**
 * The first own counter that is not on the server's disk, or null if there is none: text that this replica
 * inserted from it on is to be marked as not yet saved.
 */
export function unsavedFrom(state: SyncState): number | null {
  const first = state.queue.find((pending) => pending.batch.replica === state.replica);
  if (first !== undefined) return first.batch.counter;
  return state.waitingEdits > 0 ? state.nextCounter : null;
}

function editsIn(queue: readonly PendingBatch[]): number {
  return queue.reduce((sum, pending) => sum + pending.batch.edits, 0);
}

function nameOf(
  state: SyncState,
  phase: Phase,
  role: Role | null,
): { readonly state: SyncStateName; readonly reason: string | null } {
  const full = storageSentence(state);
  const lost = state.findingLost || state.reoffers.length > 0 || state.replacing;
  const unsaved = state.waitingEdits > 0 || state.queue.length > 0 || lost;
  if (state.keptPieces > 0) return { state: "refused", reason: state.keptSentence };
  if (phase.name === "stopped") return stoppedName(phase);
  if (full !== null) return { state: "storage-full", reason: full };
  if (phase.name === "open") {
    if (role !== null && !mayEdit(role)) {
      return { state: "read-only", reason: "You can read this document. Its owner can let you edit it." };
    }
    return { state: unsaved ? "saving" : "saved", reason: null };
  }
  const failures = state.part === "leader" ? state.connection.failures : (state.leader?.failures ?? 0);
  // The tab that holds the socket is without one only when it has been closed.
  const closed = state.part === "leader" && phase.name === "idle";
  if (closed || failures > passingFailuresMax) return { state: "offline", reason: null };
  const hasBeenOpen = state.goalSeq !== null || failures > 0 || state.savedAtMs !== null;
  return { state: hasBeenOpen ? "reconnecting" : "connecting", reason: null };
}

function storageSentence(state: SyncState): string | null {
  if (state.storeProblem?.kind === "quota") return state.storeProblem.sentence;
  const storage = state.part === "leader" ? state.serverStorage : state.leader?.serverStorage;
  if (storage !== "full") return null;
  return state.serverSentence === ""
    ? "The server's disk is full. Edits wait on this device."
    : state.serverSentence;
}

function stoppedName(phase: Extract<Phase, { name: "stopped" }>): {
  readonly state: SyncStateName;
  readonly reason: string;
} {
  switch (phase.close) {
    case "unsupportedVersion":
      return { state: "needs-update", reason: phase.sentence };
    case "damaged":
      return { state: "damaged", reason: phase.sentence };
    case "expired":
      return { state: "needs-auth", reason: phase.sentence };
    default:
      return { state: "no-access", reason: phase.sentence };
  }
}
