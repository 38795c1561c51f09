import { Button } from "../design/controls/button.tsx";

/** What home shows before the first document: the product in two lines, and the first step. */
export function EmptyShelf({
  onCreate,
  onCreateYjs,
  onOpenLink,
}: {
  readonly onCreate: () => void;
  readonly onCreateYjs: () => void;
  readonly onOpenLink: () => void;
}) {
  return (
    <section className="flex flex-col items-center px-4 py-20 text-center sm:py-28">
      <svg
        viewBox="0 0 120 72"
        className="mb-8 h-20"
        fill="none"
        strokeWidth="2.5"
        strokeLinecap="round"
        aria-hidden
      >
        <path
          d="M24 6v10M24 24v42M48 6v28M48 42v24M72 6v10M72 24v42M96 6v28M96 42v24"
          className="stroke-hairline-strong"
        />
        <path d="M8 20h104" className="stroke-accent" />
        <path d="M8 38h30M58 38h28M106 38h6" className="stroke-accent" />
        <path d="M8 56h104" className="stroke-hairline-strong" strokeDasharray="1 7" />
      </svg>
      <h2 className="text-balance font-serif text-2xl leading-8">Write together. Lose nothing.</h2>
      <p className="mt-3 max-w-[52ch] text-balance text-body text-soft leading-6">
        Type online or off, alone or with others: every word is kept here first and merged later. “Saved”
        means that it is on the server’s disk, and nothing else.
      </p>
      <div className="mt-8 flex flex-wrap justify-center gap-2">
        <Button tone="primary" onClick={onCreate}>
          New document
        </Button>
        <Button onClick={onOpenLink}>Open a link</Button>
      </div>
      <button
        type="button"
        onClick={onCreateYjs}
        className="mt-4 min-h-(--control) rounded-sm px-2 py-1 text-soft underline decoration-hairline-strong underline-offset-4 hover:text-ink"
      >
        or a Yjs document, for programs that speak Yjs
      </button>
    </section>
  );
}
