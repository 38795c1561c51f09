import type { Replica, SyncStatus } from "@weft/sync";
import { useMemo, useSyncExternalStore } from "react";
import { CalmStatus } from "./calm-status.ts";

/** Where the edits of `replica` are, as it is to be shown. */
export function useCalmStatus(replica: Replica): SyncStatus {
  const calm = useMemo(() => new CalmStatus(replica), [replica]);
  return useSyncExternalStore(calm.onChange, calm.status, calm.status);
}
