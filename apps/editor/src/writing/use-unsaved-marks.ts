import type { Editor } from "@tiptap/react";
import type { Replica, SyncStatus } from "@weft/sync";
import { setUnsaved } from "@weft/tiptap";
import { useEffect } from "react";

/**
 * Keeps the dots under unsaved letters and the stretches of the selvedge true: in the accent while the words are
 * on their way to the server's disk, grey while they are on this device only.
 */
export function useUnsavedMarks(editor: Editor, replica: Replica, status: SyncStatus): void {
  useEffect(() => {
    if (editor.isDestroyed) return;
    const thread = status.connected ? "waiting" : "local";
    setUnsaved(editor.view, { counter: replica.unsavedFrom(), thread });
  }, [editor, replica, status]);
}
