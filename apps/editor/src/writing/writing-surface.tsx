import { type Editor, EditorContent } from "@tiptap/react";
import type { ReactNode, RefObject } from "react";
import { BlockMenu, type BlockMenuKeys } from "../formats/block-menu.tsx";
import { BubbleToolbar } from "../toolbar/bubble-toolbar.tsx";
import "./selvedge.css";
import "./writing.css";

/** One calm column of text with the selvedge at its left; `children` are what stands on the selvedge. */
export function WritingSurface({
  editor,
  menuKeys,
  onLink,
  children,
}: {
  readonly editor: Editor;
  readonly menuKeys: RefObject<BlockMenuKeys | null>;
  readonly onLink: () => void;
  readonly children: ReactNode;
}) {
  return (
    <main className="overflow-x-clip px-5 pt-8 sm:px-12 sm:pt-12">
      <div className="weft-page">
        {children}
        <EditorContent editor={editor} />
      </div>
      <BubbleToolbar editor={editor} onLink={onLink} />
      <BlockMenu editor={editor} keys={menuKeys} />
    </main>
  );
}
