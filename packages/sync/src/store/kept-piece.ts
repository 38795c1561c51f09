import type { RefusalReason } from "@weft/protocol";
import type { OutboxBatch } from "../machine/outbox-batch.ts";

/** Edits that the server refused, with all that was built on them: out of the document, never out of sight. */
export interface KeptPiece {
  readonly id: string;
  readonly reason: RefusalReason;
  /** What the server said, for a person. */
  readonly sentence: string;
  readonly keptAtMs: number;
  readonly batches: readonly OutboxBatch[];
}
