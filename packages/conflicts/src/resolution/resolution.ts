/**
 * That a conflict was judged: a register of the document, written by the same edit call as what it took, so that both are
 * one step of undo. Whoever has the write sees the conflict as settled; to undo it, or to reopen, brings it back for all.
 */
import type { ReplicaId } from "@weft/rga";
import type { Edit, RichText, Value } from "@weft/richtext";
import type { Conflict } from "../conflict.ts";

/** The side that is kept, or all of them: what the merge made stays. */
export type Choice = number | "all";

/** What was decided, and by whom. */
export interface Resolution {
  /** As the one who decided names himself. */
  readonly person: string;
  /** When, by that person's clock; null if it was not said. */
  readonly decidedAtMs: number | null;
  /** The writers of the side that was kept: sides have other numbers for others. Null: all were kept. */
  readonly kept: readonly ReplicaId[] | null;
}

const KEY_PREFIX = "conflict.";

/** The edit that records a choice. */
export function recordChoice(
  conflict: Conflict,
  choice: Choice,
  { person, decidedAtMs = null }: { readonly person: string; readonly decidedAtMs?: number | null },
): Edit {
  const side = conflict.sides.find((one) => one.side === choice);
  const kept = side ? side.replicas : null;
  return { type: "setProperty", key: KEY_PREFIX + conflict.id, value: { person, kept, decidedAtMs } };
}

/** Whether a property of the document says what was decided about a conflict. */
export function isResolutionKey(key: string): boolean {
  return key.startsWith(KEY_PREFIX);
}

/** The edit that takes a record back. */
export function reopen(conflictId: string): Edit {
  return { type: "setProperty", key: KEY_PREFIX + conflictId, value: null };
}

/** What was decided about a conflict; null if nothing was. */
export function resolutionOf(document: RichText, conflictId: string): Resolution | null {
  const value = document.property(KEY_PREFIX + conflictId);
  if (!isRecord(value) || typeof value.person !== "string") return null;
  const { person, kept, decidedAtMs } = value;
  return {
    person,
    decidedAtMs: typeof decidedAtMs === "number" ? decidedAtMs : null,
    kept: isReplicas(kept) ? kept : null,
  };
}

function isRecord(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Ids of replicas are only compared with others and shown: what is none names nobody. */
function isReplicas(value: Value | undefined): value is readonly ReplicaId[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
