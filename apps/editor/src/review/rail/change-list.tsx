import type { Change } from "@weft/conflicts";
import { countWords } from "../../design/when-words.ts";
import { Avatar } from "../../people/avatar.tsx";
import type { PersonChanges } from "../away/absence.ts";
import { changeWords, personName } from "../words/change-words.ts";
import { SideText } from "./side-text.tsx";

/** The attribute by which the change in hand is found, to get the focus. */
export const changeAttribute = "data-change";

/** So many changes of one person are drawn at once, those around the one in hand. */
const drawnMax = 60;

/** What one person, or one side, changed, in the order of the text. */
export function ChangeList({
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
              <span className="wrap-anywhere line-clamp-4 whitespace-pre-wrap pb-0.5 font-serif text-body text-ink">
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
