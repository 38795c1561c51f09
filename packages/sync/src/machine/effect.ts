import type { LogPlace, PartialSnapshot, RefusalReason, UpFrame } from "@weft/protocol";
import type { ReplicaId } from "@weft/rga";
import type { BatchKey, OutboxBatch } from "./outbox-batch.ts";

/** Timers by name: setting one that runs starts it anew. */
export type TimerName = "reconnect" | "ping" | "silence" | "missing" | "settling" | "storeAgain";

/** What goes to the other tabs of this browser. */
export type TabNews =
  /** These are on this device's disk now, or (`stored` is false) it had no room for them. */
  | { readonly type: "batches"; readonly batches: readonly OutboxBatch[]; readonly stored: boolean }
  /** These are on the server's disk. */
  | { readonly type: "saved"; readonly keys: readonly BatchKey[]; readonly savedAtMs: number };

/** What the machine wants done. The shell does it and reports back with an input where one is named. */
export type Effect =
  /** Drain the document's own ops and cut them into batches → `taken`. */
  | { readonly type: "takeEdits" }
  /** Commit these to this device's disk, strictly → `stored` or `notStored`. */
  | { readonly type: "store"; readonly batches: readonly OutboxBatch[] }
  /** Tell the other tabs. Only ever of what is stored, unless this device cannot store. */
  | { readonly type: "tellTabs"; readonly news: TabNews }
  /** Ask the other tabs for what this one lacks. */
  | { readonly type: "askTabs" }
  /** Merge what another tab wrote into the document. */
  | { readonly type: "mergeSiblings"; readonly batches: readonly OutboxBatch[] }
  /** Close any old socket for good (it is not heard of again) and open a new one. */
  | { readonly type: "openSocket" }
  /** Close the socket; it is not heard of again. */
  | { readonly type: "closeSocket" }
  /** Send a frame, `hello` excepted. */
  | { readonly type: "send"; readonly frame: UpFrame }
  /** Send `hello` with the document's version as it is now, or as one who has nothing. */
  | {
      readonly type: "sendHello";
      readonly fromNothing: boolean;
      readonly place: LogPlace | null;
      readonly partial: PartialSnapshot | null;
    }
  | { readonly type: "setTimer"; readonly timer: TimerName; readonly delayMs: number }
  | { readonly type: "clearTimer"; readonly timer: TimerName }
  /**
   * Merge updates into the document → `merged` or `notMerged`; then keep them here together with the place in the
   * log, in one commit with the removal of the own batches that are saved. In this order for all `receive`s.
   */
  | {
      readonly type: "receive";
      readonly updates: readonly Uint8Array[];
      readonly saved: readonly OutboxBatch[];
      /** From which place to which; see `ReceivedUpdates`. */
      readonly after: LogPlace | null;
      readonly place: LogPlace | null;
    }
  /** The same for a whole saved document. */
  | { readonly type: "receiveSnapshot"; readonly bytes: Uint8Array; readonly place: LogPlace }
  /**
   * Put what the log says now in the place of all that came from it, here and in the document → `startedOver`, then `reoffers`
   * of what the log lacks all the same. Own batches stay.
   */
  | {
      readonly type: "startOver";
      readonly base: Uint8Array | null;
      readonly updates: readonly Uint8Array[];
      readonly place: LogPlace;
    }
  /** Another tab has done so: show what is on this device's disk now, with own batches on top. */
  | { readonly type: "startAgain" }
  /** Work that waited here meets what the server has: note what the document knows before any of that is merged. */
  | { readonly type: "meet"; readonly version: Uint8Array }
  /** Find what the server once had and now lacks → `reoffers`. */
  | { readonly type: "findLost"; readonly version: Uint8Array }
  /** Move batches from the outbox to a kept piece, and reopen the document without them under a new replica id. */
  | {
      readonly type: "keep";
      readonly batches: readonly OutboxBatch[];
      /** Whose later ops go the same way. */
      readonly replicas: ReadonlySet<ReplicaId>;
      readonly reason: RefusalReason;
      readonly sentence: string;
    }
  /** A peer's presence, or null for gone, to the presence machine. */
  | {
      readonly type: "presence";
      readonly session: number;
      readonly client: number;
      readonly state: Uint8Array | null;
    }
  /** A new session has begun or the old one ended: peers of the old one are unknown. */
  | { readonly type: "session"; readonly session: number | null };
