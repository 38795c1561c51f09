import { Notice } from "../../design/controls/notice.tsx";
import { countWords } from "../../design/when-words.ts";
import type { MergeNews } from "../review.ts";
import { lookWords } from "../words/place-words.ts";

/** One quiet line when work that was apart has come together. */
export function MergeLine({
  news,
  onLook,
  onClose,
}: {
  readonly news: MergeNews;
  readonly onLook: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Notice role="status" testId="merge-line" onClose={onClose}>
      <span className="tabular-nums">{newsWords(news)}</span>
      {news.places === 0 ? null : (
        <button
          type="button"
          onClick={onLook}
          className="-my-2 ml-1 inline-flex h-(--control) items-center rounded-sm px-2 font-medium text-accent-strong hover:bg-hover"
        >
          Look
        </button>
      )}
    </Notice>
  );
}

/** "Merged 214 edits by 2 people. 3 places need a look." */
export function newsWords({ edits, people, places }: MergeNews): string {
  const by = people === 1 ? "1 person" : `${people} people`;
  return `Merged ${countWords(edits, "edit")} by ${by}. ${lookWords(places)}.`;
}
