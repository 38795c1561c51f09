import { type Editor, useEditorState } from "@tiptap/react";
import { type CalloutKind, calloutKind, calloutKinds } from "@weft/tiptap";
import { ChevronDown } from "lucide-react";
import { DropdownMenu, Toolbar } from "radix-ui";
import { menuContentClass, menuItemClass } from "../design/controls/menu-classes.ts";

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
    <DropdownMenu.Root modal={false}>
      <Toolbar.Button asChild>
        <DropdownMenu.Trigger
          aria-label={`Kind of callout: ${words[kind]}`}
          onMouseDown={(event) => event.preventDefault()}
          className="inline-flex h-(--control) shrink-0 items-center gap-1 rounded-sm px-2 text-soft hover:bg-hover hover:text-ink"
        >
          {words[kind]} <ChevronDown size={14} aria-hidden />
        </DropdownMenu.Trigger>
      </Toolbar.Button>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          sideOffset={4}
          collisionPadding={8}
          className={menuContentClass}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            editor.view.focus();
          }}
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
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
