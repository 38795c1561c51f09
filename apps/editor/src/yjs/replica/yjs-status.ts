/** What is known of a Yjs document's connection, as the status that all documents have. */
import type { SyncStatus } from "@weft/sync";

/** What a page knows of its connection. */
export interface YjsFacts {
  readonly connection: "connecting" | "connected" | "reconnecting" | "offline";
  /** Null until the relay has said it. */
  readonly role: string | null;
  readonly unsavedEdits: number;
  /** Whether the relay has echoed all that this page has. */
  readonly isSaved: boolean;
  readonly keepsLocally: boolean;
  readonly savedAt: number | null;
  readonly waitingSince: number | null;
  readonly isStorageFull: boolean;
  /** Why the relay closed the socket for good, if it did. */
  readonly closed: { readonly code: number; readonly reason: string } | null;
}

/** The status in the words of `@weft/sync`. */
export function statusOfYjs(facts: YjsFacts): SyncStatus {
  const { unsavedEdits, keepsLocally, savedAt, waitingSince, connection } = facts;
  return {
    ...nameOf(facts),
    unsavedEdits,
    storedHere: keepsLocally ? unsavedEdits : 0,
    keepsLocally,
    connected: connection === "connected",
    caughtUp: facts.isSaved,
    role: roleOf(facts.role),
    savedAt,
    waitingSince,
    keptPieces: 0,
  };
}

function nameOf(facts: YjsFacts): Pick<SyncStatus, "state" | "reason"> {
  const { closed, role, connection, isSaved, isStorageFull } = facts;
  if (closed !== null) return afterClose(closed);
  if (role !== null && role !== "owner" && role !== "editor") return { state: "read-only", reason: null };
  if (connection !== "connected") return { state: connection, reason: null };
  if (isStorageFull) return { state: "storage-full", reason: "The server's disk is full." };
  return { state: isSaved ? "saved" : "saving", reason: null };
}

function afterClose({
  code,
  reason,
}: {
  code: number;
  reason: string;
}): Pick<SyncStatus, "state" | "reason"> {
  if (code === 4402) return { state: "needs-auth", reason: reason || null };
  if (code === 4401 || code === 4403) return { state: "no-access", reason: null };
  if (code === 4413) return { state: "storage-full", reason: `The server did not take this: ${reason}` };
  return {
    state: "needs-update",
    reason: `The server ended the connection: ${reason || `code ${code}`}. Reload the page.`,
  };
}

const roles: readonly SyncStatus["role"][] = ["owner", "editor", "commenter", "viewer"];

function roleOf(text: string | null): SyncStatus["role"] {
  return roles.find((role) => role === text) ?? null;
}
