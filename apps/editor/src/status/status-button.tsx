import { Popover } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { classNames } from "../design/class-names.ts";
import { StatusDot } from "./status-dot.tsx";
import type { StatusView } from "./status-view.ts";

/** What the panel was opened for: one refused piece, or nothing in particular. */
export interface OpenedPanel {
  readonly pieceId: string | null;
}

/** The attribute of the one thing in the panel that gets the focus when it opens. */
export const soughtAttribute = "data-sought";

/**
 * The status in the bar: a dot, one word, and where there is room a little more. Opens the panel that `children` draws;
 * whoever opened it has the focus again when it closes.
 */
export function StatusButton({
  view,
  panel,
  onPanel,
  children,
}: {
  readonly view: StatusView;
  /** Null while it is closed. */
  readonly panel: OpenedPanel | null;
  readonly onPanel: (panel: OpenedPanel | null) => void;
  readonly children: () => ReactNode;
}) {
  const opener = useRef<Element | null>(null);
  const seek = (event: Event): void => {
    opener.current = document.activeElement;
    const content = event.currentTarget;
    const sought = content instanceof Element ? content.querySelector(`[${soughtAttribute}]`) : null;
    if (!(sought instanceof HTMLElement)) return;
    event.preventDefault();
    sought.focus();
  };
  const giveBack = (event: Event): void => {
    // Who went on elsewhere meanwhile, writing mostly, is left there: the focus was taken in the middle of a word.
    if (document.activeElement !== document.body) {
      event.preventDefault();
      return;
    }
    if (!(opener.current instanceof HTMLElement) || !opener.current.isConnected) return;
    event.preventDefault();
    opener.current.focus();
  };
  return (
    <Popover.Root open={panel !== null} onOpenChange={(open) => onPanel(open ? { pieceId: null } : null)}>
      <span
        data-testid="status"
        data-state={view.state}
        data-pending={view.pending}
        className="inline-flex shrink-0"
      >
        <Popover.Trigger
          aria-label={`${view.word}${view.aside === null ? "" : ` ${view.aside}`}. Open the status`}
          className="inline-flex h-(--control) items-center gap-2 whitespace-nowrap rounded-sm px-1 sm:px-2 hover:bg-hover"
        >
          <StatusDot kind={view.dot} />
          <span className={classNames("font-medium", view.dot === "refused" ? "text-red" : "text-ink")}>
            {view.word}
          </span>{" "}
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
          onOpenAutoFocus={seek}
          onCloseAutoFocus={giveBack}
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
