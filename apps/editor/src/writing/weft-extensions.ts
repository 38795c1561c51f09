/** A document of our own engine in an editor. */
import type { Editor, Extensions } from "@tiptap/core";
import type { RichText } from "@weft/richtext";
import { anchorFromPosition, Collaboration, positionFromAnchor } from "@weft/tiptap";
import { CrossingMarks } from "../review/marks/crossing-marks.ts";
import { openedDocument } from "./opened-document.ts";
import { type WritingEngine, writingEngine } from "./writing-engine.ts";

/** The extensions that put `richText` into an editor; `onRefused` hears of edits that it did not take. */
export function weftExtensions(richText: RichText, onRefused: () => void): Extensions {
  return [
    Collaboration.configure({ document: richText, onRefused }),
    writingEngine(weftEngine),
    CrossingMarks,
  ];
}

function weftEngine(editor: Editor): WritingEngine | null {
  const document = openedDocument(editor);
  return (
    document && {
      follow(position) {
        const anchor = anchorFromPosition(document, position);
        return () => positionFromAnchor(document, anchor);
      },
      endUndoGroup: () => document.richText.endUndoGroup(),
    }
  );
}
