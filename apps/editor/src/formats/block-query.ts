/** The words after a `/` at the start of a paragraph, from which the menu of blocks is narrowed. */
import type { EditorState } from "@tiptap/pm/state";
import { blockFormats, type Format, structureFormats } from "./format.ts";
import { type QueryText, TypedQuery } from "./typed-query.ts";

/** So much of a name is typed at most. */
const unitsMax = 20;

/** The queries for a block. */
export const blockQuery = new TypedQuery<Format>({
  name: "blockQuery",
  find: queryAtCaret,
  choices: (_editor, text) => formatsNamed(text),
  take: (editor, { from, to }, format) => {
    format.apply(editor.chain().focus().deleteRange({ from, to })).run();
  },
});

function formatsNamed(text: string): readonly Format[] {
  const wanted = text.trim().toLocaleLowerCase();
  return [...blockFormats, ...structureFormats].filter((format) =>
    format.label.toLocaleLowerCase().includes(wanted),
  );
}

function queryAtCaret({ selection }: EditorState): QueryText | null {
  const { $from, empty } = selection;
  const { parent, parentOffset } = $from;
  if (!empty || parent.type.name !== "paragraph" || parentOffset > unitsMax + 1) return null;
  const match = /^\/([\p{L}\p{N} ]*)$/u.exec(parent.textBetween(0, parentOffset, "\n", "\n"));
  return match ? { from: $from.start(), to: $from.pos, text: match[1]! } : null;
}
