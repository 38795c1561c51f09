/** The marks of places, by where they stand now. */

import type { Editor } from "@tiptap/react";
import type { Change, IdRange } from "@weft/conflicts";
import type { PersonChanges } from "../away/absence.ts";
import type { Place } from "../place.ts";
import { rangeOfAnchors, rangeOfChange, rangeOfPlace } from "../place-range.ts";
import { placesDrawnMax } from "../walk.ts";
import type { CrossingMark } from "./crossing-marks.ts";

/** A ghost longer than this is cut: it is to remind, not to be read. */
const ghostUnitsMax = 160;

/** The marks of these places in an editor; `currentId` is the one in hand. */
export function readMarks(
  editor: Editor,
  places: readonly Place[],
  currentId: string | null,
): readonly CrossingMark[] {
  return places.flatMap((place) => {
    const range = rangeOfPlace(editor, place);
    if (range === null || place.conflict.register !== null) return [];
    const words = place.sides.flatMap(({ did, face }) =>
      did.inserted.flatMap((inserted) => {
        const found = rangeOfIds(editor, inserted);
        return found ? [{ ...found, colour: face?.colour ?? null }] : [];
      }),
    );
    return [{ ...range, isCurrent: place.id === currentId, words, ghost: ghostOf(place) }];
  });
}

/** Where changes stand, those around the one in hand: each person's words in their colour. */
export function readChangeMarks(
  editor: Editor,
  people: readonly PersonChanges[],
  current: Change | null,
): readonly CrossingMark[] {
  const all = people.flatMap(({ face, changes }) => changes.map((change) => ({ face, change })));
  const at = Math.max(0, all.findIndex(({ change }) => change === current) - placesDrawnMax / 2);
  return all.slice(at, at + placesDrawnMax).flatMap(({ face, change }) => {
    const range = rangeOfChange(editor, change);
    if (range === null) return [];
    const words = change.inserted.flatMap((inserted) => {
      const found = rangeOfIds(editor, inserted);
      return found ? [{ ...found, colour: face?.colour ?? null }] : [];
    });
    const isCurrent = change === current;
    return [
      { ...range, isCurrent, words, ghost: isCurrent && change.after === "" ? shortened(change.before) : "" },
    ];
  });
}

/** Only what one side took from under another's work: other deletions are nobody's concern. */
function ghostOf({ conflict }: Place): string {
  const { kind, before } = conflict;
  if (kind !== "delete-against-edit" && kind !== "block-delete-against-edit") return "";
  return shortened(before);
}

function shortened(text: string): string {
  const words = text.trim().replaceAll(/\s+/gu, " ");
  return words.length > ghostUnitsMax ? `${words.slice(0, ghostUnitsMax)}…` : words;
}

/** Where inserted elements stand; null where others' words have come far between them, or none of them is left. */
function rangeOfIds(editor: Editor, { replica, from, to }: IdRange) {
  const range = rangeOfAnchors(editor, `${replica}:${from}:b`, `${replica}:${to - 1}:a`);
  if (range === null || range.from >= range.to) return null;
  return range.to - range.from <= 2 * (to - from) ? range : null;
}
