/**
 * A branch brought into the document that it is of, or into another branch: one step, and one undo. Its work is written anew by
 * whoever merges, since only own ops can be taken back; what it crosses is what it would have crossed offline. It can be merged
 * again, and its origin into it: what one of the two has from the other, under whatever ids, is not brought again.
 */
import type { ReplicaId, Version } from "@weft/rga";
import type { Brought, Edit, RichText } from "@weft/richtext";
import { findConflictsAmong } from "../find-conflicts.ts";
import { broughtInto, coversBetween, inForce, noteBrought, turned } from "./brought-note.ts";
import { recordMerge, sharedVersion } from "./merge-record.ts";

/** What is merged into what. */
export interface BranchMerge {
  /** Under a replica id that has written nothing since the two parted: a version cannot tell its later work from the branch's. */
  readonly document: RichText;
  readonly branch: RichText;
  /** By the clock of the one who merges. */
  readonly metAtMs: number;
}

/** What was brought. */
export interface BroughtBranch {
  /** Both sides of the merge, what the document had first. */
  readonly sides: readonly [Version, Version];
  /** Whether the branch had nothing new: then the document is as it was. */
  readonly isNothing: boolean;
  /** The edits that note it, so that the next merge brings only what is new. */
  readonly notes: readonly Edit[];
}

/** What one document has from another one, whatever it is called there. */
interface Earlier {
  readonly brought: readonly Brought[];
  /** All that both had after the last merge, by its names in the one that is merged into. */
  readonly base: Version;
}

/**
 * Writes what the branch did since the two parted, or were merged last, into the document, with a record of the merge if anything
 * crossed. Gives the two sides, what the document had first; null if there is nothing new. Throws a `RangeError`, nothing
 * changed, for a document whose own replica wrote since they parted.
 *
 * Law: conflicts, words and severities are those of merging the branch's own ops.
 */
export function mergeBranch({ document, branch, metAtMs }: BranchMerge): readonly [Version, Version] | null {
  const { sides, isNothing, notes } = bringBranch({ document, branch });
  if (isNothing) return null;
  const crossed = findConflictsAmong({ base: sharedVersion(sides), sides, document }).length > 0;
  const record = crossed ? recordMerge(document, { sides, metAtMs }) : null;
  document.edit(record ? [...notes, record] : notes);
  return sides;
}

/** `mergeBranch` without any record: for a preview, in a document that nobody keeps. */
export function bringBranch({ document, branch }: Pick<BranchMerge, "document" | "branch">): BroughtBranch {
  const mine = document.version();
  const theirs = branch.version();
  const shared = sharedVersion([mine, theirs]);
  const from = mine.get(document.replica) ?? 0;
  if (from > (shared.get(document.replica) ?? 0)) {
    throw new RangeError("the merging replica wrote since the branch was made");
  }
  const { brought, base } = earlierMerges({ document, branch }, shared);
  const update = branch.updateSince(shared);
  document.endUndoGroup();
  const standIns = update.length > 0 ? document.reauthor(update, { ofGone: "repeated", brought }) : [];
  const to = document.version().get(document.replica) ?? 0;
  document.endUndoGroup();
  if (to === from) return { sides: [mine, base], isNothing: true, notes: [] };
  const covers = coversBetween(shared, theirs);
  return {
    sides: [mine, new Map([...base, [document.replica, to] as const])],
    isNothing: false,
    notes: noteBrought({ writer: document.replica, from, to, covers, standIns }),
  };
}

function earlierMerges(
  { document, branch }: Pick<BranchMerge, "document" | "branch">,
  shared: Version,
): Earlier {
  const brought: Brought[] = [];
  const base = new Map<ReplicaId, number>(shared);
  const raise = (replica: ReplicaId, known: number): void => {
    base.set(replica, Math.max(known, base.get(replica) ?? 0));
  };
  const [knownHere, knownThere] = [document.version(), branch.version()];
  const here = broughtInto(document).filter(({ covers }) =>
    covers.some(({ replica, from }) => (knownThere.get(replica) ?? 0) > from),
  );
  const isInForceHere = inForce(document, here);
  for (const note of here.filter(isInForceHere)) {
    brought.push(note);
    raise(note.writer, note.to);
  }
  const there = broughtInto(branch).filter(
    ({ covers, writer, to }) =>
      (knownHere.get(writer) ?? 0) < to &&
      covers.every((cover) => (knownHere.get(cover.replica) ?? 0) >= cover.to),
  );
  const isInForceThere = inForce(branch, there);
  for (const note of there) {
    const { covers, standIns } = turned(note);
    const isThere = isInForceThere(note);
    // What was brought and taken back again is nobody's wish to take it from those who wrote it.
    brought.push({ covers, standIns: isThere ? standIns : [] });
    if (isThere) for (const { replica, to } of note.covers) raise(replica, to);
  }
  return { brought, base };
}
