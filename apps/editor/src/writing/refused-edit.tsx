import type { Editor, EditorEvents } from "@tiptap/react";
import { shownOrigin } from "@weft/tiptap";
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../design/controls/icon-button.tsx";

/** Says that what was just put in did not get in. Goes with the next edit, or when it is closed. */
export function RefusedEdit({ editor, refusals }: { readonly editor: Editor; readonly refusals: number }) {
  const [seen, setSeen] = useState(refusals);
  const isShown = refusals > seen;
  useEffect(() => {
    if (!isShown) return;
    const see = ({ transaction }: EditorEvents["update"]): void => {
      if (shownOrigin(transaction) === null) setSeen(refusals);
    };
    editor.on("update", see);
    return () => {
      editor.off("update", see);
    };
  }, [editor, refusals, isShown]);
  if (!isShown) return null;
  return (
    <div
      role="alert"
      data-testid="refused-edit"
      className="fixed inset-x-4 bottom-4 z-40 mx-auto flex max-w-md animate-[appear_var(--calm)_var(--ease)] items-start gap-3 rounded-md border border-hairline bg-sheet py-3 pr-2 pl-4 shadow-soft"
    >
      <p className="flex-1 py-1.5">
        This could not be put in: a part of it, such as a link’s address, is larger than a document can hold.
        <span className="text-soft"> Your text is as it was. Try it as plain text.</span>
      </p>
      <IconButton label="Close" onClick={() => setSeen(refusals)}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
