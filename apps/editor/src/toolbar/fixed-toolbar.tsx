import { type Editor, useEditorState } from "@tiptap/react";
import { Link2, Redo2, Undo2 } from "lucide-react";
import { Toolbar } from "radix-ui";
import { ColourMenu } from "../colours/colour-menu.tsx";
import { blockFormats, letterFormats, structureFormats } from "../formats/format.ts";
import { TableMenu } from "../tables/table-menu.tsx";
import { CalloutKindMenu } from "./callout-kind-menu.tsx";
import { FormatButtons } from "./format-buttons.tsx";
import { ToolButton } from "./tool-button.tsx";

/** The slim bar under the title: every format, undo and redo. One tab stop, arrows between the tools. */
export function FixedToolbar({ editor, onLink }: { readonly editor: Editor; readonly onLink: () => void }) {
  return (
    <section
      aria-label="Tools"
      className="weft-tools sticky top-(--bar-height) z-20 border-hairline border-b bg-paper"
    >
      <Toolbar.Root
        aria-label="Formatting"
        data-testid="toolbar"
        className="mx-auto flex h-(--toolbar-height) w-max max-w-full items-center gap-0.5 overflow-x-auto px-3 [scrollbar-width:none]"
      >
        <HistoryButtons editor={editor} />
        <Divider />
        <FormatButtons editor={editor} formats={blockFormats} />
        <Divider />
        <FormatButtons editor={editor} formats={letterFormats} />
        <LinkButton editor={editor} onLink={onLink} />
        <ColourMenu editor={editor} />
        <Divider />
        <FormatButtons editor={editor} formats={structureFormats} />
        <CalloutKindMenu editor={editor} />
        <TableMenu editor={editor} />
      </Toolbar.Root>
    </section>
  );
}

/** Opens the form for a link's address; pressed where the selection is one. */
export function LinkButton({ editor, onLink }: { readonly editor: Editor; readonly onLink: () => void }) {
  const active = useEditorState({ editor, selector: (snapshot) => snapshot.editor.isActive("link") });
  return <ToolButton label="Link" keys="Mod-K" Icon={Link2} pressed={active} onPress={onLink} />;
}

function HistoryButtons({ editor }: { readonly editor: Editor }) {
  const able = useEditorState({
    editor,
    selector: (snapshot) => ({ undo: snapshot.editor.can().undo(), redo: snapshot.editor.can().redo() }),
  });
  return (
    <>
      <ToolButton
        label="Undo"
        keys="Mod-Z"
        Icon={Undo2}
        disabled={!able.undo}
        onPress={() => editor.chain().focus().undo().run()}
      />
      <ToolButton
        label="Redo"
        keys="Mod-Shift-Z"
        Icon={Redo2}
        disabled={!able.redo}
        onPress={() => editor.chain().focus().redo().run()}
      />
    </>
  );
}

function Divider() {
  return <Toolbar.Separator className="mx-1.5 h-5 w-px shrink-0 bg-hairline-strong" />;
}
