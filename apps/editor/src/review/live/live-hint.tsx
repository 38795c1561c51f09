import type { Editor } from "@tiptap/react";
import { systemClock, type Timer } from "@weft/base";
import type { RichText } from "@weft/richtext";
import type { Peer, Replica } from "@weft/sync";
import { ownCaret } from "@weft/tiptap";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { atItMs, caretPlace, crossesCaret } from "./live-crossing.ts";

/** So long the hint stands. */
const shownMs = 2_000;

interface Hint {
  readonly words: string;
  readonly left: number;
  readonly top: number;
}

/** A word at the caret while somebody else writes right beside where one types; gone by itself. */
export function LiveHint({
  editor,
  replica,
  richText,
}: {
  readonly editor: Editor;
  readonly replica: Replica;
  readonly richText: RichText;
}) {
  const [hint, setHint] = useState<Hint | null>(null);
  useEffect(() => {
    let typedAtMs = Number.NEGATIVE_INFINITY;
    let timer: Timer | null = null;
    const stop = richText.onPatch((patches, origin) => {
      const nowMs = systemClock.now();
      if (origin !== "remote") {
        typedAtMs = nowMs;
        return;
      }
      const anchor = nowMs - typedAtMs > atItMs || editor.isDestroyed ? null : ownCaret(editor)?.head;
      const caret = anchor ? caretPlace(richText, anchor) : null;
      if (caret === null || !crossesCaret(patches, caret)) return;
      // The text on the screen follows in the same turn.
      timer?.cancel();
      setHint(hintAt(editor, nameIn(richText, replica.presence.others(), caret.block)));
      timer = systemClock.after(shownMs, () => setHint(null));
    });
    return () => {
      timer?.cancel();
      stop();
    };
  }, [editor, replica, richText]);
  if (hint === null) return null;
  return createPortal(
    <p
      role="status"
      data-testid="live-hint"
      style={{ left: hint.left, top: hint.top }}
      className="pointer-events-none fixed z-20 animate-[appear_var(--calm)_var(--ease)] rounded-sm border border-hairline bg-sheet px-2 py-0.5 text-caption text-soft shadow-soft"
    >
      {hint.words}
    </p>,
    document.body,
  );
}

function hintAt(editor: Editor, name: string): Hint | null {
  if (editor.isDestroyed) return null;
  const { left, bottom } = editor.view.coordsAtPos(
    Math.min(editor.state.selection.head, editor.state.doc.content.size),
  );
  return { words: `${name} writes here, too`, left, top: bottom + 4 };
}

/** Whose caret stands in the block; of several, or none, nobody's name. */
function nameIn(richText: RichText, peers: readonly Peer[], block: string): string {
  const here = peers.filter(({ caret }) => caret !== null && caretPlace(richText, caret)?.block === block);
  const [only] = here;
  return only !== undefined && here.length === 1 ? only.name : "Somebody";
}
