/** Where a place stands in the text that is shown. */
import type { Editor } from "@tiptap/react";
import type { Change, Conflict } from "@weft/conflicts";
import { positionFromAnchor } from "@weft/tiptap";
import { openedDocument } from "../writing/opened-document.ts";
import type { Place } from "./place.ts";

/** Positions of an editor's text. */
export interface ShownRange {
  readonly from: number;
  readonly to: number;
}

/** Where a place is shown by now, empty where its words are gone; null for what stands nowhere in the text, such as a title. */
export function rangeOfPlace(editor: Editor, { conflict }: Pick<Place, "conflict">): ShownRange | null {
  return rangeOf(editor, conflict, conflict.register !== null || conflict.block !== null);
}

/** Where a change is shown by now. */
export function rangeOfChange(editor: Editor, change: Change): ShownRange | null {
  return rangeOf(editor, change, change.kind === "value");
}

function rangeOf(
  editor: Editor,
  { place: { start, end } }: Pick<Conflict, "place">,
  isOfBlock: boolean,
): ShownRange | null {
  if (start === null) return null;
  // What a whole block is about begins at its marker, to which the end of the block before is nearest.
  return rangeOfAnchors(editor, isOfBlock && end !== null ? end : start, end);
}

/** Where two anchors stand; null if nothing of them is in the text. */
export function rangeOfAnchors(editor: Editor, start: string, end: string | null): ShownRange | null {
  const document = openedDocument(editor);
  if (document === null || editor.isDestroyed) return null;
  const from = positionFromAnchor(document, start);
  if (from === null) return null;
  const size = editor.state.doc.content.size;
  const to = (end === null ? null : positionFromAnchor(document, end)) ?? from;
  return { from: Math.min(from, size), to: Math.min(Math.max(from, to), size) };
}

/** Brings a stretch of text into sight, in the middle of the window; the selection and the focus stay. */
export function showRange(editor: Editor, range: ShownRange | null): void {
  if (range === null) return;
  const { node } = editor.view.domAtPos(range.from);
  const element = node instanceof Element ? node : node.parentElement;
  element?.scrollIntoView({ block: "center", behavior: "auto" });
}
