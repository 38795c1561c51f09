import { openReplica, type Peer, type Replica, type ReplicaOptions, type SyncStatus } from "@weft/sync";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
export type Opened =
  | { state: "opening" }
  | { state: "failed"; error: Error }
  | { state: "open"; replica: Replica };
export function useReplica(options: ReplicaOptions): Opened {
  const [opened, setOpened] = useState<Opened>({ state: "opening" });
  useEffect(() => {
    const abort = new AbortController();
    let replica: Replica | null = null;
    openReplica({ ...options, signal: abort.signal }).then(
      (value) => {
        replica = value;
        if (abort.signal.aborted) void value.close();
        else setOpened({ state: "open", replica: value });
      },
      (error) => {
        if (!abort.signal.aborted) setOpened({ state: "failed", error });
      },
    );
    return () => {
      abort.abort();
      void replica?.close();
    };
  }, [options]);
  return opened;
}
export function useSyncStatus(replica: Replica): SyncStatus {
  return useSyncExternalStore(
    useCallback((l: () => void) => replica.onStatus(l), [replica]),
    () => replica.status(),
  );
}
export function usePeers(replica: Replica): readonly Peer[] {
  return useSyncExternalStore(
    useCallback((l: () => void) => replica.presence.onChange(l), [replica]),
    () => replica.presence.others(),
  );
}
