import { classNames } from "../../design/class-names.ts";
import { Tip } from "../../design/controls/tip.tsx";
import type { ReviewState } from "../use-review.ts";
import { lookWords } from "../words/place-words.ts";

/**
 * The way to the review, in the bar of a document in which something ever crossed: how many places need a look, or, quietly,
 * that there is something to look back at.
 */
export function ReviewButton({ state }: { readonly state: ReviewState }) {
  const { view, isOpen, setOpen } = state;
  const count = view.open.length;
  if (count + view.settled.length + view.stains.length === 0 && !isOpen) return null;
  return (
    <Tip label={lookWords(count)} shortcut={count === 0 ? undefined : "F7"}>
      <button
        type="button"
        aria-expanded={isOpen}
        data-testid="review-button"
        onClick={() => setOpen(!isOpen)}
        className={classNames(
          "inline-flex h-(--control) min-w-(--control) shrink-0 items-center justify-center gap-1.5 rounded-sm px-2 font-medium hover:bg-hover aria-expanded:bg-hover",
          count === 0 ? "text-soft" : "text-amber",
        )}
      >
        <span
          aria-hidden
          className={classNames(
            "size-2 rotate-45",
            count === 0 ? "border-[1.5px] border-current" : "bg-amber-dot",
          )}
        />
        {count === 0 ? (
          <span className="sr-only">Review</span>
        ) : (
          <>
            <span className="tabular-nums">{count}</span> <span className="max-lg:sr-only">to look at</span>
          </>
        )}
      </button>
    </Tip>
  );
}
