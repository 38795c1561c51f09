import { Ellipsis, Pencil, X } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Link } from "wouter";
import { IconButton } from "../design/controls/icon-button.tsx";
import { menuContentClass, menuItemClass } from "../design/controls/menu-classes.ts";
import { whenWords } from "../design/when-words.ts";
import { AvatarRow } from "../people/avatar-row.tsx";
import { documentPath } from "../share/document-link.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";
import { KeepingLine } from "./keeping-line.tsx";

/** One document in the list: its title and first line, who was there, when, and where its words are. */
export function DocumentRow({
  entry,
  now,
  onRename,
  onRemove,
}: {
  readonly entry: ShelfEntry;
  readonly now: number;
  readonly onRename: () => void;
  readonly onRemove: () => void;
}) {
  const title = entry.title || "Untitled";
  return (
    <li className="group relative flex items-center gap-2 border-hairline border-b py-3.5 pr-1 pl-3 sm:gap-4 transition-colors duration-(--quick) hover:bg-hover">
      <div className="min-w-0 flex-1">
        <Link
          href={documentPath(entry)}
          className="block truncate font-serif text-[1.0625rem] leading-6 outline-offset-0 after:absolute after:inset-0"
        >
          <span className={entry.title ? "text-ink" : "text-soft italic"}>{title}</span>
          {entry.engine === "yjs" ? <span className="ml-2 font-sans text-caption text-soft">Yjs</span> : null}
        </Link>
        <p className="truncate text-soft">{entry.firstLine || "No words yet"}</p>
      </div>
      <div className="hidden sm:block">
        <AvatarRow faces={entry.faces} most={3} size="small" label={`People in ${title}`} />
      </div>
      <div className="flex max-w-32 shrink-0 flex-col items-end gap-0.5 text-right sm:w-36">
        <time
          dateTime={new Date(entry.changedAt).toISOString()}
          className="text-caption text-soft tabular-nums"
        >
          {whenWords(entry.changedAt, now)}
        </time>
        <KeepingLine keeping={entry.keeping} />
      </div>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <IconButton label={`More for ${title}`} className="relative">
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} className={menuContentClass}>
            <DropdownMenu.Item className={menuItemClass} onSelect={onRename}>
              <Pencil size={15} aria-hidden /> Rename
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuItemClass} onSelect={onRemove}>
              <X size={15} aria-hidden /> Take off this list
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </li>
  );
}
