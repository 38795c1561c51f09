import type { Editor } from "@tiptap/react";
import { type ReactNode, useRef } from "react";
import { BlockMenu } from "../formats/block-menu.tsx";
import { BlockHandle } from "../handle/block-handle.tsx";
import { SheetOfText } from "./sheet-of-text.tsx";

/** One calm column of text with the selvedge at its left; `children` are what stands on the selvedge. */
export function WritingSurface({
  editor,
  canWrite,
  onLink,
  onComment,
  children,
}: {
  readonly editor: Editor;
  readonly canWrite: boolean;
  readonly onLink: () => void;
  /** Null where nobody comments, or the person may not. */
  readonly onComment: (() => void) | null;
  readonly children?: ReactNode;
}) {
  const page = useRef<HTMLDivElement | null>(null);
  return (
    <>
      <SheetOfText
        {...{ editor, canWrite, onLink, onComment, page }}
        before={children}
        after={<BlockHandle editor={editor} page={page} />}
      />
      <BlockMenu editor={editor} />
    </>
  );
}
