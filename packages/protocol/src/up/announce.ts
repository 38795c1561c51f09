import { bytes, type Field, optional, record, uint } from "../field.ts";
import { presenceBytesMax } from "../limits.ts";

/** What one tab shows of itself to the others (name, colour, caret), or that it is gone. Lossy. */
export interface Announce {
  readonly type: "announce";
  /** The tab, numbered by the session's holder: one socket speaks for all tabs of a browser. */
  readonly client: number;
  /** Null: gone. Opaque here. */
  readonly state: Uint8Array | null;
}

/** The layout of `Announce` after its kind byte. */
export const announceField: Field<Omit<Announce, "type">> = record({
  client: uint,
  state: optional(bytes(presenceBytesMax)),
});
