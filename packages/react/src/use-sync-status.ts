import type { Replica, SyncStatus } from "@weft/sync";
import { useCallback, useSyncExternalStore } from "react";

/** Where the edits of `replica` are, now and after every change. */
export function useSyncStatus(replica: Replica): SyncStatus {
  const subscribe = useCallback((changed: () => void) => replica.onStatus(changed), [replica]);
  const read = () => replica.status();
  return useSyncExternalStore(subscribe, read, read);
}
