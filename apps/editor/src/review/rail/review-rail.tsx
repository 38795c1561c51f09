import type { Choice } from "@weft/conflicts";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, memo, type ReactNode, type Ref } from "react";
import { IconButton } from "../../design/controls/icon-button.tsx";
import type { Place } from "../place.ts";
import type { ReviewView } from "../review.ts";
import { placesAround, placesListedMax, type Step } from "../walk.ts";
import { placeActions } from "../words/place-actions.ts";
import { lookWords, placeWords, quoteWords } from "../words/place-words.ts";
import { PlaceCard } from "./place-card.tsx";
import { SettledList } from "./settled-list.tsx";

/** What can be done in the rail. */
export interface RailActions {
  readonly onGo: (place: Place) => void;
  readonly onStep: (step: Step) => void;
  readonly onClose: () => void;
  readonly onChoose: (place: Place, choice: Choice) => void;
  readonly onEdit: (place: Place) => void;
  readonly onReopen: (place: Place) => void;
  readonly onUndo: () => void;
  readonly canSettle: (place: Place, choice: Choice) => boolean;
}

/**
 * Everything that needs a look, beside the text: a list, with the place in hand as a card. On small screens it is a drawer at
 * the lower edge, so that the text above it stays in sight.
 */
export function ReviewRail({
  view,
  current,
  canWrite,
  nowMs,
  actions,
  ref,
  children,
}: {
  readonly view: ReviewView;
  readonly current: Place | null;
  readonly canWrite: boolean;
  readonly nowMs: number;
  readonly actions: RailActions;
  readonly ref: Ref<HTMLElement>;
  /** What else there is to see, under the places. */
  readonly children?: ReactNode;
}) {
  const { open, stains, settled } = view;
  return (
    <aside
      ref={ref}
      tabIndex={-1}
      aria-label="Review"
      data-testid="review-rail"
      onKeyDown={(event) => pressKey(event, { current, canWrite, actions })}
      className="weft-review-rail fixed z-20 flex flex-col gap-3 overflow-y-auto border-hairline bg-paper p-3"
    >
      <header className="flex items-center gap-0.5">
        <h2 className="flex-1 pl-1 font-semibold text-body">{lookWords(open.length)}</h2>
        <IconButton
          label="Previous place"
          aria-keyshortcuts="Shift+F7"
          disabled={open.length === 0 && children === undefined}
          onClick={() => actions.onStep(-1)}
        >
          <ChevronUp size={16} aria-hidden />
        </IconButton>
        <IconButton
          label="Next place"
          aria-keyshortcuts="F7"
          disabled={open.length === 0 && children === undefined}
          onClick={() => actions.onStep(1)}
        >
          <ChevronDown size={16} aria-hidden />
        </IconButton>
        <IconButton label="Close the review" onClick={actions.onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <PlaceList label="Places that need a look" places={open} {...{ current, canWrite, nowMs, actions }} />
      {stains.length === 0 ? null : (
        <section className="flex flex-col gap-1.5">
          <h3 className="pl-1 font-medium text-soft">Merged side by side</h3>
          <PlaceList label="Merged side by side" places={stains} {...{ current, canWrite, nowMs, actions }} />
        </section>
      )}
      {children}
      <SettledList places={settled} nowMs={nowMs} onReopen={canWrite ? actions.onReopen : null} />
    </aside>
  );
}

function PlaceList({
  label,
  places,
  current,
  canWrite,
  nowMs,
  actions,
}: {
  readonly label: string;
  readonly places: readonly Place[];
  readonly current: Place | null;
  readonly canWrite: boolean;
  readonly nowMs: number;
  readonly actions: RailActions;
}) {
  if (places.length === 0) return null;
  const drawn = placesAround(places, current?.id ?? null, placesListedMax);
  const more = places.length - drawn.length;
  return (
    <ol aria-label={label} className="flex flex-col gap-1.5">
      {drawn.map((place) => (
        <li key={place.id}>
          {place.id === current?.id ? (
            <PlaceCard
              place={current}
              nowMs={nowMs}
              canSettle={canWrite ? (choice) => actions.canSettle(place, choice) : null}
              onChoose={(choice) => actions.onChoose(place, choice)}
              onEdit={() => actions.onEdit(place)}
            />
          ) : (
            <ListedPlace place={place} onGo={actions.onGo} />
          )}
        </li>
      ))}
      {more === 0 ? null : <li className="px-1 text-soft">And {more} more: walk to them with F7.</li>}
    </ol>
  );
}

/** Drawn anew only if it is another one. */
const ListedPlace = memo(function ListedPlace({
  place,
  onGo,
}: { readonly place: Place } & Pick<RailActions, "onGo">) {
  return (
    <button
      type="button"
      onClick={() => onGo(place)}
      className="flex min-h-(--control) w-full flex-col rounded-md border border-hairline px-3.5 py-2 text-left hover:bg-hover"
    >
      <span className="font-medium text-ink">{placeWords(place)}</span>
      <span className="w-full truncate font-serif text-body text-soft">{quoteWords(place)}</span>
    </button>
  );
});

/** 1 to 4 choose, undo is at hand, Escape closes: without a modifier only what the rail itself has the focus for. */
function pressKey(
  event: KeyboardEvent,
  {
    current,
    canWrite,
    actions,
  }: { readonly current: Place | null; readonly canWrite: boolean; readonly actions: RailActions },
): void {
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
  if (event.key === "Escape") {
    event.preventDefault();
    actions.onClose();
  } else if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
    event.preventDefault();
    actions.onUndo();
  } else if (isPlain && current && canWrite) {
    const action = placeActions(current).find(({ key }) => key === event.key);
    if (!action) return;
    event.preventDefault();
    if (action.choice === null) actions.onEdit(current);
    else if (actions.canSettle(current, action.choice)) actions.onChoose(current, action.choice);
  }
}
