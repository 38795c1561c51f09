import type { SyncStatus } from "@weft/sync";
import { useCallback, useSyncExternalStore } from "react";
import type { YjsReplica } from "./yjs-replica.ts";

/** The status of a Yjs document, drawn again whenever it changes. */
export function useYjsStatus(replica: YjsReplica): SyncStatus {
  const subscribe = useCallback((changed: () => void) => replica.onStatus(changed), [replica]);
  return useSyncExternalStore(subscribe, () => replica.status());
}
