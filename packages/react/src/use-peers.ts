import type { Peer, Replica } from "@weft/sync";
import { useCallback, useSyncExternalStore } from "react";

/** Who else is in the document, now and after every change. */
export function usePeers(replica: Replica): readonly Peer[] {
  const subscribe = useCallback((changed: () => void) => replica.presence.onChange(changed), [replica]);
  const read = () => replica.presence.others();
  return useSyncExternalStore(subscribe, read, read);
}
