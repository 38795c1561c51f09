import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";

/** A tooltip on one control: what it does and, if there is one, its shortcut. */
export function Tip({
  label,
  shortcut,
  children,
}: {
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex animate-[appear_var(--quick)_var(--ease)] items-center gap-2 rounded-sm bg-ink px-2 py-1 text-caption text-paper"
        >
          {label}
          {shortcut === undefined ? null : <kbd className="font-sans opacity-70">{shortcut}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
