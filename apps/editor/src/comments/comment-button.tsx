import { MessageSquare } from "lucide-react";
import { Tip } from "../design/controls/tip.tsx";
import { countWords } from "../design/when-words.ts";
import type { CommentsState } from "./use-comments.ts";

/** The way to the comments, in the bar of a document in which somebody ever said something: how many threads are open. */
export function CommentButton({ state }: { readonly state: CommentsState }) {
  const { threads, isOpen, setOpen } = state;
  if (threads.length === 0 && !isOpen) return null;
  const count = threads.filter(({ resolved }) => resolved === null).length;
  const label = count === 0 ? "Comments, all resolved" : countWords(count, "comment");
  return (
    <Tip label={label}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={label}
        data-testid="comment-button"
        onClick={() => setOpen(!isOpen)}
        className="inline-flex h-(--control) min-w-(--control) shrink-0 items-center justify-center gap-1.5 rounded-sm px-2 font-medium text-soft hover:bg-hover aria-expanded:bg-hover"
      >
        <MessageSquare size={16} aria-hidden />
        {count === 0 ? null : <span className="tabular-nums">{count}</span>}
      </button>
    </Tip>
  );
}
