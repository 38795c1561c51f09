import type { Replica, SyncStatus } from "@weft/sync";
import { useCallback, useSyncExternalStore } from "react";
import type { KnownLink } from "./use-document-link.ts";

/** Whether the person may type, drawn again only when that changes. */
export function useMayWrite(replica: Replica, link: KnownLink): boolean {
  return useStatusAnswer(replica, (status) => mayWrite(status, link));
}

/** Whether the person may say something about the text, which who may type may as well. */
export function useMayComment(replica: Replica, link: KnownLink): boolean {
  return useStatusAnswer(replica, (status) => mayWrite(status, link) || mayComment(status, link));
}

/** Whether the person owns the document and may share it. */
export function useIsOwner(replica: Replica, link: KnownLink): boolean {
  return useStatusAnswer(replica, ({ role }) =>
    role === null ? link.madeHere || link.role === "owner" : role === "owner",
  );
}

/**
 * Until the server says who somebody is, what it said last time holds; whoever it never met may type, since whoever is
 * offline writes, and what is refused later is kept aside.
 */
function mayWrite({ role: present, state }: SyncStatus, link: KnownLink): boolean {
  if (state === "no-access" || state === "needs-update") return false;
  const role = present ?? link.role;
  return role === null || role === "owner" || role === "editor";
}

function mayComment({ role, state }: SyncStatus, link: KnownLink): boolean {
  return state !== "no-access" && state !== "needs-update" && (role ?? link.role) === "commenter";
}

function useStatusAnswer(replica: Replica, question: (status: SyncStatus) => boolean): boolean {
  const subscribe = useCallback((changed: () => void) => replica.onStatus(changed), [replica]);
  return useSyncExternalStore(subscribe, () => question(replica.status()));
}
