/**
 * Pasting: whatever the clipboard holds is read by `@weft/interchange`, which takes only what the schema knows and
 * keeps its structure. The clipboard speaks only while its event lasts, the package may come later; what is pasted
 * then goes where the selection was.
 */
import { type Editor, Extension } from "@tiptap/core";
import { Fragment, type Mark, type Node, Slice } from "@tiptap/pm/model";
import { Plugin, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { type AnchoredCaret, ownCaret, positionFromAnchor } from "@weft/tiptap";
import { openedDocument } from "../writing/opened-document.ts";
import { type Interchange, loadedInterchange, loadInterchange } from "./interchange.ts";

interface Pasted {
  readonly html: string;
  readonly text: string;
}

/** Reads all that is pasted. */
export const Pasting = Extension.create({
  name: "pasting",
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: { handlePaste: (view, event) => paste(editor, view, clipboardOf(event)) },
      }),
    ];
  },
});

function clipboardOf({ clipboardData }: ClipboardEvent): Pasted {
  return {
    html: clipboardData?.getData("text/html") ?? "",
    text: clipboardData?.getData("text/plain") ?? "",
  };
}

function paste(editor: Editor, view: EditorView, pasted: Pasted): boolean {
  if (pasted.html === "" && pasted.text === "") return false;
  if (view.state.selection.$from.parent.type.spec.code && pasted.text !== "") {
    putIn(editor, view.state.tr.insertText(pasted.text.replaceAll(/\r\n?/g, "\n")));
    return true;
  }
  const interchange = loadedInterchange();
  if (interchange) putSlice(editor, interchange, pasted);
  else void pasteLater(editor, pasted, ownCaret(view.state));
  return true;
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
  putIn(editor, tr);
}

/** A paste is one thing to undo, whatever was typed just before and after it. */
function putIn(editor: Editor, transaction: Transaction): void {
  const richText = openedDocument(editor)?.richText;
  richText?.endUndoGroup();
  editor.view.dispatch(transaction.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
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
