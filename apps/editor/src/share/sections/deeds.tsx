import { systemClock } from "@weft/base";
import { ChevronRight } from "lucide-react";
import { clockWords, whenWords } from "../../design/when-words.ts";
import type { AccessList, Deed } from "../share-api.ts";

const deedsMax = 50;

/** What was done about the document's people, newest first, once it is unfolded. */
export function Deeds({ deeds, list }: { readonly deeds: readonly Deed[]; readonly list: AccessList }) {
  if (deeds.length === 0) return null;
  const now = systemClock.now();
  return (
    <details className="group">
      <summary className="flex h-(--control) cursor-pointer items-center font-medium text-soft hover:text-ink">
        Who was let in, and when
        <ChevronRight size={15} aria-hidden className="ml-1 group-open:rotate-90" />
      </summary>
      <ol data-testid="deeds" className="mt-1 flex flex-col gap-1">
        {deeds.slice(0, deedsMax).map((deed) => (
          <li key={`${deed.atMs} ${deed.action} ${deed.tokenId} ${deed.role}`} className="flex gap-3">
            <time
              className="w-24 shrink-0 text-soft tabular-nums"
              dateTime={new Date(deed.atMs).toISOString()}
            >
              {momentWords(deed.atMs, now)}
            </time>
            <span className="min-w-0">
              {deedWords(deed)}
              <span className="text-soft">{placeWords(deed, list)}</span>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

const mayDo: Readonly<Record<string, string>> = {
  owner: "own it",
  editor: "write",
  commenter: "comment",
  viewer: "read",
};

/** What was done, as a sentence without its end. */
export function deedWords({ action, role }: Deed): string {
  const right = mayDo[role ?? ""] ?? "come";
  switch (action) {
    case "created":
      return "The document was made";
    case "added":
      return role === "owner" ? "A link for an owner was made" : `A link to ${right} was made`;
    case "claimed":
      return "A browser became an owner";
    case "changed":
      return `A link now lets people ${right}`;
    case "revoked":
      return role === "owner"
        ? "An owner’s link or browser was taken back"
        : `A link to ${right} was taken back`;
    case "erased":
      return "The history was erased";
    default:
      return action;
  }
}

function placeWords({ browser }: Deed, list: AccessList): string {
  if (browser === null) return "";
  return browser === list.browser ? ", in this browser" : ", in another browser";
}

function momentWords(atMs: number, now: number): string {
  const day = whenWords(atMs, now);
  const time = clockWords(atMs);
  return day === time ? time : `${day}, ${time}`;
}
