import type { Choice } from "@weft/conflicts";
import { type ReactNode, useState } from "react";
import { classNames } from "../../design/class-names.ts";
import { Button } from "../../design/controls/button.tsx";
import { whenWords } from "../../design/when-words.ts";
import { personStyle } from "../../people/face.ts";
import type { Place, PlaceSide } from "../place.ts";
import { type PlaceAction, placeActions } from "../words/place-actions.ts";
import { placeWords, whose } from "../words/place-words.ts";
import { valueWords } from "../words/register-words.ts";
import { Empty, SideText } from "./side-text.tsx";

/** The attribute by which the card in hand is found, to get the focus. */
export const cardAttribute = "data-place-card";

/** One place: what stood there, what each side made of it, what stands there, and what can be done about it. */
export function PlaceCard({
  place,
  nowMs,
  canSettle,
  onChoose,
  onEdit,
}: {
  readonly place: Place;
  readonly nowMs: number;
  /** Null for who may only read. */
  readonly canSettle: ((choice: Choice) => boolean) | null;
  readonly onChoose: (choice: Choice) => void;
  readonly onEdit: () => void;
}) {
  const [previewed, setPreviewed] = useState<PlaceAction | null>(null);
  const { conflict, sides, metAtMs } = place;
  const { register, before, now } = conflict;
  const isWords = register === null;
  const then = previewed?.result ?? null;
  return (
    <article
      {...{ [cardAttribute]: place.id }}
      tabIndex={-1}
      aria-labelledby={`place-${place.id}`}
      className="flex flex-col gap-3 rounded-md border border-hairline-strong bg-sheet p-3.5 outline-offset-2"
    >
      <header className="flex items-baseline gap-2">
        <h3 id={`place-${place.id}`} className="flex-1 font-semibold text-body">
          {placeWords(place)}
        </h3>
        {metAtMs === null ? null : (
          <time dateTime={new Date(metAtMs).toISOString()} className="text-caption text-soft tabular-nums">
            {whenWords(metAtMs, nowMs)}
          </time>
        )}
      </header>
      <dl className="flex flex-col gap-2">
        {isWords || before !== "" ? <Row name="Before">{shownValue(place, before)}</Row> : null}
        {sides.map((side) => (
          <Row key={side.side} name={whose(side)} side={side}>
            {isWords ? <SideText before={before} after={side.text} /> : shownValue(place, side.text)}
          </Row>
        ))}
        <Row name={then === null ? "Now" : "Then"} isNow>
          {then === null ? (
            shownValue(place, now)
          ) : isWords ? (
            <SideText before={now} after={then} />
          ) : (
            shownValue(place, then)
          )}
        </Row>
      </dl>
      {canSettle === null ? null : (
        <div className="flex flex-wrap gap-1.5">
          {placeActions(place).map((action) => (
            <Button
              key={action.key}
              aria-keyshortcuts={action.key}
              disabled={action.choice !== null && !canSettle(action.choice)}
              onClick={() => (action.choice === null ? onEdit() : onChoose(action.choice))}
              onMouseEnter={() => setPreviewed(action)}
              onMouseLeave={() => setPreviewed(null)}
              onFocus={() => setPreviewed(action)}
              onBlur={() => setPreviewed(null)}
              className="gap-2 px-2.5"
            >
              {action.label}
              <kbd className="font-sans text-caption text-soft" aria-hidden>
                {action.key}
              </kbd>
            </Button>
          ))}
        </div>
      )}
    </article>
  );
}

function shownValue({ conflict }: Place, text: string): ReactNode {
  if (conflict.register) return valueWords(conflict.register, text);
  return text === "" ? <Empty words="nothing" /> : text;
}

function Row({
  name,
  side,
  isNow = false,
  children,
}: {
  readonly name: string;
  readonly side?: PlaceSide;
  readonly isNow?: boolean;
  readonly children: ReactNode;
}) {
  const face = side?.face ?? null;
  return (
    <div
      className={classNames("grid grid-cols-[4.5rem_1fr] gap-x-3", isNow && "border-hairline border-t pt-2")}
    >
      <dt
        className="truncate pt-0.5 text-caption text-soft"
        style={face === null ? undefined : personStyle(face.colour)}
        title={name}
      >
        {face === null ? null : (
          <span
            aria-hidden
            className="mr-1.5 inline-block size-2 rounded-full bg-(--person) align-baseline"
          />
        )}
        {name}
      </dt>
      <dd className="wrap-anywhere max-h-40 overflow-y-auto whitespace-pre-wrap font-serif text-body">
        {children}
      </dd>
    </div>
  );
}
