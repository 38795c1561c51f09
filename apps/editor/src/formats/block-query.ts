/**
 * The words after a `/` at the start of a paragraph, from which the block menu is narrowed, and which line of it is
 * chosen. A query begins only when a person types the slash, so that a paragraph that happens to begin with one is left
 * in peace. Keys are answered from the editor's state, not from what has been drawn of it: whoever types faster than the
 * screen gets the same block.
 */
import { type Editor, Extension } from "@tiptap/core";
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { blockFormats, type Format, structureFormats } from "./format.ts";

/** What was typed, where it stands in the document (the slash included), and the line of the menu that is chosen. */
export interface BlockQuery {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly chosen: number;
}

const key = new PluginKey<BlockQuery | null>("blockQuery");

/** The query at the caret, or null. */
export function blockQuery(state: EditorState): BlockQuery | null {
  return key.getState(state) ?? null;
}

/** The lines of the menu: the formats whose names hold the words of `query`. */
export function formatsFor(query: BlockQuery | null): readonly Format[] {
  if (query === null) return [];
  const wanted = query.text.trim().toLocaleLowerCase();
  return [...blockFormats, ...structureFormats].filter((format) =>
    format.label.toLocaleLowerCase().includes(wanted),
  );
}

/** Puts `format` in the place of the query. */
export function takeFormat(editor: Editor, format: Format): void {
  const query = blockQuery(editor.state);
  if (query === null) return;
  format.apply(editor.chain().focus().deleteRange({ from: query.from, to: query.to })).run();
}

/** Follows the query and answers the keys of its menu: arrows choose, Enter and Tab take, Escape leaves the text. */
export const BlockQueryKeys = Extension.create({
  name: "blockQuery",
  priority: 1000,
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin<BlockQuery | null>({
        key,
        state: { init: () => null, apply: nextQuery },
        props: { handleKeyDown: (_view, event) => answered(editor, event) },
      }),
    ];
  },
});

function answered(editor: Editor, event: KeyboardEvent): boolean {
  const query = blockQuery(editor.state);
  const found = formatsFor(query);
  if (query === null || found.length === 0) return false;
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step !== 0) {
    const chosen = (query.chosen + step + found.length) % found.length;
    editor.view.dispatch(editor.state.tr.setMeta(key, chosen));
  } else if (event.key === "Enter" || event.key === "Tab") takeFormat(editor, found[query.chosen]!);
  else if (event.key === "Escape") editor.view.dispatch(editor.state.tr.setMeta(key, "end"));
  else return false;
  return true;
}

function nextQuery(
  transaction: Transaction,
  query: BlockQuery | null,
  before: EditorState,
  after: EditorState,
): BlockQuery | null {
  const said: unknown = transaction.getMeta(key);
  if (said === "end") return null;
  const found = queryAtCaret(after);
  if (found === null) return null;
  if (query === null) {
    const typed = transaction.docChanged && after.selection.from === before.selection.from + 1;
    return typed && found.text === "" ? found : null;
  }
  if (typeof said === "number") return { ...found, chosen: said };
  return found.text === query.text ? { ...found, chosen: query.chosen } : found;
}

function queryAtCaret({ selection }: EditorState): BlockQuery | null {
  const { $from, empty } = selection;
  if (!empty || $from.parent.type.name !== "paragraph") return null;
  const typed = $from.parent.textBetween(0, $from.parentOffset, "\n", "\n");
  const match = /^\/([\p{L}\p{N} ]{0,20})$/u.exec(typed);
  return match ? { from: $from.start(), to: $from.pos, text: match[1]!, chosen: 0 } : null;
}
