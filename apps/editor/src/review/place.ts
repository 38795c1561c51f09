/** A place that needs a look, as one person sees it: what they did comes first, the others have names. */
import { type Conflict, type ConflictSide, type Resolution, resolutionOf } from "@weft/conflicts";
import type { RichText } from "@weft/richtext";
import type { Face } from "../people/face.ts";
import type { Crossing } from "./finding/search-conflicts.ts";
import { writerOf } from "./writers.ts";

/** What one side did. */
export interface PlaceSide {
  /** Its number for `resolveConflict`. */
  readonly side: number;
  /** What stood there, or what a register held, by this side. */
  readonly text: string;
  readonly did: ConflictSide;
  readonly isMine: boolean;
  /** Who it was; null for people of whom the document does not say. */
  readonly face: Face | null;
  /** What the card calls it, if not by whose it is. */
  readonly label?: string;
}

/** A place. */
export interface Place {
  readonly id: string;
  readonly conflict: Conflict;
  /** Null for what has not met yet. */
  readonly metAtMs: number | null;
  /** Mine first. */
  readonly sides: readonly PlaceSide[];
  /** What was decided about it; null as long as nothing is. */
  readonly resolution: Resolution | null;
}

/** Who looks: their face, and the replica ids that are theirs. */
export interface Looker {
  readonly face: Face;
  readonly replicas: ReadonlySet<string>;
}

/** The place of a crossing as one person sees it. */
export function placeOf(document: RichText, { conflict, metAtMs }: Crossing, own: Looker): Place {
  const sides = conflict.sides.map((did) => sideOf(document, did, own));
  return {
    id: conflict.id,
    conflict,
    metAtMs,
    sides: sides.toSorted((a, b) => Number(b.isMine) - Number(a.isMine) || a.side - b.side),
    resolution: resolutionOf(document, conflict.id),
  };
}

function sideOf(document: RichText, did: ConflictSide, own: Looker): PlaceSide {
  const isMine = did.replicas.some((replica) => own.replicas.has(replica));
  const faces = did.replicas.map((replica) => writerOf(document, replica));
  const face = isMine ? own.face : (faces.find((one) => one !== null) ?? null);
  return { side: did.side, text: did.text, did, isMine, face };
}
