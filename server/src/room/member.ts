import type { CloseName, RefusalReason, Role, StorageState } from "@weft/protocol";
import type { Identity } from "../identity/token.ts";
import type { ClosedReplicas } from "../log/offered-group.ts";

/** One batch of a member that will never enter the log. */
export interface MemberRefusal {
  /** The batch's number in its session. */
  readonly batch: number;
  readonly reason: RefusalReason;
  readonly sentence: string;
}

/** What has become of a member's batches. */
export interface Settlement {
  readonly refusals: readonly MemberRefusal[];
  /** All batches below this number are settled: on the disk, or refused. */
  readonly batches: number;
  /** How far the member has the log now; null while it is still catching up. */
  readonly throughSeq: number | null;
}

/** Somebody in a room, as the room sees them. A session is one. None of the calls may throw. */
export interface Member {
  /** With the role of the moment. */
  readonly identity: Identity;
  /** Replicas of which this member may bring nothing more. */
  readonly closedReplicas: ClosedReplicas;
  /** Encoded `entries`, the same bytes for all, up to `throughSeq`. */
  deliver(frame: Uint8Array, throughSeq: number): void;
  settle(settlement: Settlement): void;
  /** Encoded `presence`. May be dropped. */
  showPresence(frame: Uint8Array): void;
  showStorage(state: StorageState): void;
  /** From now on `identity` has this role. */
  changeRole(role: Role): void;
  /** The room lets the member go; it need not leave any more. */
  end(close: CloseName, sentence: string): void;
}
