/** From place to place, in the order of the text and around its end. */
import type { Editor } from "@tiptap/react";
import type { Place } from "./place.ts";
import { rangeOfPlace } from "./place-range.ts";

/** Forwards or backwards. */
export type Step = 1 | -1;

/** The place after or before `from`. */
export function placeBeside(places: readonly Place[], from: Place, step: Step): Place | null {
  const index = places.findIndex(({ id }) => id === from.id);
  return places[(index + step + places.length) % places.length] ?? null;
}

/** The first place at or after the caret, or the last one before it. */
export function placeAtCaret(editor: Editor, places: readonly Place[], step: Step): Place | null {
  const caret = editor.isDestroyed ? 0 : editor.state.selection.head;
  const at = (place: Place): number => rangeOfPlace(editor, place)?.from ?? 0;
  if (step === 1) return places.find((place) => at(place) >= caret) ?? places[0] ?? null;
  return places.findLast((place) => at(place) < caret) ?? places.at(-1) ?? null;
}

/** Places that are drawn at once: whoever has more walks to them. */
export const placesDrawnMax = 100;

/** The places to draw: all, or those around the one in hand, from the first one on if there is none. */
export function placesAround(places: readonly Place[], currentId: string | null): readonly Place[] {
  const index = places.findIndex(({ id }) => id === currentId);
  const from = Math.max(0, Math.min(index - placesDrawnMax / 2, places.length - placesDrawnMax));
  return places.length <= placesDrawnMax ? places : places.slice(from, from + placesDrawnMax);
}
