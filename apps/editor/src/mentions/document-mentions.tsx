import type { Editor } from "@tiptap/react";
import type { RichText } from "@weft/richtext";
import type { Replica } from "@weft/sync";
import { useCallback } from "react";
import { ownFace } from "../people/own-face.ts";
import { usePeople } from "../people/use-people.ts";
import { currentSettings } from "../settings/settings.ts";
import { knownPeople } from "./known-people.ts";
import { MentionMenu } from "./mention-menu.tsx";

/** The list of an open document's people under an `@`. */
export function DocumentMentions({
  editor,
  replica,
  richText,
}: {
  readonly editor: Editor;
  readonly replica: Replica;
  readonly richText: RichText;
}) {
  const here = usePeople(replica);
  const people = useCallback(() => knownPeople(richText, here, ownFace(currentSettings())), [richText, here]);
  return <MentionMenu editor={editor} people={people} />;
}
