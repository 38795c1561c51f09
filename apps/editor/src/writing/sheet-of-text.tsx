import { type Editor, EditorContent } from "@tiptap/react";
import { type ReactNode, type Ref, useRef } from "react";
import { BubbleToolbar } from "../toolbar/bubble-toolbar.tsx";
import "../tables/tables.css";
import "./selvedge.css";
import "../files/files.css";
import "./vocabulary.css";
import "./writing.css";

/** One calm column of text with its tools above the selection; `before` and `after` stand beside the text. */
export function SheetOfText({
  editor,
  canWrite,
  onLink,
  onComment,
  page,
  before,
  after,
}: {
  readonly editor: Editor;
  readonly canWrite: boolean;
  readonly onLink: () => void;
  /** Null where nobody comments, or the person may not. */
  readonly onComment: (() => void) | null;
  readonly page?: Ref<HTMLDivElement>;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
}) {
  const own = useRef<HTMLDivElement | null>(null);
  return (
    <main className="overflow-x-clip px-5 pt-8 sm:px-12 sm:pt-12">
      <div className="weft-page" ref={page ?? own}>
        {before}
        <EditorContent editor={editor} />
        {after}
      </div>
      <BubbleToolbar {...{ editor, canWrite, onLink, onComment }} />
    </main>
  );
}
