import type { Editor } from "@tiptap/react";
import { systemClock } from "@weft/base";
import { useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ReviewMarks } from "./marks/review-marks.tsx";
import type { Place } from "./place.ts";
import { rangeOfPlace, showRange } from "./place-range.ts";
import { MergeLine, newsWords } from "./rail/merge-line.tsx";
import { cardAttribute } from "./rail/place-card.tsx";
import { type RailActions, ReviewRail } from "./rail/review-rail.tsx";
import { useFocusReturn } from "./rail/use-focus-return.ts";
import { useReviewKeys } from "./rail/use-review-keys.ts";
import type { Review } from "./review.ts";
import { usePlaceNow } from "./use-place-now.ts";
import type { ReviewState } from "./use-review.ts";
import { placeAtCaret, placeBeside, type Step } from "./walk.ts";
import { lookWords, placeWords } from "./words/place-words.ts";
import "./review.css";

/** The review of an open document: the line that says what met, the rail, its keys, and what a screen reader hears of it. */
export function DocumentReview({
  state,
  ...rest
}: {
  readonly editor: Editor;
  readonly state: ReviewState;
  readonly canWrite: boolean;
  /** Whether something else stands in the rail's place: then neither keys nor marks are the review's. */
  readonly isAside: boolean;
}) {
  return state.review === null ? null : <OpenReview {...rest} state={state} review={state.review} />;
}

function OpenReview({
  editor,
  state,
  review,
  canWrite,
  isAside,
}: {
  readonly editor: Editor;
  readonly state: ReviewState;
  readonly review: Review;
  readonly canWrite: boolean;
  readonly isAside: boolean;
}) {
  const { view, isOpen, setOpen } = state;
  const { open, stains, news } = view;
  const rail = useRef<HTMLElement | null>(null);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [said, setSaid] = useSaid(state, review);
  const current = [...open, ...stains].find(({ id }) => id === currentId) ?? null;
  const inHand = usePlaceNow(editor, isOpen ? current : null);
  useEffect(() => {
    if (isOpen && currentId === null && open[0]) setCurrentId(open[0].id);
  }, [isOpen, currentId, open]);
  const go = (place: Place): void => {
    flushSync(() => {
      setOpen(true);
      setCurrentId(place.id);
    });
    showRange(editor, rangeOfPlace(editor, place));
    rail.current?.querySelector<HTMLElement>(`[${cardAttribute}]`)?.focus();
    const index = view.open.indexOf(place);
    const where = index < 0 ? "" : `Place ${index + 1} of ${view.open.length}. `;
    setSaid(where + placeWords(place));
  };
  const onGo = useSame(go);
  const onStep = (step: Step): void => {
    const isListed = current !== null && open.includes(current);
    const place = isListed ? placeBeside(open, current, step) : placeAtCaret(editor, open, step);
    if (place) go(place);
  };
  useReviewKeys(open.length > 0 && !isAside, onStep);
  const giveFocusBack = useFocusReturn(editor, rail, { isOpen, inHand: current?.id ?? null });
  const onClose = (): void => {
    setOpen(false);
    setCurrentId(null);
    giveFocusBack();
  };
  const actions: RailActions = {
    ...deeds(editor, review, { say: setSaid, go }),
    onGo,
    onStep,
    onClose,
    onChoose(place, choice) {
      const next = placeBeside(open, place, 1);
      if (!review.settle(place.conflict, choice)) return;
      if (next && next.id !== place.id) go(next);
      else rail.current?.focus();
      setSaid(`Settled. ${lookWords(review.view.open.length)}. Undo takes it back.`);
    },
  };
  const nowMs = systemClock.now();
  return (
    <>
      <p className="sr-only" role="status" aria-live="polite" data-testid="review-said">
        {said}
      </p>
      <ReviewMarks {...{ editor, view, isAside, currentId: isOpen ? currentId : null, onGo }} />
      {isOpen ? <ReviewRail {...{ ref: rail, view, current: inHand, canWrite, nowMs, actions }} /> : null}
      {news === null ? null : (
        <MergeLine
          key={newsWords(news)}
          news={news}
          onClose={() => review.forgetNews()}
          onLook={() => onStep(1)}
        />
      )}
    </>
  );
}

/** A function that stays the same and does what the latest one does: so what is drawn for each place is not drawn anew. */
function useSame(act: (place: Place) => void): (place: Place) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((place: Place) => latest.current(place), []);
}

/** What a screen reader hears. While the rail is open it says what met: a line over it would only cover it. */
function useSaid({ view, isOpen }: ReviewState, review: Review): [string, (words: string) => void] {
  const [said, setSaid] = useState("");
  const { news } = view;
  useEffect(() => {
    if (!isOpen) return;
    const { length } = review.view.open;
    setSaid(`${lookWords(length)}.${length === 0 ? "" : " F7 goes to the next one."}`);
  }, [isOpen, review]);
  useEffect(() => {
    if (!isOpen || news === null) return;
    setSaid(newsWords(news));
    review.forgetNews();
  }, [isOpen, news, review]);
  return [said, setSaid];
}

/** What is done to the document alone. */
function deeds(
  editor: Editor,
  review: Review,
  { say, go }: { readonly say: (words: string) => void; readonly go: (place: Place) => void },
): Pick<RailActions, "onEdit" | "onReopen" | "onUndo" | "canSettle"> {
  return {
    onEdit(place) {
      const range = rangeOfPlace(editor, place);
      if (range === null) return;
      editor.commands.setTextSelection(range);
      editor.view.focus();
      say("Write it as it should be; then keep it as it is.");
    },
    onReopen(place) {
      review.reopen(place.conflict);
      const { open, stains } = review.view;
      const again = [...open, ...stains].find(({ id }) => id === place.id);
      if (again) go(again);
      say(`Asked again. ${lookWords(open.length)}.`);
    },
    onUndo: () => editor.commands.undo(),
    canSettle: ({ conflict }, choice) => review.canSettle(conflict, choice),
  };
}
