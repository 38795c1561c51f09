import type { Editor } from "@tiptap/react";
import { useCallback } from "react";
import { MentionMenu } from "../mentions/mention-menu.tsx";
import type { Face } from "../people/face.ts";
import { ownFace } from "../people/own-face.ts";
import { currentSettings } from "../settings/settings.ts";

/** The list of people under an `@` in a Yjs document: who is here, and oneself. */
export function YjsMentions({ editor, here }: { readonly editor: Editor; readonly here: readonly Face[] }) {
  const people = useCallback(
    () => [...here, ownFace(currentSettings())].map((face) => ({ face, id: null })),
    [here],
  );
  return <MentionMenu editor={editor} people={people} />;
}
