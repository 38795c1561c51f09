import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";

/** The one bar of a document: the way home, the title, the status, the people, Share. */
export function DocumentBar({
  title,
  status,
  people,
  actions,
}: {
  readonly title: ReactNode;
  readonly status: ReactNode;
  readonly people: ReactNode;
  readonly actions: ReactNode;
}) {
  return (
    <header className="group/bar sticky top-0 z-30 flex h-(--bar-height) items-center gap-1 border-hairline border-b bg-paper px-1 sm:gap-2 sm:px-3">
      <Link
        href="/"
        aria-label="Weft: All documents"
        className="inline-flex h-(--control) min-w-(--control) shrink-0 items-center justify-center gap-0.5 rounded-sm font-semibold text-ink hover:bg-hover sm:justify-start sm:pr-2"
      >
        <ChevronLeft size={18} aria-hidden className="text-soft" />
        <span className="hidden sm:inline">Weft</span>
      </Link>
      <div className="min-w-0 flex-1">{title}</div>
      {status}
      {/* On a phone the title has the bar for itself while it is written. */}
      <div className="flex shrink-0 items-center gap-1 max-sm:group-has-[input:focus]/bar:hidden sm:gap-2">
        {people}
        <div className="flex items-center gap-0.5">{actions}</div>
      </div>
    </header>
  );
}
