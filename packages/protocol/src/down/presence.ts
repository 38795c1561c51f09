import { bytes, type Field, list, optional, record, uint } from "../field.ts";
import { peersPerFrameMax, presenceBytesMax } from "../limits.ts";

/** One tab of one session. */
export interface PeerPresence {
  readonly session: number;
  readonly client: number;
  /** Null: gone. Opaque here. */
  readonly state: Uint8Array | null;
}

/** What changed among the peers since the last tick, the newest state of each; the receiver's own may be in it. */
export interface Presence {
  readonly type: "presence";
  readonly peers: readonly PeerPresence[];
}

/** The layout of `Presence` after its kind byte. */
export const presenceField: Field<Omit<Presence, "type">> = record({
  peers: list(
    record({ session: uint, client: uint, state: optional(bytes(presenceBytesMax)) }),
    peersPerFrameMax,
  ),
});
