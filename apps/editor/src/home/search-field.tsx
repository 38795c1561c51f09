import { Search } from "lucide-react";
import { useEffect, useRef } from "react";

/** Narrows the list to what is typed. The key `/` comes here from anywhere on the page, Escape empties it. */
export function SearchField({
  text,
  onText,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target;
      if (
        target instanceof HTMLElement &&
        target.closest("input, textarea, [contenteditable], [role=dialog]")
      )
        return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener("keydown", focusOnSlash);
    return () => removeEventListener("keydown", focusOnSlash);
  }, []);
  return (
    <label className="relative flex min-w-0 flex-1 items-center">
      <Search size={16} aria-hidden className="pointer-events-none absolute left-3 text-faint" />
      <input
        ref={input}
        type="search"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onText("");
        }}
        aria-label="Search your documents"
        aria-keyshortcuts="/"
        placeholder="Search"
        className="peer h-(--field) w-full rounded-md border border-hairline-strong bg-sheet pr-9 pl-9 text-body outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
      />
      <kbd
        aria-hidden
        className="pointer-events-none absolute right-2 hidden size-5 items-center justify-center rounded-[4px] sm:inline-flex border border-hairline-strong font-sans text-caption text-faint peer-focus:hidden"
      >
        /
      </kbd>
    </label>
  );
}
