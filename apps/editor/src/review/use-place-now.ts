import type { Editor } from "@tiptap/react";
import type { Anchor } from "@weft/richtext";
import { useEffect, useMemo, useState } from "react";
import { openedDocument } from "../writing/opened-document.ts";
import type { Place } from "./place.ts";
import { rangeOfAnchors } from "./place-range.ts";

/** The place in hand with the words that stand there now: one may write in it, as others may, while one looks at it. */
export function usePlaceNow(editor: Editor, place: Place | null): Place | null {
  const [read, setRead] = useState<{ readonly id: string; readonly now: string } | null>(null);
  useEffect(() => {
    const around = place && neighbours(editor, place);
    if (place === null || around === null) return;
    const look = (): void => {
      const range = rangeOfAnchors(editor, ...around);
      if (range === null) return;
      setRead({ id: place.id, now: editor.state.doc.textBetween(range.from, range.to, "\n", "\uFFFC") });
    };
    look();
    editor.on("update", look);
    return () => {
      editor.off("update", look);
    };
  }, [editor, place]);
  const now = read !== null && read.id === place?.id ? read.now : null;
  return useMemo(
    () => (place === null || now === null ? place : { ...place, conflict: { ...place.conflict, now } }),
    [place, now],
  );
}

/**
 * What stands around the words of a place: between those stands also what is written in their stead. Null for what is not
 * about words, or about whole blocks.
 */
function neighbours(editor: Editor, { conflict }: Place): readonly [Anchor, Anchor] | null {
  const { register, block, place } = conflict;
  const document = openedDocument(editor)?.richText;
  if (!document || register !== null || block !== null || place.start === null || place.end === null)
    return null;
  const [from, to] = [document.placeOfAnchor(place.start), document.placeOfAnchor(place.end)];
  if (from === null || to === null || from < 1 || from > to) return null;
  const end: Anchor = to < document.length ? document.anchorAt(to, "before") : place.end;
  return [document.anchorAt(from, "after"), end];
}
