import { Tip } from "../../design/controls/tip.tsx";
import type { ReviewState } from "../use-review.ts";
import { lookWords } from "../words/place-words.ts";

/** In the bar as long as something needs a look: how many places, and the way to them. */
export function ReviewButton({ state }: { readonly state: ReviewState }) {
  const { view, isOpen, setOpen } = state;
  const count = view.open.length;
  if (count === 0 && !isOpen) return null;
  return (
    <Tip label={lookWords(count)} shortcut="F7">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-keyshortcuts="F7"
        data-testid="review-button"
        onClick={() => setOpen(!isOpen)}
        className="inline-flex h-(--control) min-w-(--control) shrink-0 items-center justify-center gap-1.5 rounded-sm px-2 font-medium text-amber hover:bg-hover aria-expanded:bg-hover"
      >
        <span aria-hidden className="size-2 rotate-45 bg-amber-dot" />
        <span className="tabular-nums">{count}</span>
        <span className="max-lg:sr-only">to look at</span>
      </button>
    </Tip>
  );
}
