import type { Editor } from "@tiptap/react";
import type { RichText } from "@weft/richtext";
import { recallSelections, selectionMemory } from "@weft/tiptap";
import { useEffect } from "react";
import { openedDocument } from "../writing/opened-document.ts";
import { readTabMemory, writeTabMemory } from "./tab-memory.ts";

/** Keeps over a reload of the tab what can be undone in a document, and gives it back when the document is opened. */
export function useTabMemory(editor: Editor, richText: RichText): void {
  useEffect(() => {
    const document = openedDocument(editor);
    if (document?.richText !== richText) return;
    const { documentId, replica } = richText;
    const memory = readTabMemory(documentId);
    if (memory?.replica === replica) recallSelections(document, memory.selections);
    const note = (): void =>
      writeTabMemory(documentId, {
        replica,
        undoMemory: richText.undoMemory(),
        selections: selectionMemory(document),
      });
    // A phone may end a hidden page without another word.
    const hide = (): void => {
      if (globalThis.document.visibilityState === "hidden") note();
    };
    addEventListener("pagehide", note);
    globalThis.document.addEventListener("visibilitychange", hide);
    return () => {
      removeEventListener("pagehide", note);
      globalThis.document.removeEventListener("visibilitychange", hide);
      note();
    };
  }, [editor, richText]);
}
