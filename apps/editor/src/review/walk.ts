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
  // They are in the order of the text: of thousands a dozen are asked where they stand.
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rangeOfPlace(editor, places[middle]!)?.from ?? 0) < caret) low = middle + 1;
    else high = middle;
  }
  return places[step === 1 ? low % places.length : (low - 1 + places.length) % places.length] ?? null;
}

/** Places that are marked in the text at once, */
export const placesDrawnMax = 60;
/** and listed in the rail: whoever has more walks to them. */
export const placesListedMax = 40;

/** The places to draw: all, or those around the one in hand, from the first one on if there is none. */
export function placesAround(
  places: readonly Place[],
  currentId: string | null,
  drawnMax: number,
): readonly Place[] {
  if (places.length <= drawnMax) return places;
  const index = places.findIndex(({ id }) => id === currentId);
  const from = Math.max(0, Math.min(index - drawnMax / 2, places.length - drawnMax));
  return places.slice(from, from + drawnMax);
}
