import { Button } from "../design/controls/button.tsx";
import { whenWords } from "../design/when-words.ts";
import { Avatar } from "../people/avatar.tsx";
import type { Remark, Thread } from "./comment-record.ts";
import { RemarkForm } from "./remark-form.tsx";
import type { CommentDeeds } from "./use-comments.ts";

/** The attribute by which the card in hand is found, to get the focus. */
export const threadAttribute = "data-thread";

/** A thread in hand: what was said about which words, a line to answer in, and the button that resolves it. */
export function ThreadCard({
  thread,
  isInText,
  nowMs,
  deeds,
}: {
  readonly thread: Thread;
  /** Whether the words that it is about are still there. */
  readonly isInText: boolean;
  readonly nowMs: number;
  readonly deeds: CommentDeeds | null;
}) {
  const { quote, remarks, resolved } = thread;
  return (
    <article
      {...{ [threadAttribute]: thread.id }}
      tabIndex={-1}
      aria-label={`Comment of ${remarks[0]?.face.name ?? "Someone"}`}
      className="flex flex-col gap-3 rounded-md border border-hairline-strong bg-sheet p-3.5 outline-offset-2"
    >
      <Quote words={quote} isInText={isInText} />
      <ol className="flex flex-col gap-3">
        {remarks.map((remark) => (
          <li key={remark.id}>
            <RemarkWords remark={remark} nowMs={nowMs} />
          </li>
        ))}
      </ol>
      {resolved === null ? null : (
        <p className="text-caption text-soft">
          {resolved.face.name} resolved this, {whenWords(resolved.atMs, nowMs)}
        </p>
      )}
      {deeds === null ? null : (
        <RemarkForm
          label="Answer"
          button="Answer"
          takesFocus={false}
          onSay={(words) => deeds.answer(thread, words)}
        >
          {deeds.mayTurn(thread) ? (
            <Button onClick={() => deeds.turn(thread)}>{resolved === null ? "Resolve" : "Reopen"}</Button>
          ) : null}
        </RemarkForm>
      )}
    </article>
  );
}

/** The words that a comment is about, and whether they are gone. */
export function Quote({ words, isInText }: { readonly words: string; readonly isInText: boolean }) {
  return (
    <blockquote className="border-amber-dot border-l-2 pl-2.5">
      <p className="wrap-anywhere line-clamp-3 font-serif text-body text-soft">{words}</p>
      {isInText ? null : <p className="text-caption text-soft">These words are gone from the text.</p>}
    </blockquote>
  );
}

function RemarkWords({
  remark: { face, atMs, words },
  nowMs,
}: {
  readonly remark: Remark;
  readonly nowMs: number;
}) {
  return (
    <>
      <p className="flex items-center gap-2">
        <span aria-hidden className="inline-flex">
          <Avatar face={face} size="small" />
        </span>
        <span className="min-w-0 flex-1 truncate font-medium text-ink">{face.name}</span>
        <time dateTime={new Date(atMs).toISOString()} className="text-caption text-soft tabular-nums">
          {whenWords(atMs, nowMs)}
        </time>
      </p>
      <p className="wrap-anywhere mt-1 whitespace-pre-wrap text-body text-ink">{words}</p>
    </>
  );
}
