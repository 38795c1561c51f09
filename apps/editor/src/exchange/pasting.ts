/**
 * Pasting: whatever the clipboard holds is read by `@weft/interchange`, which takes only what the schema knows and
 * keeps its structure. The clipboard speaks only while its event lasts, the package may come later; what is pasted
 * then goes where the selection was.
 */
import { type Editor, Extension } from "@tiptap/core";
import type { Mark, Slice } from "@tiptap/pm/model";
import { Plugin, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import type { DocumentFiles } from "@weft/sync";
import { type TakenPictures, takeEmbeddedPictures, withPictures } from "../files/paste-pictures.ts";
import { parseWebAddress } from "../formats/web-address.ts";
import { dispatchAlone } from "../writing/dispatch-alone.ts";
import { followSelection } from "../writing/follow-selection.ts";
import { type Interchange, loadedInterchange, loadInterchange } from "./interchange.ts";
import { mapLeaves } from "./map-leaves.ts";
import { putCaret } from "./put-caret.ts";

interface Pasted {
  readonly html: string;
  readonly text: string;
}

/** What a person chose. */
export interface PastingOptions {
  /** Whether an address that is pasted over selected text becomes a link of it. */
  linksSelection: boolean;
  /** Where pictures go that stand inside of what is pasted; null where there are no files. */
  files: DocumentFiles | null;
}

/** Reads all that is pasted, and what is dragged here from elsewhere. */
export const Pasting = Extension.create<PastingOptions>({
  name: "pasting",
  addOptions: () => ({ linksSelection: true, files: null }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    const take = (view: EditorView, event: Event, data: DataTransfer | null): boolean => {
      const pasted = { html: data?.getData("text/html") ?? "", text: data?.getData("text/plain") ?? "" };
      if (!view.editable || (pasted.html === "" && pasted.text === "")) return false;
      // ProseMirror's own parser has no bounds: it is not to see what it is.
      event.preventDefault();
      if (!options.linksSelection || !linkSelection(editor, pasted)) paste(editor, options.files, pasted);
      return true;
    };
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            paste: (view, event) => take(view, event, event.clipboardData),
            drop: (view, event) =>
              view.dragging === null && putCaret(view, event) && take(view, event, event.dataTransfer),
          },
        },
      }),
    ];
  },
});

/** Makes an address that stands alone a link of what is selected. */
function linkSelection(editor: Editor, { text }: Pasted): boolean {
  const href = /^(https?:\/\/|mailto:)\S+$/i.test(text.trim()) ? parseWebAddress(text) : null;
  return href !== null && !editor.state.selection.empty && editor.commands.setMark("link", { href });
}

function paste(editor: Editor, files: DocumentFiles | null, pasted: Pasted): void {
  const { view } = editor;
  if (view.state.selection.$from.parent.type.spec.code && pasted.text !== "") {
    putIn(editor, view.state.tr.insertText(pasted.text.replaceAll(/\r\n?/g, "\n")));
    return;
  }
  const interchange = loadedInterchange();
  const pictures = files === null ? null : takeEmbeddedPictures(files, pasted.html);
  if (interchange && pictures === null) putSlice({ editor, files, pasted, taken: null }, interchange);
  else void pasteLater({ editor, files, pasted, pictures, selectAgain: followSelection(editor) });
}

interface LaterPaste {
  readonly editor: Editor;
  readonly files: DocumentFiles | null;
  readonly pasted: Pasted;
  /** The pictures that stand inside of the HTML, once they are taken in; null if there are none. */
  readonly pictures: Promise<TakenPictures> | null;
  readonly selectAgain: () => void;
}

async function pasteLater({ editor, files, pasted, pictures, selectAgain }: LaterPaste): Promise<void> {
  const interchange = await loadInterchange().catch(() => null);
  const taken = await pictures;
  if (editor.isDestroyed) return;
  selectAgain();
  if (interchange) putSlice({ editor, files, pasted, taken }, interchange);
  // Without the package there is ProseMirror's own way, for the text alone.
  else editor.view.pasteText(pasted.text);
}

interface PutPaste {
  readonly editor: Editor;
  readonly files: DocumentFiles | null;
  readonly pasted: Pasted;
  readonly taken: TakenPictures | null;
}

function putSlice({ editor, files, pasted, taken }: PutPaste, { readPaste }: Interchange): void {
  const { schema, tr } = editor.state;
  const plain = readPaste(schema, { ...pasted, html: taken?.html ?? pasted.html });
  const read = files === null ? plain : withPictures(files, plain, taken);
  const isPlain = pasted.html === "";
  const slice = isPlain ? marked(read, tr.storedMarks ?? tr.selection.$from.marks()) : read;
  const whole = slice.openStart === 0 && slice.openEnd === 0 && slice.content.childCount === 1;
  if (whole && slice.content.firstChild) tr.replaceSelectionWith(slice.content.firstChild, false);
  else tr.replaceSelection(slice);
  // Signs of Markdown count in plain text: what has HTML says itself what it is.
  putIn(editor, isPlain ? tr.setMeta("uiEvent", "paste") : tr);
}

function putIn(editor: Editor, transaction: Transaction): void {
  dispatchAlone(editor, transaction.scrollIntoView().setMeta("paste", true));
}

/** Plain text takes the marks of the text that it is pasted into. */
function marked(slice: Slice, marks: readonly Mark[]): Slice {
  return marks.length === 0 ? slice : mapLeaves(slice, (leaf) => (leaf.isText ? leaf.mark(marks) : leaf));
}
