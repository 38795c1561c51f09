import type { Editor } from "@tiptap/react";
import type { Change } from "@weft/conflicts";
import { useEffect } from "react";
import type { PersonChanges } from "../review/away/absence.ts";
import { setCrossingMarks } from "../review/marks/crossing-marks.ts";
import { readChangeMarks, readMarks } from "../review/marks/read-marks.ts";
import type { Place } from "../review/place.ts";
import { placesAround, placesDrawnMax } from "../review/walk.ts";

/** What is in hand. */
export interface InHand {
  readonly place: Place | null;
  readonly change: Change | null;
}

/** Marks in a merged text all that either side changed, and on a wash what is in hand. */
export function useMergedMarks(
  editor: Editor,
  places: readonly Place[],
  sides: readonly PersonChanges[],
  { place, change }: InHand,
): void {
  useEffect(() => {
    if (editor.isDestroyed) return;
    const around = placesAround(places, place?.id ?? null, placesDrawnMax);
    setCrossingMarks(editor.view, () => {
      const changed = readChangeMarks(editor, sides, change);
      const crossed = readMarks(editor, around, place?.id ?? null);
      const isDrawn = (from: number, to: number): boolean =>
        changed.some(({ words }) => words.some((drawn) => drawn.from <= from && to <= drawn.to));
      const withoutTwice = crossed.map((mark) => ({
        ...mark,
        words: mark.words.filter(({ from, to }) => !isDrawn(from, to)),
      }));
      return [...changed, ...withoutTwice];
    });
  }, [editor, places, sides, place, change]);
}
