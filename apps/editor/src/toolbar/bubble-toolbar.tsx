import type { Editor } from "@tiptap/react";
import { BubbleMenu } from "@tiptap/react/menus";
import { Toolbar } from "radix-ui";
import { blockFormats, letterFormats } from "../formats/format.ts";
import { LinkButton } from "./fixed-toolbar.tsx";
import { FormatButtons } from "./format-buttons.tsx";

/** The few tools one wants at hand above selected text. */
export function BubbleToolbar({ editor, onLink }: { readonly editor: Editor; readonly onLink: () => void }) {
  return (
    <BubbleMenu
      editor={editor}
      className="z-20"
      options={{ placement: "top", offset: 8 }}
      shouldShow={({ editor: shown, state }) =>
        shown.isEditable &&
        !state.selection.empty &&
        !shown.isActive("codeBlock") &&
        !["horizontalRule", "image", "attachment", "embed"].some((name) => shown.isActive(name))
      }
    >
      <Toolbar.Root
        aria-label="Formatting of the selection"
        data-testid="bubble-toolbar"
        className="flex items-center gap-0.5 rounded-md border border-hairline bg-sheet p-1 shadow-soft"
      >
        <FormatButtons editor={editor} formats={letterFormats} />
        <LinkButton editor={editor} onLink={onLink} />
        <div className="hidden items-center gap-0.5 sm:flex">
          <Toolbar.Separator className="mx-1 h-5 w-px bg-hairline-strong" />
          <FormatButtons editor={editor} formats={blockFormats.slice(1)} />
        </div>
      </Toolbar.Root>
    </BubbleMenu>
  );
}
