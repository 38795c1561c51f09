/**
 * Pasting: whatever the clipboard holds is read by `@weft/interchange`, which takes only what the schema knows and
 * keeps its structure. The clipboard speaks only while its event lasts, the package may come later; what is pasted
 * then goes where the selection was.
 */
import { type Editor, Extension } from "@tiptap/core";
import { Fragment, type Mark, type Node, Slice } from "@tiptap/pm/model";
import { Plugin, Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { type AnchoredCaret, ownCaret, positionFromAnchor } from "@weft/tiptap";
import { parseWebAddress } from "../formats/web-address.ts";
import { openedDocument } from "../writing/opened-document.ts";
import { type Interchange, loadedInterchange, loadInterchange } from "./interchange.ts";

interface Pasted {
  readonly html: string;
  readonly text: string;
}

/** What a person chose. */
export interface PastingOptions {
  /** Whether an address that is pasted over selected text becomes a link of it. */
  linksSelection: boolean;
}

/** Reads all that is pasted, and what is dragged here from elsewhere. */
export const Pasting = Extension.create<PastingOptions>({
  name: "pasting",
  addOptions: () => ({ linksSelection: true }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    const take = (view: EditorView, event: Event, data: DataTransfer | null): boolean => {
      const pasted = { html: data?.getData("text/html") ?? "", text: data?.getData("text/plain") ?? "" };
      if (!view.editable || (pasted.html === "" && pasted.text === "")) return false;
      // ProseMirror's own parser has no bounds: it is not to see what it is.
      event.preventDefault();
      if (!options.linksSelection || !linkSelection(editor, pasted)) paste(editor, view, pasted);
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

function putCaret(view: EditorView, event: DragEvent): boolean {
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (!place || !view.editable) return false;
  const { tr } = view.state;
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(place.pos))));
  return true;
}

function paste(editor: Editor, view: EditorView, pasted: Pasted): void {
  if (view.state.selection.$from.parent.type.spec.code && pasted.text !== "") {
    putIn(editor, view.state.tr.insertText(pasted.text.replaceAll(/\r\n?/g, "\n")));
    return;
  }
  const interchange = loadedInterchange();
  if (interchange) putSlice(editor, interchange, pasted);
  else void pasteLater(editor, pasted, ownCaret(view.state));
}

async function pasteLater(editor: Editor, pasted: Pasted, caret: AnchoredCaret | null): Promise<void> {
  const interchange = await loadInterchange().catch(() => null);
  if (editor.isDestroyed) return;
  if (caret) selectAgain(editor, caret);
  if (interchange) putSlice(editor, interchange, pasted);
  // Without the package there is ProseMirror's own way, for the text alone.
  else editor.view.pasteText(pasted.text);
}

function selectAgain(editor: Editor, { anchor, head }: AnchoredCaret): void {
  const document = openedDocument(editor);
  if (!document) return;
  const [from, to] = [positionFromAnchor(document, anchor), positionFromAnchor(document, head)];
  if (from === null || to === null) return;
  const { state, view } = editor;
  view.dispatch(state.tr.setSelection(TextSelection.between(state.doc.resolve(from), state.doc.resolve(to))));
}

function putSlice(editor: Editor, { readPaste }: Interchange, pasted: Pasted): void {
  const { schema, tr } = editor.state;
  const read = readPaste(schema, pasted);
  const isPlain = pasted.html === "";
  const slice = isPlain ? marked(read, tr.storedMarks ?? tr.selection.$from.marks()) : read;
  const whole = slice.openStart === 0 && slice.openEnd === 0 && slice.content.childCount === 1;
  if (whole && slice.content.firstChild) tr.replaceSelectionWith(slice.content.firstChild, false);
  else tr.replaceSelection(slice);
  // Signs of Markdown count in plain text: what has HTML says itself what it is.
  putIn(editor, isPlain ? tr.setMeta("uiEvent", "paste") : tr);
}

/** A paste is one thing to undo, whatever was typed just before and after it. */
function putIn(editor: Editor, transaction: Transaction): void {
  const richText = openedDocument(editor)?.richText;
  richText?.endUndoGroup();
  editor.view.dispatch(transaction.scrollIntoView().setMeta("paste", true));
  richText?.endUndoGroup();
}

/** Plain text takes the marks of the text that it is pasted into. */
function marked(slice: Slice, marks: readonly Mark[]): Slice {
  if (marks.length === 0) return slice;
  const mark = (content: Fragment): Fragment => {
    const nodes: Node[] = [];
    content.forEach((node) => {
      nodes.push(node.isText ? node.mark(marks) : node.copy(mark(node.content)));
    });
    return Fragment.fromArray(nodes);
  };
  return new Slice(mark(slice.content), slice.openStart, slice.openEnd);
}
