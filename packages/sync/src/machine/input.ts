import type { DownFrame, Incarnation, RefusalReason } from "@weft/protocol";
import type { ReplicaId } from "@weft/rga";
import type { StoreFailure } from "../store/local-store.ts";
import type { TimerName } from "./effect.ts";
import type { BatchKey, OutboxBatch } from "./outbox-batch.ts";
import type { LeaderState } from "./sync-state.ts";

/** Everything that can happen to a replica, as values. */
export type Input =
  /** This tab holds the socket from now on; `outbox` is what the store holds of all tabs. */
  | { readonly type: "lead"; readonly outbox: readonly OutboxBatch[] }
  /** Another tab holds the socket from now on, or one has just opened: it may have missed what was told before. */
  | { readonly type: "tabOpened" }
  /** The document has own ops to take: one edit of a person. */
  | { readonly type: "edited" }
  /** The document's own ops have been taken. */
  | { readonly type: "taken"; readonly batches: readonly OutboxBatch[] }
  | { readonly type: "stored"; readonly keys: readonly BatchKey[] }
  | { readonly type: "notStored"; readonly keys: readonly BatchKey[]; readonly failure: StoreFailure }
  /** What came from the server could not be kept here. */
  | { readonly type: "notKept"; readonly failure: StoreFailure }
  | { readonly type: "merged"; readonly missingCauses: number }
  | {
      readonly type: "notMerged";
      readonly problem: MergeProblem;
      readonly sentence: string;
      /** For `reused-id`: whose ids they are. */
      readonly replica: ReplicaId | null;
      /** And from which counter on; left out: from the first. */
      readonly counter?: number;
    }
  | { readonly type: "reoffers"; readonly batches: readonly OutboxBatch[] }
  /** The document was reopened under another replica id. */
  | { readonly type: "reopened"; readonly replica: ReplicaId; readonly nextCounter: number }
  /** All that came from the log was put aside for what this one says. */
  | { readonly type: "startedOver"; readonly origin: Incarnation }
  /** What the server once sent is not on this device any more. */
  | { readonly type: "baseLost" }
  | { readonly type: "keptPieces"; readonly count: number; readonly sentence: string | null }
  /** From the other tabs. */
  | { readonly type: "siblingBatches"; readonly batches: readonly OutboxBatch[]; readonly stored: boolean }
  | { readonly type: "siblingSaved"; readonly keys: readonly BatchKey[]; readonly savedAtMs: number }
  /** The tab with the socket moved these to a kept piece. */
  | {
      readonly type: "siblingKept";
      readonly keys: readonly BatchKey[];
      readonly reason: RefusalReason;
      readonly sentence: string;
    }
  | { readonly type: "leaderState"; readonly leader: LeaderState }
  /** From the socket. */
  | { readonly type: "socketOpened" }
  | { readonly type: "socketClosed"; readonly code: number }
  | { readonly type: "frame"; readonly frame: DownFrame }
  | { readonly type: "badFrame"; readonly sentence: string }
  | { readonly type: "timer"; readonly timer: TimerName }
  /** The network is there again, or a person wants to try now. */
  | { readonly type: "tryNow" }
  | { readonly type: "networkLost" }
  | { readonly type: "close" };

/** Why updates could not be merged. */
export type MergeProblem =
  /** Ids that exist with other content: somebody else writes under a replica id of ours. */
  | "reused-id"
  /** Too much waits for its causes. */
  | "buffer-full"
  /** Ops that this program does not know: it is older than what wrote them. */
  | "unknown"
  /** Bytes that make no sense. */
  | "malformed";
