/**
 * A branch brought into the document that it is of, or into another branch: one step, and one undo. Its work is written anew by
 * whoever merges, since only own ops can be taken back; what it crosses is what it would have crossed offline.
 */
import type { Version } from "@weft/rga";
import type { RichText } from "@weft/richtext";
import { findConflictsAmong } from "../find-conflicts.ts";
import { recordMerge, sharedVersion } from "./merge-record.ts";

/** What is merged into what. */
export interface BranchMerge {
  /** Under a replica id that has written nothing since the two parted: a version cannot tell its later work from the branch's. */
  readonly document: RichText;
  readonly branch: RichText;
  /** By the clock of the one who merges. */
  readonly metAtMs: number;
}

/**
 * Writes what the branch did since the two parted into the document, with a record of the merge if anything crossed. Gives the two
 * sides, what the document had first; null if the branch did nothing. Throws a `RangeError`, nothing changed, for a
 * document whose own replica wrote since.
 *
 * Law: conflicts, words and severities are those of merging the branch's own ops.
 */
export function mergeBranch({ document, branch, metAtMs }: BranchMerge): readonly [Version, Version] | null {
  const mine = document.version();
  const shared = sharedVersion([mine, branch.version()]);
  if ((mine.get(document.replica) ?? 0) > (shared.get(document.replica) ?? 0)) {
    throw new RangeError("the merging replica wrote since the branch was made");
  }
  const update = branch.updateSince(shared);
  if (update.length === 0) return null;
  document.endUndoGroup();
  document.reauthor(update, { ofGone: "repeated" });
  const known = document.version().get(document.replica) ?? 0;
  const sides = [mine, new Map([...shared, [document.replica, known] as const])] as const;
  const crossed = findConflictsAmong({ base: shared, sides, document }).length > 0;
  const note = crossed ? recordMerge(document, { sides, metAtMs }) : null;
  document.endUndoGroup();
  if (note) document.edit([note]);
  return sides;
}
