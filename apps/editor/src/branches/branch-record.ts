/** What a branch says of itself, in records of the document that no undo takes back: what it is a copy of, and what became of it. */
import { spellVersion } from "@weft/conflicts";
import type { Edit, RichText, Value } from "@weft/richtext";

/** A private copy of a document. */
export interface BranchRecord {
  readonly originId: string;
  /** What the origin was when the copy was made, as `spellVersion` has it. */
  readonly base: string;
  readonly madeAtMs: number;
  /** When it was last brought into another document, and into which; null as long as it was not. */
  readonly merged: { readonly atMs: number; readonly intoId: string } | null;
}

/** What this document says of itself; null if it is no branch. */
export function branchRecord(richText: RichText): BranchRecord | null {
  const { originId, base, madeAtMs } = fieldsOf(richText.property(keyOf(richText)));
  if (typeof originId !== "string" || typeof base !== "string" || typeof madeAtMs !== "number") return null;
  const { atMs, intoId } = fieldsOf(richText.property(mergedKeyOf(richText)));
  const isMerged = typeof atMs === "number" && typeof intoId === "string";
  return { originId, base, madeAtMs, merged: isMerged ? { atMs, intoId } : null };
}

/** Notes in a branch that it is one, of `origin` as that is now. */
export function noteBranch(branch: RichText, origin: RichText, madeAtMs: number): Edit {
  const value = { originId: origin.documentId, base: spellVersion(origin.version()), madeAtMs };
  return { type: "setProperty", key: keyOf(branch), value };
}

/** Notes in a branch that it was brought into a document. */
export function noteMerged(branch: RichText, intoId: string, atMs: number): Edit {
  return { type: "setProperty", key: mergedKeyOf(branch), value: { intoId, atMs } };
}

/** Whether a property is a note about some branch: a merge brings those along, and there they say nothing. */
export function isBranchKey(key: string): boolean {
  return key.startsWith(".branch.") || key.startsWith(".merged.");
}

function keyOf({ documentId }: RichText): string {
  return `.branch.${documentId}`;
}

function mergedKeyOf({ documentId }: RichText): string {
  return `.merged.${documentId}`;
}

function fieldsOf(value: Value | undefined): { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
