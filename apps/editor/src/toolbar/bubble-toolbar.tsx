import type { Editor } from "@tiptap/react";
import { BubbleMenu } from "@tiptap/react/menus";
import { MessageSquarePlus } from "lucide-react";
import { Toolbar } from "radix-ui";
import { useRef } from "react";
import { blockFormats, letterFormats } from "../formats/format.ts";
import { LinkButton } from "./fixed-toolbar.tsx";
import { FormatButtons } from "./format-buttons.tsx";
import { ToolButton } from "./tool-button.tsx";

/** The few tools one wants at hand above selected text; who may only comment finds that one there. */
export function BubbleToolbar({
  editor,
  canWrite,
  onLink,
  onComment,
}: {
  readonly editor: Editor;
  readonly canWrite: boolean;
  readonly onLink: () => void;
  /** Null where nobody comments, or the person may not. */
  readonly onComment: (() => void) | null;
}) {
  // The menu asks the function that it was made with, whatever has changed since.
  const hasTools = useRef(false);
  hasTools.current = canWrite || onComment !== null;
  return (
    <BubbleMenu
      editor={editor}
      className="z-20"
      options={{ placement: "top", offset: 8 }}
      shouldShow={({ editor: shown, state }) =>
        hasTools.current &&
        !state.selection.empty &&
        !shown.isActive("codeBlock") &&
        !["horizontalRule", "image", "attachment", "embed"].some((name) => shown.isActive(name))
      }
    >
      <Toolbar.Root
        aria-label={canWrite ? "Formatting of the selection" : "Tools for the selection"}
        data-testid="bubble-toolbar"
        className="flex items-center gap-0.5 rounded-md border border-hairline bg-sheet p-1 shadow-soft"
      >
        {canWrite ? <FormatButtons editor={editor} formats={letterFormats} /> : null}
        {canWrite ? <LinkButton editor={editor} onLink={onLink} /> : null}
        {onComment === null ? null : (
          <ToolButton label="Comment" keys="Mod-Alt-M" Icon={MessageSquarePlus} onPress={onComment} />
        )}
        {canWrite ? (
          <div className="hidden items-center gap-0.5 sm:flex">
            <Toolbar.Separator className="mx-1 h-5 w-px bg-hairline-strong" />
            <FormatButtons editor={editor} formats={blockFormats.slice(1)} />
          </div>
        ) : null}
      </Toolbar.Root>
    </BubbleMenu>
  );
}
