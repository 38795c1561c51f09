import { type Editor, useEditorState } from "@tiptap/react";
import { applyFormat, type Format } from "../formats/format.ts";
import { ToolButton } from "./tool-button.tsx";

/** The buttons of several formats; each shows whether the selection has it. */
export function FormatButtons({
  editor,
  formats,
}: {
  readonly editor: Editor;
  readonly formats: readonly Format[];
}) {
  const active = useEditorState({
    editor,
    selector: (snapshot) => formats.map((format) => format.isActive(snapshot.editor)),
  });
  return formats.map((format, index) => (
    <ToolButton
      key={format.id}
      label={format.label}
      keys={format.keys}
      Icon={format.Icon}
      pressed={active[index] ?? false}
      onPress={() => applyFormat(editor, format)}
    />
  ));
}
