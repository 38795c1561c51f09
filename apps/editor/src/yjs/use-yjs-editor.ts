import { Extension, type Extensions } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { CollaborationCaret } from "@tiptap/extension-collaboration-caret";
import { Placeholder } from "@tiptap/extensions";
import { type Editor, useEditor } from "@tiptap/react";
import { editorExtensions } from "@weft/tiptap";
import { type RefObject, useEffect, useRef } from "react";
import type { BlockMenuKeys } from "../formats/block-menu.tsx";
import { blockQueryExtension } from "../formats/block-query.ts";
import { personStyle } from "../people/face.ts";
import { ownFace } from "../people/own-face.ts";
import { useSettings } from "../settings/use-settings.ts";
import { useTypingRules } from "../writing/use-typing-rules.ts";
import { fragmentName } from "./replica/yjs-document.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";
import { faceOf } from "./use-yjs-people.ts";

/** The palette as other programs want it: `#rrggbb`. Ours go by the number, which fits both themes. */
const colourForOthers = "#5b5bd6";

/** An editor on a Yjs document, with Tiptap's own extensions for it, and the way its keys reach the `/` menu. */
export function useYjsEditor({
  replica,
  canWrite,
  onLink,
}: {
  readonly replica: YjsReplica;
  readonly canWrite: boolean;
  readonly onLink: () => void;
}): { readonly editor: Editor; readonly menuKeys: RefObject<BlockMenuKeys | null> } {
  const typingRules = useTypingRules();
  const { name, colour } = ownFace(useSettings());
  const menuKeys = useRef<BlockMenuKeys | null>(null);
  const editor = useEditor(
    {
      extensions: [
        ...yjsExtensions(replica, onLink),
        ...(typingRules ? [blockQueryExtension((event) => menuKeys.current?.press(event) ?? false)] : []),
      ],
      enableInputRules: typingRules,
      enablePasteRules: typingRules,
      editable: canWrite,
      injectCSS: false,
      editorProps: {
        attributes: { role: "textbox", "aria-label": "Document text", "aria-multiline": "true" },
      },
    },
    [replica, typingRules, onLink],
  );
  useEffect(() => {
    if (editor.isEditable !== canWrite) editor.setEditable(canWrite, false);
  }, [editor, canWrite]);
  useEffect(() => {
    replica.provider.awareness.setLocalStateField("user", { name, colour, color: colourForOthers });
  }, [replica, name, colour]);
  return { editor, menuKeys };
}

function yjsExtensions({ document, provider }: YjsReplica, onLink: () => void): Extensions {
  return [
    ...editorExtensions(),
    Collaboration.configure({ document, field: fragmentName }),
    CollaborationCaret.configure({
      provider,
      user: { name: "", color: colourForOthers },
      render: caretElement,
      selectionRender: (user) => ({ class: "weft-selection", style: styleOf(user) }),
    }),
    Placeholder.configure({ placeholder: "Write here" }),
    Extension.create({
      name: "yjsKeys",
      // Pictures and attachments belong to documents of our own engine.
      addCommands: () => ({ pickFiles: () => () => false }),
      addKeyboardShortcuts: () => ({
        "Mod-k": () => {
          onLink();
          return true;
        },
      }),
    }),
  ];
}

function caretElement(user: unknown): HTMLElement {
  const caret = window.document.createElement("span");
  caret.className = "weft-caret";
  caret.setAttribute("style", styleOf(user));
  caret.setAttribute("aria-hidden", "true");
  const flag = window.document.createElement("span");
  flag.className = "weft-caret-name";
  flag.textContent = faceOf(0, user).name;
  caret.append(flag);
  return caret;
}

function styleOf(user: unknown): string {
  return `--person: ${personStyle(faceOf(0, user).colour)["--person"]}`;
}
