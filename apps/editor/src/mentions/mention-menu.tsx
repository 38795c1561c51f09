import type { Editor } from "@tiptap/react";
import { useLayoutEffect } from "react";
import { QueryMenu } from "../formats/query-menu.tsx";
import { Avatar } from "../people/avatar.tsx";
import type { KnownPerson } from "./known-people.ts";
import { mentionQuery, offerPeople } from "./mention-query.ts";

/** The list of people under an `@`. `people` is asked while it is open only. */
export function MentionMenu({
  editor,
  people,
}: {
  readonly editor: Editor;
  readonly people: () => readonly KnownPerson[];
}) {
  useLayoutEffect(() => offerPeople(editor, people), [editor, people]);
  return (
    <QueryMenu
      editor={editor}
      query={mentionQuery}
      testId="mention-menu"
      lineOf={({ face }) => ({
        id: face.name,
        label: face.name,
        content: (
          <>
            <span aria-hidden className="inline-flex">
              <Avatar face={face} size="small" />
            </span>
            <span className="min-w-0 flex-1 truncate">{face.name}</span>
          </>
        ),
      })}
    />
  );
}
