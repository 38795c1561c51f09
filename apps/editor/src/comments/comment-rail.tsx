import { X } from "lucide-react";
import type { KeyboardEvent, ReactNode, Ref } from "react";
import { IconButton } from "../design/controls/icon-button.tsx";
import { countWords } from "../design/when-words.ts";
import type { Thread } from "./comment-record.ts";
import { RemarkForm } from "./remark-form.tsx";
import { Quote, ThreadCard } from "./thread-card.tsx";
import type { CommentsState } from "./use-comments.ts";

/** What is said about the text, beside it: the thread in hand as a card, the others as a list in the order of the text. */
export function CommentRail({
  state,
  places,
  nowMs,
  onGo,
  onSay,
  onClose,
  ref,
}: {
  readonly state: CommentsState;
  readonly places: ReadonlyMap<string, number>;
  readonly nowMs: number;
  readonly onGo: (thread: Thread) => void;
  readonly onSay: (words: string) => void;
  readonly onClose: () => void;
  readonly ref: Ref<HTMLElement>;
}) {
  const { threads, currentId, draft, deeds } = state;
  const place = ({ id }: Thread): number => places.get(id) ?? Number.POSITIVE_INFINITY;
  const ordered = threads.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  const open = ordered.filter(({ resolved }) => resolved === null);
  const resolved = ordered.filter((thread) => thread.resolved !== null);
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onClose();
  };
  const line = (thread: Thread): ReactNode =>
    thread.id === currentId ? (
      <ThreadCard key={thread.id} {...{ thread, nowMs, deeds }} isInText={places.has(thread.id)} />
    ) : (
      <ThreadLine key={thread.id} thread={thread} onGo={onGo} />
    );
  return (
    <aside
      ref={ref}
      tabIndex={-1}
      aria-label="Comments"
      data-testid="comment-rail"
      onKeyDown={closeOnEscape}
      className="weft-review-rail fixed z-20 flex flex-col gap-3 overflow-y-auto border-hairline bg-paper p-3"
    >
      <header className="flex items-center gap-0.5">
        <h2 className="flex-1 pl-1 font-semibold text-body">{countWords(open.length, "comment")}</h2>
        <IconButton label="Close the comments" onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      {draft === null || deeds === null ? null : (
        <section
          aria-label="New comment"
          className="flex flex-col gap-3 rounded-md border border-hairline-strong bg-sheet p-3.5"
        >
          <Quote words={draft.quote} isInText />
          <RemarkForm key={draft.start} label="Your comment" button="Comment" takesFocus onSay={onSay} />
        </section>
      )}
      {threads.length === 0 && draft === null ? (
        <p className="px-1 text-soft">
          {deeds === null
            ? "Nobody has said anything yet."
            : "Select some words to say something about them."}
        </p>
      ) : null}
      <div className="flex flex-col gap-1.5">{open.map(line)}</div>
      {resolved.length === 0 ? null : (
        <details className="group" open={resolved.some(({ id }) => id === currentId)}>
          <summary className="flex min-h-(--control) cursor-pointer items-center rounded-sm px-1 font-medium text-soft hover:text-ink">
            Resolved ({resolved.length})
          </summary>
          <div className="flex flex-col gap-1.5 pt-1">{resolved.map(line)}</div>
        </details>
      )}
    </aside>
  );
}

function ThreadLine({ thread, onGo }: { readonly thread: Thread; readonly onGo: (thread: Thread) => void }) {
  const [first, ...answers] = thread.remarks;
  return (
    <button
      type="button"
      onClick={() => onGo(thread)}
      className="flex min-h-(--control) w-full flex-col rounded-md border border-hairline px-3.5 py-2 text-left hover:bg-hover"
    >
      <span className="w-full truncate text-ink">
        <span className="font-medium">{first?.face.name}</span> {first?.words}
      </span>
      <span className="w-full truncate font-serif text-body text-soft">{thread.quote}</span>
      {answers.length === 0 ? null : (
        <span className="text-caption text-soft">{countWords(answers.length, "answer")}</span>
      )}
    </button>
  );
}
