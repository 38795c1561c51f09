import type { Editor } from "@tiptap/react";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * Keeps the focus where a person can go on: gives the way back to where it was when the rail opened, or to the text if that is gone, and
 * lets the rail have it when what had it is gone, as when somebody else settles the place in hand. `inHand` names that.
 */
export function useFocusReturn(
  editor: Editor,
  rail: RefObject<HTMLElement | null>,
  { isOpen, inHand }: { readonly isOpen: boolean; readonly inHand: string | null },
): () => void {
  const before = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const { activeElement } = document;
    if (isOpen) before.current = activeElement instanceof HTMLElement ? activeElement : null;
  }, [isOpen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked again when another thing is in hand.
  useEffect(() => {
    if (isOpen && document.activeElement === document.body) rail.current?.focus({ preventScroll: true });
  }, [isOpen, inHand, rail]);
  return () => {
    const back = before.current;
    if (back?.isConnected && back !== document.body && !editor.view.dom.contains(back)) back.focus();
    else editor.view.focus();
  };
}
