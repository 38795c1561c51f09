import { choice, type Field } from "../field.ts";

/** Why the server will never take a batch as it is. A refusal concerns one batch and all that builds on it. */
export type RefusalReason =
  /** The token's role does not allow the edit. */
  | "role"
  /** The ids exist with other content: two writers share a replica id (a copied profile, a restored backup). */
  | "reused-id"
  /** Part of the batch is in the log already and the rest is not: cut it anew from the server's version. */
  | "overlap"
  /** Counters before this batch are not in the log. */
  | "gap"
  /** The batch builds on ops that are not in the log. */
  | "missing-dependency"
  /** The bytes are not a batch, or its ops contradict the document. */
  | "malformed"
  /** An op kind or block type that this server does not know: the client is newer. */
  | "unknown-kind"
  /** The Lamport timestamps jump further than the batch is long. */
  | "clock"
  /** The replica id belongs to another identity. */
  | "identity"
  /** The document takes no edits at present (locked or erased). */
  | "locked"
  /** A batch of the same replica was refused before it in this session. */
  | "after-refusal"
  /** The edits take back or delete so much at once that checking them would hold up everybody. */
  | "too-costly";

/** Reasons in the order of their numbers on the wire. Only ever append. */
export const refusalReasons: readonly RefusalReason[] = [
  "role",
  "reused-id",
  "overlap",
  "gap",
  "missing-dependency",
  "malformed",
  "unknown-kind",
  "clock",
  "identity",
  "locked",
  "after-refusal",
  "too-costly",
];

/** A refusal reason on the wire: one byte. */
export const refusalReasonField: Field<RefusalReason> = choice("reason", refusalReasons);
