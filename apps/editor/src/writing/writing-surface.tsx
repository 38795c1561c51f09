import { type Editor, EditorContent } from "@tiptap/react";
import { type ReactNode, type RefObject, useRef } from "react";
import { BlockMenu, type BlockMenuKeys } from "../formats/block-menu.tsx";
import { BlockHandle } from "../handle/block-handle.tsx";
import { BubbleToolbar } from "../toolbar/bubble-toolbar.tsx";
import "../tables/tables.css";
import "./selvedge.css";
import "../files/files.css";
import "./vocabulary.css";
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
  const page = useRef<HTMLDivElement | null>(null);
  return (
    <main className="overflow-x-clip px-5 pt-8 sm:px-12 sm:pt-12">
      <div className="weft-page" ref={page}>
        {children}
        <EditorContent editor={editor} />
        <BlockHandle editor={editor} page={page} />
      </div>
      <BubbleToolbar editor={editor} onLink={onLink} />
      <BlockMenu editor={editor} keys={menuKeys} />
    </main>
  );
}
