import { openReplica, type Replica, type ReplicaOptions, type SyncStatus } from "@weft/sync";
import { useEffect, useState } from "react";

/** How an opening stands. */
export type ReplicaOpening =
  /** `status` is null until there is something to say about the wait. */
  | { readonly state: "opening"; readonly status: SyncStatus | null }
  | { readonly state: "open"; readonly replica: Replica }
  | { readonly state: "failed"; readonly error: unknown };

/** What a hook is told; what the platform offers (store, socket, tabs) is left to it unless given. */
export type UseReplicaOptions = Omit<ReplicaOptions, "signal" | "onWaiting">;

/** How a replica is opened; another way is only given in tests. */
export type OpenReplica = (options: ReplicaOptions) => Promise<Replica>;

const opening: ReplicaOpening = { state: "opening", status: null };

/**
 * A live replica for as long as the component is mounted: opened with the first render, opened anew when the address,
 * document, token or `create` change, closed at the end. Other options count when it is opened.
 */
export function useReplica(options: UseReplicaOptions, open: OpenReplica = openReplica): ReplicaOpening {
  const { url, documentId, token, create } = options;
  const [current, setCurrent] = useState<ReplicaOpening>(opening);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the other options count only when it is opened.
  useEffect(() => {
    setCurrent(opening);
    const stopped = new AbortController();
    const { signal } = stopped;
    let replica: Replica | null = null;
    const onWaiting = (status: SyncStatus) => {
      if (!signal.aborted) setCurrent({ state: "opening", status });
    };
    open({ ...options, signal, onWaiting }).then(
      (opened) => {
        if (signal.aborted) return opened.close();
        replica = opened;
        return setCurrent({ state: "open", replica: opened });
      },
      (error: unknown) => {
        if (!signal.aborted) setCurrent({ state: "failed", error });
      },
    );
    return () => {
      stopped.abort();
      void replica?.close();
    };
  }, [url, documentId, token, create, open]);
  return current;
}
