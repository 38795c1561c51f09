/**
 * The words after a `/` at the start of a paragraph, from which the block menu is narrowed. A query begins only
 * when a person types the slash, so that a paragraph that happens to begin with one is left in peace.
 */
import { Extension } from "@tiptap/core";
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";

/** What was typed, and where it stands in the document (the slash included). */
export interface BlockQuery {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const key = new PluginKey<BlockQuery | null>("blockQuery");

/** The query at the caret, or null. */
export function blockQuery(state: EditorState): BlockQuery | null {
  return key.getState(state) ?? null;
}

/** Ends the query; what was typed stays as text. */
export function endBlockQuery(transaction: Transaction): Transaction {
  return transaction.setMeta(key, "end");
}

/** Follows the query. `onKey` is asked first for keys pressed meanwhile and answers whether it used one. */
export function blockQueryExtension(onKey: (event: KeyboardEvent) => boolean): Extension {
  return Extension.create({
    name: "blockQuery",
    priority: 1000,
    addProseMirrorPlugins: () => [
      new Plugin<BlockQuery | null>({
        key,
        state: {
          init: () => null,
          apply: (transaction, query, before, after) => {
            if (transaction.getMeta(key) === "end") return null;
            const found = queryAtCaret(after);
            if (query !== null) return found;
            const typed = transaction.docChanged && after.selection.from === before.selection.from + 1;
            return typed && found?.text === "" ? found : null;
          },
        },
        props: {
          handleKeyDown: (view, event) => blockQuery(view.state) !== null && onKey(event),
        },
      }),
    ],
  });
}

function queryAtCaret({ selection }: EditorState): BlockQuery | null {
  const { $from, empty } = selection;
  if (!empty || $from.parent.type.name !== "paragraph") return null;
  const typed = $from.parent.textBetween(0, $from.parentOffset, "\n", "\n");
  const match = /^\/([\p{L}\p{N} ]{0,20})$/u.exec(typed);
  return match ? { from: $from.start(), to: $from.pos, text: match[1]! } : null;
}
