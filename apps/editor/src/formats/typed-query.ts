/**
 * What a person types behind a sign such as `/` or `@`, from which a menu is narrowed, and which line of it is chosen. A query
 * begins only when the sign is typed, or by command: text that happens to hold one is left in peace. Keys are answered from
 * the editor's state, not from what has been drawn of it: whoever types faster than the screen gets the same line.
 */
import { type Editor, Extension } from "@tiptap/core";
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";

/** What was typed, and where it stands in the document (the sign included). */
export interface QueryText {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A query, and the line of its menu that is chosen. */
export interface OpenQuery extends QueryText {
  readonly chosen: number;
}

/** What a sign asks for. */
export interface QuerySign<Choice> {
  readonly name: string;
  /** What would be a query at the caret. */
  readonly find: (state: EditorState) => QueryText | null;
  /** The lines of the menu for what was typed. */
  readonly choices: (editor: Editor, text: string) => readonly Choice[];
  /** Puts a choice in the place of the query. */
  readonly take: (editor: Editor, query: QueryText, choice: Choice) => void;
}

/** The queries of one sign. */
export class TypedQuery<Choice> {
  private readonly sign: QuerySign<Choice>;
  private readonly key: PluginKey<OpenQuery | null>;

  constructor(sign: QuerySign<Choice>) {
    this.sign = sign;
    this.key = new PluginKey(sign.name);
  }

  /** The query at the caret, or null. */
  read(state: EditorState): OpenQuery | null {
    return this.key.getState(state) ?? null;
  }

  /** The lines of the menu; none while there is no query. */
  choices(editor: Editor): readonly Choice[] {
    const query = this.read(editor.state);
    return query === null ? [] : this.sign.choices(editor, query.text);
  }

  /** Puts a choice in the place of the query. */
  take(editor: Editor, choice: Choice): void {
    const query = this.read(editor.state);
    if (query !== null) this.sign.take(editor, query, choice);
  }

  /** Begins a query with the sign that `transaction` puts before the caret. */
  begin(transaction: Transaction): Transaction {
    return transaction.setMeta(this.key, "begin");
  }

  /**
   * Follows the query of an editor and answers the keys of its menu: arrows choose, Enter and Tab take, Escape leaves the
   * text. `typed: "off"`: a query begins by command alone.
   */
  extension({ typed }: { readonly typed: "on" | "off" }): Extension {
    const query = this;
    return Extension.create({
      name: this.sign.name,
      priority: 1000,
      addProseMirrorPlugins() {
        const { editor } = this;
        return [query.plugin(editor, typed === "on")];
      },
    });
  }

  private plugin(editor: Editor, beginsByTyping: boolean): Plugin<OpenQuery | null> {
    return new Plugin<OpenQuery | null>({
      key: this.key,
      state: {
        init: () => null,
        apply: (transaction, query, before, after) => {
          const said: unknown = transaction.getMeta(this.key);
          if (said === "end") return null;
          if (query === null) {
            const isTyped = transaction.docChanged && after.selection.from === before.selection.from + 1;
            const found = said === "begin" || (beginsByTyping && isTyped) ? this.sign.find(after) : null;
            return found?.text === "" ? { ...found, chosen: 0 } : null;
          }
          const found = this.sign.find(after);
          if (found === null) return null;
          if (typeof said === "number") return { ...found, chosen: said };
          return { ...found, chosen: found.text === query.text ? query.chosen : 0 };
        },
      },
      props: { handleKeyDown: (_view, event) => this.answers(editor, event) },
    });
  }

  private answers(editor: Editor, event: KeyboardEvent): boolean {
    const query = this.read(editor.state);
    const choices = this.choices(editor);
    if (query === null || choices.length === 0) return false;
    const chosen = Math.min(query.chosen, choices.length - 1);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const { tr } = editor.state;
    if (step !== 0) {
      editor.view.dispatch(tr.setMeta(this.key, (chosen + step + choices.length) % choices.length));
    } else if (event.key === "Enter" || event.key === "Tab") this.take(editor, choices[chosen]!);
    else if (event.key === "Escape") editor.view.dispatch(tr.setMeta(this.key, "end"));
    else return false;
    return true;
  }
}
