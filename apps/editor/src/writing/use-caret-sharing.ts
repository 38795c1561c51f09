import type { Editor } from "@tiptap/react";
import type { Replica } from "@weft/sync";
import { ownCaret } from "@weft/tiptap";
import { useEffect } from "react";
import { ownFace } from "../people/own-face.ts";
import { useSettings } from "../settings/use-settings.ts";

/** Shows the others who one is and, once the text had the focus, where one's caret stands. */
export function useCaretSharing(editor: Editor, replica: Replica): void {
  const { name, colour } = ownFace(useSettings());
  useEffect(() => {
    const share = (): void => {
      const caret = editor.isDestroyed || !editor.isEditable ? null : ownCaret(editor.view);
      replica.presence.set({
        name,
        colour,
        caret: caret?.head ?? null,
        anchor: caret === null || caret.anchor === caret.head ? null : caret.anchor,
      });
    };
    share();
    editor.on("selectionUpdate", share);
    editor.on("focus", share);
    return () => {
      editor.off("selectionUpdate", share);
      editor.off("focus", share);
    };
  }, [editor, replica, name, colour]);
}
