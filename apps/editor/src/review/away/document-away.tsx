import type { Editor } from "@tiptap/react";
import { systemClock } from "@weft/base";
import type { Change } from "@weft/conflicts";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Notice } from "../../design/controls/notice.tsx";
import { setCrossingMarks } from "../marks/crossing-marks.ts";
import { readChangeMarks } from "../marks/read-marks.ts";
import { rangeOfChange, showRange } from "../place-range.ts";
import { changeAttribute } from "../rail/change-list.tsx";
import { useFocusReturn } from "../rail/use-focus-return.ts";
import { useReviewKeys } from "../rail/use-review-keys.ts";
import type { Step } from "../walk.ts";
import { awayWords, changeWords, personName } from "../words/change-words.ts";
import type { AwayView } from "./absence.ts";
import { type AwayActions, AwayRail } from "./away-rail.tsx";
import type { AwayState } from "./use-away.ts";

/** What others did while one was away: a line that says so, and the rail that walks through it. */
export function DocumentAway({
  state,
  ...rest
}: {
  readonly editor: Editor;
  readonly state: AwayState;
  /** Whether the line may show: one line at a time. */
  readonly mayTell: boolean;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}) {
  return state.view === null ? null : <OpenAway {...rest} state={state} view={state.view} />;
}

function OpenAway({
  editor,
  state,
  view,
  mayTell,
  isOpen,
  onOpen,
}: {
  readonly editor: Editor;
  readonly state: AwayState;
  readonly view: AwayView;
  readonly mayTell: boolean;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}) {
  const rail = useRef<HTMLElement | null>(null);
  const [current, setCurrent] = useState<Change | null>(null);
  const [said, setSaid] = useState("");
  const changes = view.people.flatMap((person) => person.changes.map((change) => ({ person, change })));
  const go = (change: Change): void => {
    flushSync(() => {
      onOpen(true);
      setCurrent(change);
    });
    showRange(editor, rangeOfChange(editor, change));
    rail.current?.querySelector<HTMLElement>(`[${changeAttribute}]`)?.focus();
    const index = changes.findIndex((one) => one.change === change);
    const person = changes[index]?.person;
    if (person)
      setSaid(`Change ${index + 1} of ${changes.length}, ${personName(person)}. ${changeWords(change)}`);
  };
  const onStep = (step: Step): void => {
    const index = changes.findIndex(({ change }) => change === current);
    const beside = index < 0 ? (step === 1 ? 0 : changes.length - 1) : index + step + changes.length;
    const next = changes[beside % changes.length];
    if (next) go(next.change);
  };
  useReviewKeys(isOpen, onStep);
  useEffect(() => {
    if (!isOpen || editor.isDestroyed) return;
    const { people } = view;
    setCrossingMarks(editor.view, () => readChangeMarks(editor, people, current));
    return () => {
      if (!editor.isDestroyed) setCrossingMarks(editor.view, null);
    };
  }, [editor, view, isOpen, current]);
  const giveFocusBack = useFocusReturn(editor, rail, { isOpen, inHand: current?.id ?? null });
  const close = (): void => {
    setCurrent(null);
    onOpen(false);
    giveFocusBack();
  };
  const actions: AwayActions = {
    onGo: go,
    onStep,
    onClose: close,
    onDone() {
      close();
      state.done();
    },
  };
  return (
    <>
      <p className="sr-only" role="status" aria-live="polite" data-testid="away-said">
        {said}
      </p>
      {isOpen ? <AwayRail {...{ ref: rail, view, current, nowMs: systemClock.now(), actions }} /> : null}
      {isOpen || !mayTell ? null : <AwayLine view={view} onLook={() => onStep(1)} onClose={state.done} />}
    </>
  );
}

/** One quiet line for who comes back. */
function AwayLine({
  view,
  onLook,
  onClose,
}: {
  readonly view: AwayView;
  readonly onLook: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Notice role="status" testId="away-line" onClose={onClose}>
      <span className="tabular-nums">{awayWords(view)}</span>
      <button
        type="button"
        onClick={onLook}
        className="-my-2 ml-1 inline-flex h-(--control) items-center rounded-sm px-2 font-medium text-accent-strong hover:bg-hover"
      >
        Look
      </button>
    </Notice>
  );
}
