/** Two documents of one origin beside each other: what each did since they parted, and what would cross if one came into the other. */
import { bringBranch, type Change, type MergeRecord, sharedVersion } from "@weft/conflicts";
import { createRichText, genesisReplica, type RichText } from "@weft/richtext";
import type { Face } from "../people/face.ts";
import type { ChangesOfSides, ConflictSearch } from "../review/finding/conflict-finder.ts";
import type { Crossing } from "../review/finding/search-conflicts.ts";
import { type Place, placeOf } from "../review/place.ts";

/** What is compared: one's own copy, and what it is held against. */
export interface Compared {
  readonly branch: RichText;
  readonly other: RichText;
}

/** Who stands for the copy, and who for the other document. */
export interface Faces {
  readonly own: Face;
  readonly face: Face;
}

/** Both in one text, and what is to be said of it. */
export interface Comparison {
  /** The other document with the branch merged in: nobody else's, and gone with the page. */
  readonly merged: RichText;
  /** Where words cross, the severe ones and the others. */
  readonly places: readonly Place[];
  readonly stains: readonly Place[];
  readonly branchChanges: readonly Change[];
  readonly otherChanges: readonly Change[];
}

/** Whether two documents began as one. */
export function areRelated(aId: string, bId: string): boolean {
  return aId !== bId && genesisReplica(aId) === genesisReplica(bId);
}

/**
 * The other document with the branch merged in, as a merge would do it, and the two sides of that: the other one's first. Done
 * again by the same `replica`, what it finds has the same ids.
 */
export function mergedCopy(
  { branch, other }: Compared,
  replica?: string,
): {
  readonly merged: RichText;
  readonly record: MergeRecord;
} {
  const { documentId } = other;
  const by = replica === undefined ? {} : { replica };
  const merged = createRichText({ documentId, saved: other.save(), ...by });
  const { sides } = bringBranch({ document: merged, branch });
  return { merged, record: { id: "", sides, metAtMs: 0 } };
}

/** The side of the branch among those of `mergedCopy`. */
const branchSide = 1;

/** What finding gives, as a person sees it who holds their copy against the document that `face` stands for. */
export async function compare(
  compared: Compared,
  search: (merged: RichText) => { readonly conflicts: ConflictSearch; readonly changes: ChangesOfSides },
  { own, face }: Faces,
  replica?: string,
): Promise<Comparison> {
  const { merged, record } = mergedCopy(compared, replica);
  const { conflicts, changes } = search(merged);
  const [crossings, done] = await Promise.all([
    conflicts([record]),
    changes(sharedVersion(record.sides), record.sides),
  ]);
  const places = crossings.map((crossing) => comparedPlace(merged, crossing, { own, face }));
  return {
    merged,
    places: places.filter(({ conflict }) => conflict.severity !== "low"),
    stains: places.filter(({ conflict }) => conflict.severity === "low"),
    branchChanges: done.filter(({ side }) => side === branchSide),
    otherChanges: done.filter(({ side }) => side !== branchSide),
  };
}

/** The copy is "you", whoever wrote in it; the other document has a name instead of people. */
function comparedPlace(merged: RichText, crossing: Crossing, { own, face }: Faces): Place {
  const place = placeOf(merged, crossing, { face: own, replicas: new Set() });
  const sides = place.sides.map((one) => {
    const isMine = one.side === branchSide;
    return isMine ? { ...one, isMine, face: own } : { ...one, isMine, face, label: labelOf(face) };
  });
  return {
    ...place,
    metAtMs: null,
    resolution: null,
    sides: sides.toSorted((a, b) => Number(b.isMine) - Number(a.isMine)),
  };
}

/** "the original" as a label. */
export function labelOf({ name }: Face): string {
  const words = name.replace(/^the /, "");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
