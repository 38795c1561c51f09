import type { Editor } from "@tiptap/react";
import { systemClock } from "@weft/base";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { showRange } from "../review/place-range.ts";
import { useFocusReturn } from "../review/rail/use-focus-return.ts";
import { CommentRail } from "./comment-rail.tsx";
import type { Thread } from "./comment-record.ts";
import { threadAttribute } from "./thread-card.tsx";
import { useCommentLook } from "./use-comment-look.ts";
import { useCommentPlaces } from "./use-comment-places.ts";
import type { CommentDeeds, CommentsState } from "./use-comments.ts";
import "./comments.css";

/** The comments of an open document: how the words look, the rail, and what a screen reader hears of it. */
export function DocumentComments({
  editor,
  state,
}: {
  readonly editor: Editor;
  readonly state: CommentsState;
}) {
  const { isOpen, currentId, draft, deeds } = state;
  const rail = useRef<HTMLElement | null>(null);
  const [said, setSaid] = useState("");
  const places = useCommentPlaces(editor, state.threads, isOpen);
  useCommentLook(editor, state);
  const giveFocusBack = useFocusReturn(editor, rail, { isOpen, inHand: currentId });
  useEffect(() => {
    if (currentId !== null) findCard(rail.current, currentId)?.scrollIntoView({ block: "nearest" });
  }, [currentId]);
  if (!isOpen) return <Said words={said} />;
  const onGo = ({ id }: Thread): void => {
    flushSync(() => state.setCurrent(id));
    const at = places.get(id);
    showRange(editor, at === undefined ? null : { from: at, to: at });
    findCard(rail.current, id)?.focus({ preventScroll: true });
  };
  const onClose = (): void => {
    state.setOpen(false);
    state.setCurrent(null);
    state.setDraft(null);
    giveFocusBack();
  };
  const onSay = (words: string): void => {
    if (draft === null || deeds === null) return;
    const id = deeds.begin(draft, words);
    flushSync(() => {
      state.setDraft(null);
      state.setCurrent(id);
    });
    findCard(rail.current, id)?.focus({ preventScroll: true });
    setSaid("Commented.");
  };
  return (
    <>
      <Said words={said} />
      <CommentRail
        ref={rail}
        state={{ ...state, deeds: deeds && aloud(deeds, setSaid) }}
        nowMs={systemClock.now()}
        {...{ places, onGo, onSay, onClose }}
      />
    </>
  );
}

/** The same deeds, each of which says what it did. */
function aloud(deeds: CommentDeeds, say: (words: string) => void): CommentDeeds {
  return {
    ...deeds,
    answer(thread, words) {
      deeds.answer(thread, words);
      say("Answered.");
    },
    turn(thread) {
      deeds.turn(thread);
      say(thread.resolved === null ? "Resolved." : "Open again.");
    },
  };
}

function findCard(rail: HTMLElement | null, id: string): HTMLElement | null {
  return rail?.querySelector<HTMLElement>(`[${threadAttribute}="${CSS.escape(id)}"]`) ?? null;
}

function Said({ words }: { readonly words: string }) {
  return (
    <p className="sr-only" role="status" aria-live="polite" data-testid="comments-said">
      {words}
    </p>
  );
}
