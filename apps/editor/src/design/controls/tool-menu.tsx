import { ChevronDown } from "lucide-react";
import { DropdownMenu, Toolbar } from "radix-ui";
import type { ReactNode } from "react";
import { ToolMenuContent } from "./tool-menu-content.tsx";

/** A menu in a toolbar that opens from a word, `words`. */
export function ToolMenu({
  label,
  words,
  onClosed,
  children,
}: {
  /** What it is, for screen readers. */
  readonly label: string;
  readonly words: string;
  readonly onClosed: () => void;
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <Toolbar.Button asChild>
        <DropdownMenu.Trigger
          aria-label={label}
          onMouseDown={(event) => event.preventDefault()}
          className="inline-flex h-(--control) shrink-0 items-center gap-1 rounded-sm px-2 text-soft hover:bg-hover hover:text-ink"
        >
          {words} <ChevronDown size={14} aria-hidden />
        </DropdownMenu.Trigger>
      </Toolbar.Button>
      <ToolMenuContent onClosed={onClosed}>{children}</ToolMenuContent>
    </DropdownMenu.Root>
  );
}
