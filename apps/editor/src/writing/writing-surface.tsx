import type { Editor } from "@tiptap/react";
import { type ReactNode, useRef } from "react";
import { BlockMenu } from "../formats/block-menu.tsx";
import { BlockHandle } from "../handle/block-handle.tsx";
import { SheetOfText } from "./sheet-of-text.tsx";

/** One calm column of text with the selvedge at its left; `children` are what stands on the selvedge. */
export function WritingSurface({
  editor,
  onLink,
  children,
}: {
  readonly editor: Editor;
  readonly onLink: () => void;
  readonly children?: ReactNode;
}) {
  const page = useRef<HTMLDivElement | null>(null);
  return (
    <>
      <SheetOfText
        editor={editor}
        onLink={onLink}
        page={page}
        before={children}
        after={<BlockHandle editor={editor} page={page} />}
      />
      <BlockMenu editor={editor} />
    </>
  );
}
