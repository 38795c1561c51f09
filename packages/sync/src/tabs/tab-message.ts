import type { RefusalReason } from "@weft/protocol";
import type { TabNews } from "../machine/effect.ts";
import type { BatchKey } from "../machine/outbox-batch.ts";
import type { LeaderState } from "../machine/sync-state.ts";
import type { PeerId } from "../presence/presence-machine.ts";

/** What tabs of one browser tell one another. All of it is about stored or saved things, or may be lost. */
export type TabMessage =
  | TabNews
  /** A tab has opened: `version` is what it knows. The tab with the socket answers. */
  | { readonly type: "opened"; readonly version: Uint8Array }
  /** A tab has taken the socket: who has unsaved batches tells them again. */
  | { readonly type: "elected" }
  | { readonly type: "leader"; readonly leader: LeaderState }
  /** From the server, kept on this device's disk. */
  | { readonly type: "updates"; readonly updates: readonly Uint8Array[] }
  | {
      readonly type: "kept";
      readonly keys: readonly BatchKey[];
      readonly reason: RefusalReason;
      readonly sentence: string;
    }
  /** The list of kept pieces is another. */
  | { readonly type: "keptChanged" }
  /** What a tab shows of itself. */
  | { readonly type: "tabPresence"; readonly tab: string; readonly state: Uint8Array | null }
  /** A peer that the tab with the socket has heard of; null for all: the session has ended. */
  | { readonly type: "peer"; readonly id: PeerId | null; readonly state: Uint8Array | null }
  /** A person wants to try now. */
  | { readonly type: "tryNow" };

interface Envelope {
  readonly weft: typeof format;
  readonly message: TabMessage;
}

/** Raised when a message changes: tabs of another version of the program are not understood, and not harmed. */
const format = 3;

/** The message as it is posted. */
export function sealTabMessage(message: TabMessage): Envelope {
  return { weft: format, message };
}

/** The message in what a tab of the same origin posted, or null if it is of another version. */
export function openTabMessage(posted: unknown): TabMessage | null {
  return isEnvelope(posted) ? posted.message : null;
}

function isEnvelope(posted: unknown): posted is Envelope {
  return typeof posted === "object" && posted !== null && "weft" in posted && posted.weft === format;
}
