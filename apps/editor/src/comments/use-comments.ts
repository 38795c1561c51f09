import { systemClock } from "@weft/base";
import type { RichText } from "@weft/richtext";
import { useEffect, useMemo, useState } from "react";
import { ownFace } from "../people/own-face.ts";
import { currentSettings } from "../settings/settings.ts";
import {
  answer,
  beginThread,
  commenterOf,
  isCommentKey,
  nextCommentId,
  readThreads,
  type Thread,
  turnThread,
} from "./comment-record.ts";
import { markWords, type WordsInHand } from "./commented-words.ts";

/** The comments of an open document on its screen. */
export interface CommentsState {
  /** Drawn again when one of them changes, not for a key press. */
  readonly threads: readonly Thread[];
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
  /** The thread in hand. */
  readonly currentId: string | null;
  readonly setCurrent: (id: string | null) => void;
  /** The words that are just being commented on. */
  readonly draft: WordsInHand | null;
  readonly setDraft: (draft: WordsInHand | null) => void;
  /** What the person may do; null for who may only read. */
  readonly deeds: CommentDeeds | null;
}

/** What can be done about comments. All of it is for everybody. */
export interface CommentDeeds {
  /** Says something about words; gives the thread's id. One step of undo. */
  begin(words: WordsInHand, remark: string): string;
  answer(thread: Thread, remark: string): void;
  /** Resolves a thread, or opens it again. */
  turn(thread: Thread): void;
  /** Whether this person is the one to resolve it: who may write, and whoever began it. */
  mayTurn(thread: Thread): boolean;
}

/** The comments of a document, for as long as it is open. */
export function useComments(
  document: RichText,
  { canWrite, canComment }: { readonly canWrite: boolean; readonly canComment: boolean },
): CommentsState {
  const [threads, setThreads] = useState<readonly Thread[]>([]);
  const [isOpen, setOpen] = useState(false);
  const [currentId, setCurrent] = useState<string | null>(null);
  const [draft, setDraft] = useState<WordsInHand | null>(null);
  useEffect(() => {
    setThreads(readThreads(document));
    setDraft(null);
    return document.onPatch((patches) => {
      if (patches.some((patch) => patch.type === "property" && isCommentKey(patch.key)))
        setThreads(readThreads(document));
    });
  }, [document]);
  const deeds = useMemo(
    () => (canComment ? deedsIn(document, canWrite) : null),
    [document, canWrite, canComment],
  );
  return { threads, isOpen, setOpen, currentId, setCurrent, draft, setDraft, deeds };
}

function deedsIn(document: RichText, canWrite: boolean): CommentDeeds {
  const now = () => ({ face: ownFace(currentSettings()), atMs: systemClock.now() });
  return {
    begin(words, remark) {
      const id = nextCommentId(document);
      const said = beginThread(id, { ...now(), words: remark, quote: words.quote });
      document.endUndoGroup();
      document.edit([...markWords(document, words, id), said]);
      document.endUndoGroup();
      return id;
    },
    answer(thread, remark) {
      document.edit([answer(nextCommentId(document), thread, { ...now(), words: remark })]);
    },
    turn(thread) {
      document.edit([turnThread(nextCommentId(document), thread, now())]);
    },
    mayTurn: ({ id }) => canWrite || commenterOf(id) === document.replica,
  };
}
