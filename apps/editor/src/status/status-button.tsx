import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "../design/class-names.ts";
import { StatusDot } from "./status-dot.tsx";
import type { StatusView } from "./status-view.ts";

/** The status in the bar: a dot, one word, and where there is room a little more. Opens the panel that `children` draws. */
export function StatusButton({
  view,
  children,
}: {
  readonly view: StatusView;
  readonly children: () => ReactNode;
}) {
  return (
    <Popover.Root>
      <span
        data-testid="status"
        data-state={view.state}
        data-pending={view.pending}
        className="inline-flex shrink-0"
      >
        <Popover.Trigger
          aria-label={`${view.word}${view.aside === null ? "" : `, ${view.aside}`}. Open the status`}
          className="inline-flex h-8 items-center gap-2 whitespace-nowrap rounded-sm px-2 hover:bg-hover"
        >
          <StatusDot kind={view.dot} />
          <span className={classNames("font-medium", view.dot === "refused" ? "text-red" : "text-ink")}>
            {view.word}
          </span>
          {view.aside === null ? null : (
            <span className="hidden text-soft tabular-nums md:inline">{view.aside}</span>
          )}
        </Popover.Trigger>
      </span>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="Status"
          data-testid="status-panel"
          className="z-40 flex max-h-[min(70vh,36rem)] w-[min(24rem,calc(100vw-1.5rem))] animate-[appear_var(--calm)_var(--ease)] flex-col gap-4 overflow-y-auto rounded-md border border-hairline bg-sheet p-5 shadow-soft"
        >
          <Contents draw={children} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Drawn only while the panel is open. */
function Contents({ draw }: { readonly draw: () => ReactNode }) {
  return draw();
}
