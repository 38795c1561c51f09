import type { Change } from "@weft/conflicts";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import type { KeyboardEvent, Ref } from "react";
import { Button } from "../../design/controls/button.tsx";
import { IconButton } from "../../design/controls/icon-button.tsx";
import { whenWords } from "../../design/when-words.ts";
import { ChangeList } from "../rail/change-list.tsx";
import type { Step } from "../walk.ts";
import type { AwayView, PersonChanges } from "./absence.ts";

/** What can be done in the rail. */
export interface AwayActions {
  readonly onGo: (change: Change) => void;
  readonly onStep: (step: Step) => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What others did while one was away, each person's changes in the order of the text. */
export function AwayRail({
  view,
  current,
  nowMs,
  actions,
  ref,
}: {
  readonly view: AwayView;
  readonly current: Change | null;
  readonly nowMs: number;
  readonly actions: AwayActions;
  readonly ref: Ref<HTMLElement>;
}) {
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    actions.onClose();
  };
  return (
    <aside
      ref={ref}
      tabIndex={-1}
      aria-label="While you were away"
      data-testid="away-rail"
      onKeyDown={closeOnEscape}
      className="weft-review-rail fixed z-20 flex flex-col gap-4 overflow-y-auto border-hairline bg-paper p-3"
    >
      <header className="flex items-center gap-0.5">
        <h2 className="flex-1 pl-1 font-semibold text-body">While you were away</h2>
        <IconButton label="Previous change" aria-keyshortcuts="Shift+F7" onClick={() => actions.onStep(-1)}>
          <ChevronUp size={16} aria-hidden />
        </IconButton>
        <IconButton label="Next change" aria-keyshortcuts="F7" onClick={() => actions.onStep(1)}>
          <ChevronDown size={16} aria-hidden />
        </IconButton>
        <IconButton label="Close the list" onClick={actions.onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <p className="-mt-3 pl-1 text-soft">Since {whenWords(view.sinceMs, nowMs)}</p>
      {view.people.map((person) => (
        <ChangeList key={keyOf(person)} person={person} current={current} onGo={actions.onGo} />
      ))}
      <Button className="self-start" onClick={actions.onDone}>
        All read
      </Button>
    </aside>
  );
}

function keyOf({ face, changes }: PersonChanges): string {
  return `${face?.colour} ${face?.name} ${changes[0]?.side}`;
}
