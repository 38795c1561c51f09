import { type Editor, useEditorState } from "@tiptap/react";
import { type CalloutKind, calloutKind, calloutKinds } from "@weft/tiptap";
import { DropdownMenu } from "radix-ui";
import { menuItemClass } from "../design/controls/menu-classes.ts";
import { ToolMenu } from "../design/controls/tool-menu.tsx";

const words: Readonly<Record<CalloutKind, string>> = {
  note: "Note",
  tip: "Tip",
  important: "Important",
  warning: "Warning",
  caution: "Caution",
};

/** Which kind the callout around the caret is; nothing outside of one. */
export function CalloutKindMenu({ editor }: { readonly editor: Editor }) {
  const kind = useEditorState({
    editor,
    selector: ({ editor: current }) =>
      current.isActive("callout") ? calloutKind(current.getAttributes("callout").kind) : null,
  });
  if (kind === null) return null;
  return (
    <ToolMenu
      label={`Kind of callout: ${words[kind]}`}
      words={words[kind]}
      onClosed={() => editor.view.focus()}
    >
      {calloutKinds.map((name) => (
        <DropdownMenu.Item
          key={name}
          onSelect={() => editor.commands.updateAttributes("callout", { kind: name })}
          className={menuItemClass}
        >
          <span className={`weft-callout-dot weft-callout-${name}`} aria-hidden /> {words[name]}
        </DropdownMenu.Item>
      ))}
    </ToolMenu>
  );
}
