import type { Editor } from "@tiptap/react";
import type { Peer } from "@weft/sync";
import { type RemoteCaret, setRemoteCarets } from "@weft/tiptap";
import { useEffect } from "react";

/** Shows where the others are in the text. */
export function useOtherCarets(editor: Editor, peers: readonly Peer[]): void {
  useEffect(() => {
    if (!editor.isDestroyed) setRemoteCarets(editor.view, peers.flatMap(caretOf));
  }, [editor, peers]);
}

function caretOf({ id, name, colour, caret, anchor }: Peer): RemoteCaret[] {
  return caret === null ? [] : [{ id, name, colour, head: caret, anchor: anchor ?? caret }];
}
