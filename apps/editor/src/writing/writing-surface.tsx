import { type Editor, EditorContent } from "@tiptap/react";
import type { RefObject } from "react";
import { BlockMenu, type BlockMenuKeys } from "../formats/block-menu.tsx";
import { BubbleToolbar } from "../toolbar/bubble-toolbar.tsx";
import "./selvedge.css";
import "./writing.css";

/** One calm column of text with the selvedge at its left. */
export function WritingSurface({
  editor,
  menuKeys,
  onLink,
}: {
  readonly editor: Editor;
  readonly menuKeys: RefObject<BlockMenuKeys | null>;
  readonly onLink: () => void;
}) {
  return (
    <main className="overflow-x-clip px-5 pt-8 sm:px-12 sm:pt-12">
      <EditorContent editor={editor} className="weft-page" />
      <BubbleToolbar editor={editor} onLink={onLink} />
      <BlockMenu editor={editor} keys={menuKeys} />
    </main>
  );
}
