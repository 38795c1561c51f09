import type { Editor } from "@tiptap/react";
import { useEffect } from "react";
import { rangeOfAnchors } from "../review/place-range.ts";
import type { Thread } from "./comment-record.ts";
import type { CommentsState } from "./use-comments.ts";

const draftName = "weft-draft";

/**
 * How commented words look: those of a resolved thread like any others, those of the thread in hand on a wash, and those that
 * are just being commented on like a selection. By rules of a style sheet and a highlight, so that the text is not touched.
 */
export function useCommentLook(editor: Editor, { threads, isOpen, currentId, draft }: CommentsState): void {
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rulesFor(threads, isOpen ? currentId : null));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  }, [threads, isOpen, currentId]);
  useEffect(() => {
    const range = draft === null ? null : rangeOfAnchors(editor, draft.start, draft.end);
    if (range === null || !("highlights" in CSS)) return;
    const [start, end] = [editor.view.domAtPos(range.from), editor.view.domAtPos(range.to)];
    const words = new Range();
    words.setStart(start.node, start.offset);
    words.setEnd(end.node, end.offset);
    CSS.highlights.set(draftName, new Highlight(words));
    return () => {
      CSS.highlights.delete(draftName);
    };
  }, [editor, draft]);
}

function rulesFor(threads: readonly Thread[], currentId: string | null): string {
  const resolved = threads.filter((thread) => thread.resolved !== null && thread.id !== currentId);
  const rules = resolved.map(({ id }) => `${marksOf(id)} { border-bottom-color: transparent }`);
  if (currentId !== null) rules.push(`${marksOf(currentId)} { background-color: var(--amber-wash) }`);
  return rules.join("\n");
}

function marksOf(id: string): string {
  return `.weft-page .weft-comment[data-comment="${CSS.escape(id)}"]`;
}
