/** Looks for the places of a document where what met crossed: plain values in and out, so that it can be done elsewhere. */
import {
  type Conflict,
  findConflictsAmong,
  isResolutionKey,
  type MergeRecord,
  sharedVersion,
} from "@weft/conflicts";
import type { RichText } from "@weft/richtext";

/** A place where work crossed, and when it met. */
export interface Crossing {
  readonly conflict: Conflict;
  readonly metAtMs: number;
}

/** What crossed in these merges, each place once, under the newest of them. */
export function searchConflicts(document: RichText, merges: readonly MergeRecord[]): readonly Crossing[] {
  const found = new Map<string, Crossing>();
  for (const { sides, metAtMs } of merges) {
    for (const conflict of findConflictsAmong({ base: sharedVersion(sides), sides, document })) {
      if (!isRecord(conflict) && !found.has(conflict.id)) found.set(conflict.id, { conflict, metAtMs });
    }
  }
  return [...found.values()];
}

/** How many edits the sides of these merges made apart. */
export function editsApart(merges: readonly MergeRecord[]): number {
  let count = 0;
  for (const { sides } of merges) {
    const shared = sharedVersion(sides);
    for (const side of sides) {
      for (const [replica, known] of side) count += known - (shared.get(replica) ?? 0);
    }
  }
  return count;
}

/** The replica ids under which these sides wrote apart. */
export function writersApart(sides: MergeRecord["sides"]): readonly string[] {
  const shared = sharedVersion(sides);
  const writers = sides.flatMap((side) =>
    [...side].filter(([replica, known]) => known > (shared.get(replica) ?? 0)).map(([replica]) => replica),
  );
  return [...new Set(writers)];
}

/** What a program noted, such as two decisions about one place, is nothing that a person wrote. */
function isRecord({ register }: Conflict): boolean {
  return register?.target === "document" && (register.key.startsWith(".") || isResolutionKey(register.key));
}
