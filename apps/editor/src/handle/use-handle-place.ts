import type { Editor } from "@tiptap/react";
import { type RefObject, useCallback, useEffect, useState } from "react";
import { firstLineMiddle, lineAt, rangeAt } from "./text-line.ts";

/** The block that the handle stands beside. */
export interface HandlePlace {
  /** Position of a block that would move; what moves with it is found when it does. */
  readonly position: number;
  /** The middle of its first line, in pixels from the top of the page. */
  readonly middle: number;
}

/**
 * Where the handle stands: beside the block under the pointer, or, for fingers and keys, beside the one with the caret.
 * Null while nothing is pointed at, or there is nothing to move. It leaves when one types.
 */
export function useHandlePlace(
  editor: Editor,
  page: RefObject<HTMLElement | null>,
  isHeld: boolean,
): { readonly place: HandlePlace | null; readonly toCaret: () => void } {
  const [place, setPlace] = useState<HandlePlace | null>(null);
  const stand = useCallback(
    (position: number | null): void => {
      const range = position === null || !editor.isEditable ? null : rangeAt(editor, position);
      const top = page.current?.getBoundingClientRect().top;
      if (!range || position === null || top === undefined) {
        setPlace(null);
        return;
      }
      const middle = firstLineMiddle(editor, range) - top;
      setPlace((last) =>
        last?.position === position && last.middle === middle ? last : { position, middle },
      );
    },
    [editor, page],
  );
  const toCaret = useCallback((): void => stand(caretBlock(editor)), [editor, stand]);
  useEffect(() => {
    if (isHeld) return;
    const byFinger = matchMedia("(pointer: coarse)");
    let frame = 0;
    const point = (event: PointerEvent): void => {
      if (event.pointerType === "touch" || event.buttons > 0 || editor.isDestroyed) return;
      const area = editor.view.dom.getBoundingClientRect();
      const isOver = event.clientY >= area.top && event.clientY <= area.bottom;
      stand(isOver ? (lineAt(editor, event.clientY)?.position ?? null) : null);
    };
    const change = ({ transaction }: { transaction: { docChanged: boolean } }): void => {
      if (byFinger.matches) {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => !editor.isDestroyed && toCaret());
      } else if (transaction.docChanged) setPlace(null);
    };
    const surface = page.current?.parentElement;
    surface?.addEventListener("pointermove", point);
    editor.on("transaction", change);
    return () => {
      cancelAnimationFrame(frame);
      surface?.removeEventListener("pointermove", point);
      editor.off("transaction", change);
    };
  }, [editor, page, stand, toCaret, isHeld]);
  return { place, toCaret };
}

/** Position of the block with the caret. */
function caretBlock({ state }: Editor): number | null {
  const { $from } = state.selection;
  if ($from.parent.inlineContent) return $from.before();
  return $from.nodeAfter ? $from.pos : null;
}
