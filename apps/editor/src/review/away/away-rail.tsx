import type { Change } from "@weft/conflicts";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import type { KeyboardEvent, Ref } from "react";
import { Button } from "../../design/controls/button.tsx";
import { IconButton } from "../../design/controls/icon-button.tsx";
import { countWords, whenWords } from "../../design/when-words.ts";
import { Avatar } from "../../people/avatar.tsx";
import { SideText } from "../rail/side-text.tsx";
import type { Step } from "../walk.ts";
import { changeWords, personName } from "../words/change-words.ts";
import type { AwayView, PersonChanges } from "./absence.ts";

/** The attribute by which the change in hand is found, to get the focus. */
export const changeAttribute = "data-change";

/** So many changes of one person are drawn at once, those around the one in hand. */
const drawnMax = 60;

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
        <PersonList key={keyOf(person)} person={person} current={current} onGo={actions.onGo} />
      ))}
      <Button className="self-start" onClick={actions.onDone}>
        All read
      </Button>
    </aside>
  );
}

function PersonList({
  person,
  current,
  onGo,
}: {
  readonly person: PersonChanges;
  readonly current: Change | null;
  readonly onGo: (change: Change) => void;
}) {
  const { face, changes } = person;
  const name = personName(person);
  const at = Math.max(0, current === null ? 0 : changes.indexOf(current));
  const from = Math.max(0, Math.min(at - drawnMax / 2, changes.length - drawnMax));
  const drawn = changes.slice(from, from + drawnMax);
  const more = changes.length - drawn.length;
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="flex items-center gap-2 pl-1 font-medium text-ink">
        {face === null ? null : (
          <span aria-hidden className="inline-flex">
            <Avatar face={face} size="small" />
          </span>
        )}
        {name}
        <span className="font-normal text-soft">{countWords(changes.length, "change")}</span>
      </h3>
      <ol aria-label={`${name}: ${countWords(changes.length, "change")}`} className="flex flex-col gap-1.5">
        {drawn.map((change) => (
          <li key={`${change.id} ${change.side}`}>
            <button
              type="button"
              {...(change === current ? { [changeAttribute]: change.id, "aria-current": true } : {})}
              onClick={() => onGo(change)}
              className="flex w-full flex-col gap-0.5 rounded-md border border-hairline px-3.5 py-2 text-left hover:bg-hover aria-[current=true]:border-hairline-strong aria-[current=true]:bg-sheet"
            >
              <span className="text-caption text-soft">{changeWords(change)}</span>
              <span className="wrap-anywhere line-clamp-4 whitespace-pre-wrap font-serif text-body text-ink">
                {change.register === null ? (
                  <SideText before={change.before.trim()} after={change.after.trim()} />
                ) : (
                  change.register.quote
                )}
              </span>
            </button>
          </li>
        ))}
        {more === 0 ? null : <li className="px-1 text-soft">And {more} more: walk to them with F7.</li>}
      </ol>
    </section>
  );
}

function keyOf({ face, changes }: PersonChanges): string {
  return `${face?.colour} ${face?.name} ${changes[0]?.side}`;
}
