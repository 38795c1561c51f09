import type { Editor } from "@tiptap/react";
import { ClipboardCopy, Ellipsis, FileDown, FileUp } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ChangeEvent, useRef } from "react";
import { IconButton } from "../design/controls/icon-button.tsx";
import { menuContentClass, menuHeadingClass, menuItemClass } from "../design/controls/menu-classes.ts";
import { Notice } from "../design/controls/notice.tsx";
import { fileFormats } from "./file-format.ts";
import { useExchange } from "./use-exchange.ts";

const accepted = fileFormats.flatMap(({ endings }) => endings.map((ending) => `.${ending}`)).join(",");

/** What goes out of a document to other programs, and comes in from them. */
export function DocumentMenu({
  editor,
  title,
  canWrite,
}: {
  readonly editor: Editor;
  readonly title: string;
  readonly canWrite: boolean;
}) {
  const { word, forget, copy, download, take } = useExchange(editor, title);
  const picker = useRef<HTMLInputElement | null>(null);
  const pick = ({ currentTarget: input }: ChangeEvent<HTMLInputElement>): void => {
    const [file] = input.files ?? [];
    if (file) take(file);
    // The same file can be picked again.
    input.value = "";
  };
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <IconButton label="Import and export">
            <Ellipsis size={18} aria-hidden />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={menuContentClass}>
            <DropdownMenu.Item onSelect={copy} className={menuItemClass}>
              <ClipboardCopy size={15} aria-hidden className="text-soft" /> Copy as Markdown
            </DropdownMenu.Item>
            <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
            <DropdownMenu.Label className={menuHeadingClass}>Download as</DropdownMenu.Label>
            {fileFormats.map((format) => (
              <DropdownMenu.Item key={format.id} onSelect={() => download(format)} className={menuItemClass}>
                <FileDown size={15} aria-hidden className="text-soft" /> {format.label}
              </DropdownMenu.Item>
            ))}
            <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
            <DropdownMenu.Item
              disabled={!canWrite}
              onSelect={() => picker.current?.click()}
              className={menuItemClass}
            >
              <FileUp size={15} aria-hidden className="text-soft" /> Import a file …
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <input
        ref={picker}
        type="file"
        accept={accepted}
        onChange={pick}
        hidden
        tabIndex={-1}
        aria-label="File to import"
      />
      {word ? (
        <Notice role={word.role} testId="exchange-notice" onClose={forget}>
          {word.sentence}
        </Notice>
      ) : null}
    </>
  );
}
