/** The name after an `@`, from which the list of people is narrowed. */
import type { ChainedCommands, Editor } from "@tiptap/core";
import type { EditorState } from "@tiptap/pm/state";
import { type QueryText, TypedQuery } from "../formats/typed-query.ts";
import { type KnownPerson, peopleNamed } from "./known-people.ts";

/** So far back the sign may stand: further than the longest name. */
const lookBackUnits = 60;

const peopleByEditor = new WeakMap<Editor, () => readonly KnownPerson[]>();

/** Says whom an editor offers to mention from now on. `people` is asked while the list is open only. */
export function offerPeople(editor: Editor, people: () => readonly KnownPerson[]): void {
  peopleByEditor.set(editor, people);
}

/** The queries for somebody to mention. */
export const mentionQuery = new TypedQuery<KnownPerson>({
  name: "mentionQuery",
  find: queryAtCaret,
  choices: (editor, text) => peopleNamed(peopleByEditor.get(editor)?.() ?? [], text),
  take: (editor, { from, to }, { face, id }) => {
    const mention = { type: "mention", attrs: { id, label: face.name } };
    const isSpaceBehind = /^\s/u.test(editor.state.doc.resolve(to).nodeAfter?.text ?? "");
    const space = isSpaceBehind ? [] : [{ type: "text", text: " " }];
    editor
      .chain()
      .focus()
      .deleteRange({ from, to })
      .insertContent([mention, ...space])
      .run();
  },
});

/** Begins a mention at the caret, as if its sign was typed there. */
export function beginMention(chain: ChainedCommands): ChainedCommands {
  return chain.command(({ tr }) => {
    const { $from } = tr.selection;
    const before = $from.parent.textBetween(0, $from.parentOffset, "\n", "\ufffc");
    tr.insertText(isSignBehind(before) ? "@" : " @");
    mentionQuery.begin(tr);
    return true;
  });
}

function queryAtCaret({ selection }: EditorState): QueryText | null {
  const { $from, empty } = selection;
  const { parent, parentOffset } = $from;
  if (!empty || !parent.isTextblock || parent.type.spec.code) return null;
  const typed = parent.textBetween(Math.max(0, parentOffset - lookBackUnits), parentOffset, "\n", "\ufffc");
  const match = /@((?:[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]{0,39})?)$/u.exec(typed);
  if (!match || !isSignBehind(typed.slice(0, match.index))) return null;
  return { from: $from.pos - match[0].length, to: $from.pos, text: match[1]! };
}

/** Whether an `@` behind this text names somebody: in the middle of a word it is part of an address. */
function isSignBehind(text: string): boolean {
  return text === "" || /[\s\ufffc([{"'“‘«/–—-]$/u.test(text);
}
