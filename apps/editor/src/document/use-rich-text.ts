import type { RichText } from "@weft/richtext";
import type { Replica, SyncStatus } from "@weft/sync";
import { useCallback, useSyncExternalStore } from "react";

/** The replica's document; after a refusal it is another one. */
export function useRichText(replica: Replica): RichText {
  const subscribe = useCallback((listener: () => void) => replica.onDocument(listener), [replica]);
  return useSyncExternalStore(subscribe, () => replica.document);
}

/**
 * Whether the person may type. Until the server says who they are, what it said last time holds; whoever it never met
 * may, since whoever is offline writes, and what is refused later is kept aside.
 */
export function mayWrite(status: SyncStatus, knownRole: string | null): boolean {
  const role = status.role ?? knownRole;
  if (status.state === "no-access" || status.state === "needs-update") return false;
  return role === null || role === "owner" || role === "editor";
}
