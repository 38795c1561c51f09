/** A Yjs document in an editor: Tiptap's own extensions for it, and what the editor's parts ask of an engine. */
import type { Editor, Extensions } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { CollaborationCaret } from "@tiptap/extension-collaboration-caret";
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
  yUndoPluginKey,
} from "@tiptap/y-tiptap";
import { personStyle } from "../people/face.ts";
import { type WritingEngine, writingEngine } from "../writing/writing-engine.ts";
import { fragmentName } from "./replica/yjs-document.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";
import { faceOf } from "./use-yjs-people.ts";

/** The palette as other programs want it: `#rrggbb`. Ours go by the number, which fits both themes. */
export const colourForOthers = "#5b5bd6";

/** The extensions that put the document of `replica` into an editor. */
export function yjsExtensions({ document, provider }: YjsReplica): Extensions {
  return [
    Collaboration.configure({ document, field: fragmentName }),
    CollaborationCaret.configure({
      provider,
      user: { name: "", color: colourForOthers },
      render: caretElement,
      selectionRender: (user) => ({ class: "weft-selection", style: styleOf(user) }),
    }),
    writingEngine(yjsEngine),
  ];
}

/** Positions as Yjs's own relative ones, which mean the same to everybody. */
function yjsEngine({ state }: Editor): WritingEngine | null {
  const { binding, doc, type } = ySyncPluginKey.getState(state) ?? {};
  if (!binding) return null;
  return {
    follow(position) {
      const place: unknown = absolutePositionToRelativePosition(position, type, binding.mapping);
      return () => relativePositionToAbsolutePosition(doc, type, place, binding.mapping);
    },
    endUndoGroup: () => yUndoPluginKey.getState(state)?.undoManager.stopCapturing(),
  };
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
