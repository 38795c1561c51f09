export { useDocument } from "./use-document.ts";
export { useKeptPieces } from "./use-kept-pieces.ts";
export { usePeers } from "./use-peers.ts";
export {
  type OpenReplica,
  type ReplicaOpening,
  type UseReplicaOptions,
  useReplica,
} from "./use-replica.ts";
export { useSyncStatus } from "./use-sync-status.ts";
