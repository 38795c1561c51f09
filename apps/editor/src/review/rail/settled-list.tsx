import { Button } from "../../design/controls/button.tsx";
import { whenWords } from "../../design/when-words.ts";
import type { Place } from "../place.ts";
import { placeWords, quoteWords } from "../words/place-words.ts";

/** What was decided, by whom and when; each can be asked again. */
export function SettledList({
  places,
  nowMs,
  onReopen,
}: {
  readonly places: readonly Place[];
  readonly nowMs: number;
  /** Null for who may only read. */
  readonly onReopen: ((place: Place) => void) | null;
}) {
  if (places.length === 0) return null;
  return (
    <details className="group" data-testid="settled">
      <summary className="flex min-h-(--control) cursor-pointer items-center rounded-sm px-1 font-medium text-soft hover:text-ink">
        Settled ({places.length})
      </summary>
      <ul className="flex flex-col gap-1 pt-1">
        {places.map((place) => (
          <li key={place.id} className="flex items-center gap-2 border-hairline border-t py-2 pl-1">
            <div className="min-w-0 flex-1">
              <p className="text-ink">{placeWords(place)}</p>
              <p className="truncate text-caption text-soft">{decisionWords(place, nowMs)}</p>
            </div>
            {onReopen === null ? null : (
              <Button tone="quiet" onClick={() => onReopen(place)}>
                Reopen
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function decisionWords(place: Place, nowMs: number): string {
  const { resolution, sides } = place;
  if (resolution === null) return quoteWords(place);
  const { kept, person, decidedAtMs } = resolution;
  const side = kept && sides.find(({ did }) => did.replicas.some((replica) => kept.includes(replica)));
  const choice = side ? `kept “${side.text.trim() || "nothing"}”` : "left it as it was merged";
  const when = decidedAtMs === null ? "" : `, ${whenWords(decidedAtMs, nowMs)}`;
  return `${person} ${choice}${when}`;
}
