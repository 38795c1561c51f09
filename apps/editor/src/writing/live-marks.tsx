import type { Editor } from "@tiptap/react";
import type { Peer, Replica } from "@weft/sync";
import { type RemoteCaret, setRemoteCarets, setUnsaved } from "@weft/tiptap";
import { useEffect } from "react";
import { usePeople } from "../people/use-people.ts";
import { useCalmStatus } from "../status/use-calm-status.ts";

/**
 * Keeps the marks in the text true; draws nothing itself. Dots under unsaved letters and stretches of the selvedge: in
 * the accent while the words are on their way to the server's disk, grey while they are on this device only. And the
 * carets of the others. A component of its own, so that a key press draws no bar and no tool again.
 */
export function LiveMarks({ editor, replica }: { readonly editor: Editor; readonly replica: Replica }) {
  const peers = usePeople(replica);
  const status = useCalmStatus(replica);
  useEffect(() => {
    if (editor.isDestroyed) return;
    setUnsaved(editor.view, {
      counter: replica.unsavedFrom(),
      thread: status.connected ? "waiting" : "local",
    });
  }, [editor, replica, status]);
  useEffect(() => {
    if (!editor.isDestroyed) setRemoteCarets(editor.view, peers.flatMap(caretOf));
  }, [editor, peers]);
  return null;
}

function caretOf({ id, name, colour, caret, anchor }: Peer): RemoteCaret[] {
  return caret === null ? [] : [{ id, name, colour, head: caret, anchor: anchor ?? caret }];
}
