import type { Editor } from "@tiptap/react";
import { systemClock, type Timer } from "@weft/base";
import { useLayoutEffect, useState } from "react";
import type { Thread } from "./comment-record.ts";
import { placesOfComments } from "./commented-words.ts";

/** So long after an edit it is looked again where the comments stand: not for every key. */
const pauseMs = 300;

const nowhere: ReadonlyMap<string, number> = new Map();

/** Where the words of comments begin, while somebody looks at the list of them; looked at anew with every change of `threads`. */
export function useCommentPlaces(
  editor: Editor,
  threads: readonly Thread[],
  isWatched: boolean,
): ReadonlyMap<string, number> {
  const [places, setPlaces] = useState(nowhere);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new thread has words that were not marked before.
  useLayoutEffect(() => {
    if (!isWatched || editor.isDestroyed) return;
    let timer: Timer | null = null;
    const look = (): void => {
      timer = null;
      if (!editor.isDestroyed) setPlaces(placesOfComments(editor.state.doc));
    };
    const lookSoon = (): void => {
      timer ??= systemClock.after(pauseMs, look);
    };
    look();
    editor.on("update", lookSoon);
    return () => {
      timer?.cancel();
      editor.off("update", lookSoon);
    };
  }, [editor, threads, isWatched]);
  return isWatched ? places : nowhere;
}
