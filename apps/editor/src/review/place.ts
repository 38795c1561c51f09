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
}

/** A place. */
export interface Place {
  readonly id: string;
  readonly conflict: Conflict;
  readonly metAtMs: number;
  /** Mine first. */
  readonly sides: readonly PlaceSide[];
  /** What was decided about it; null as long as nothing is. */
  readonly resolution: Resolution | null;
}

/** The place of a crossing, as the person with this face sees it who writes in `document`. */
export function placeOf(document: RichText, { conflict, metAtMs }: Crossing, own: Face): Place {
  const sides = conflict.sides.map((did) => sideOf(document, did, own));
  return {
    id: conflict.id,
    conflict,
    metAtMs,
    sides: sides.toSorted((a, b) => Number(b.isMine) - Number(a.isMine) || a.side - b.side),
    resolution: resolutionOf(document, conflict.id),
  };
}

function sideOf(document: RichText, did: ConflictSide, own: Face): PlaceSide {
  const faces = did.replicas.map((replica) => writerOf(document, replica));
  const face = faces.find((one) => one !== null) ?? null;
  // Another window, or this one before a reload, wrote under another id but the same face.
  const isOwnFace = face !== null && face.name === own.name && face.colour === own.colour;
  const isMine = did.replicas.some((replica) => replica === document.replica) || isOwnFace;
  return { side: did.side, text: did.text, did, isMine, face: isMine ? own : face };
}
