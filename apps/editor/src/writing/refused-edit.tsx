import type { Editor, EditorEvents } from "@tiptap/react";
import { shownOrigin } from "@weft/tiptap";
import { useEffect, useState } from "react";
import { Notice } from "../design/controls/notice.tsx";

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
    <Notice role="alert" testId="refused-edit" onClose={() => setSeen(refusals)}>
      This could not be put in: a part of it, such as a link’s address, is larger than a document can hold.
      <span className="text-soft"> Your text is as it was. Try it as plain text.</span>
    </Notice>
  );
}
