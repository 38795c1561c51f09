/** Two who write at one place while they see each other: nothing to list, only something to notice. */
import type { Patch, RichText } from "@weft/richtext";

/** Who typed longer ago is not at it any more. */
export const atItMs = 3_000;

/** So many characters from the caret is right beside it. */
const besideMax = 24;

/** A caret as the document counts. */
export interface CaretPlace {
  readonly block: string;
  /** 0 is before the first character. */
  readonly offset: number;
}

/** The place of an anchor in its block; null if it stands nowhere. */
export function caretPlace(document: RichText, anchor: string): CaretPlace | null {
  const place = document.placeOfAnchor(anchor);
  if (place === null || document.length === 0) return null;
  // A caret stands behind the place before it, which may be a marker.
  const { block, offset } = document.blockAtPlace(Math.min(Math.max(place - 1, 0), document.length - 1));
  return { block: block.id, offset: offset + 1 };
}

/** Whether what somebody else just did changes words right beside a caret. */
export function crossesCaret(patches: readonly Patch[], caret: CaretPlace): boolean {
  return patches.some((patch) => {
    if (patch.type !== "text" || patch.block !== caret.block) return false;
    const inserted = patch.inserted.reduce(
      (sum, run) => sum + (run.kind === "text" ? run.text.length : 1),
      0,
    );
    const end = patch.offset + Math.max(inserted, patch.removed);
    return patch.offset - besideMax <= caret.offset && caret.offset <= end + besideMax;
  });
}
