import { TextSelection } from "@tiptap/pm/state";
import type { Editor } from "@tiptap/react";
import { anchorFromPosition } from "@weft/tiptap";
import { useCallback, useEffect } from "react";
import { openedDocument } from "../writing/opened-document.ts";
import { wordsBetween } from "./commented-words.ts";
import type { CommentsState } from "./use-comments.ts";

/**
 * The ways into the comments from the text: the tool above a selection and its key, Ctrl+Alt+M, which take the selected words
 * in hand, or the thread at the caret; and a click on commented words. Gives what the tool does, null for who may not comment.
 */
export function useCommentStart(editor: Editor, state: CommentsState): (() => void) | null {
  const { threads, setOpen, setCurrent, setDraft, deeds } = state;
  const show = useCallback(
    (id: string | null): void => {
      if (id === null || !threads.some((thread) => thread.id === id && thread.resolved === null)) return;
      setDraft(null);
      setCurrent(id);
      setOpen(true);
    },
    [threads, setOpen, setCurrent, setDraft],
  );
  const start = useCallback((): void => {
    const document = openedDocument(editor);
    const { from, to, empty, $from } = editor.state.selection;
    if (document === null) return;
    const quote = editor.state.doc.textBetween(from, to, " ", " ").trim();
    if (empty || quote === "") {
      const { id } = $from.marks().find(({ type }) => type.name === "comment")?.attrs ?? {};
      show(typeof id === "string" ? id : null);
      return;
    }
    const [first, last] = [from, to].map((at) =>
      document.richText.placeOfAnchor(anchorFromPosition(document, at)),
    );
    if (typeof first !== "number" || typeof last !== "number" || first >= last) return;
    // The words are marked from here on; what stays selected would keep its tools above it.
    editor.view.dispatch(editor.state.tr.setSelection(TextSelection.near(editor.state.selection.$to, -1)));
    setDraft(wordsBetween(document.richText, { from: first, to: last }, quote));
    setCurrent(null);
    setOpen(true);
  }, [editor, show, setOpen, setCurrent, setDraft]);
  const canComment = deeds !== null;
  useEffect(() => {
    if (!canComment) return;
    const press = (event: KeyboardEvent): void => {
      const isKey = event.code === "KeyM" && event.altKey && (event.ctrlKey || event.metaKey);
      if (!isKey || event.shiftKey) return;
      event.preventDefault();
      start();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [canComment, start]);
  useEffect(() => {
    if (editor.isDestroyed) return;
    const { dom } = editor.view;
    const click = ({ target }: MouseEvent): void => {
      const words = target instanceof Element ? target.closest("[data-comment]") : null;
      // Whoever selects has other plans.
      if (editor.state.selection.empty) show(words?.getAttribute("data-comment") ?? null);
    };
    dom.addEventListener("click", click);
    return () => dom.removeEventListener("click", click);
  }, [editor, show]);
  return canComment ? start : null;
}
