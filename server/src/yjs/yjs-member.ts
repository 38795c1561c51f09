import type { CloseName, Role } from "@weft/protocol";
import type { Identity } from "../identity/token.ts";

/** Somebody in a Yjs room, as the room sees them. A session is one. None of the calls may throw. */
export interface YjsMember {
  /** With the role of the moment. */
  readonly identity: Identity;
  /** An encoded frame that must not be lost. */
  send(frame: Uint8Array): void;
  /** An encoded frame of awareness. May be dropped. */
  showAwareness(frame: Uint8Array): void;
  /** So many bytes of the member's updates are not on the way to the log any more. */
  settle(bytes: number): void;
  /** From now on `identity` has this role. */
  changeRole(role: Role): void;
  /** The room lets the member go; it need not leave any more. */
  end(close: CloseName, sentence: string): void;
}
