import { ArrowRightLeft, ClipboardCopy, Ellipsis, FileDown, FileUp } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "../design/controls/icon-button.tsx";
import { menuContentClass, menuHeadingClass, menuItemClass } from "../design/controls/menu-classes.ts";
import { fileFormats } from "./file-format.ts";
import type { Exchange } from "./use-exchange.ts";

/** The menu of a document's ways out and in. On phones its lines stand in the settings' menu instead. */
export function DocumentMenu(props: {
  readonly exchange: Exchange;
  readonly canWrite: boolean;
  /** Further lines, of other matters. */
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Import and export" className="max-sm:hidden">
          <Ellipsis size={18} aria-hidden />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={menuContentClass}>
          <ExchangeItems {...props} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The lines of that menu. */
export function ExchangeItems({
  exchange,
  canWrite,
  children,
}: {
  readonly exchange: Exchange;
  readonly canWrite: boolean;
  readonly children: ReactNode;
}) {
  return (
    <>
      <DropdownMenu.Item onSelect={exchange.copy} className={menuItemClass}>
        <ClipboardCopy size={15} aria-hidden className="text-soft" /> Copy as Markdown
      </DropdownMenu.Item>
      <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
      <DropdownMenu.Label className={menuHeadingClass}>Download as</DropdownMenu.Label>
      {fileFormats.map((format) => (
        <DropdownMenu.Item
          key={format.id}
          onSelect={() => exchange.download(format)}
          className={menuItemClass}
        >
          <FileDown size={15} aria-hidden className="text-soft" /> {format.label}
        </DropdownMenu.Item>
      ))}
      <DropdownMenu.Item onSelect={exchange.convert} className={menuItemClass}>
        <ArrowRightLeft size={15} aria-hidden className="text-soft" /> {exchange.convertLabel}
      </DropdownMenu.Item>
      <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
      <DropdownMenu.Item disabled={!canWrite} onSelect={exchange.pick} className={menuItemClass}>
        <FileUp size={15} aria-hidden className="text-soft" /> Import a file …
      </DropdownMenu.Item>
      {children}
    </>
  );
}
