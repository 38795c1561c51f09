/** A file's content put into the document that is open. */
import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { TextSelection } from "@tiptap/pm/state";
import { dispatchAlone } from "../writing/dispatch-alone.ts";
import { formatOfFile } from "./file-format.ts";
import { loadInterchange } from "./interchange.ts";

/** Files that are larger are not read: a document of their length could not be worked with. */
const bytesMax = 10_000_000;

/**
 * Puts what a file says below the block with the caret, or in the place of a document that is empty. Resolves with the
 * sentence to show if it cannot be read; nothing has changed then.
 */
export async function importFile(editor: Editor, file: File): Promise<string | null> {
  if (file.size > bytesMax) return `“${file.name}” has more than 10 MB, which is more than can be imported.`;
  const format = formatOfFile(file.name);
  try {
    const interchange = await loadInterchange();
    const source = await file.text();
    if (editor.isDestroyed) return null;
    putIn(editor, format.read(interchange, editor.schema, source));
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be read";
    return `“${file.name}” could not be imported as ${format.label}: ${reason}. Your text is as it was.`;
  }
}

function putIn(editor: Editor, imported: Node): void {
  const { tr } = editor.state;
  const { doc } = tr;
  const isEmpty = doc.childCount === 1 && doc.firstChild?.isTextblock === true && doc.content.size === 2;
  const { $to, to } = tr.selection;
  const from = isEmpty ? 0 : $to.depth > 0 ? $to.after(1) : to;
  tr.replaceWith(from, isEmpty ? doc.content.size : from, imported.content);
  const end = tr.doc.resolve(from + imported.content.size);
  tr.setSelection(TextSelection.near(end, -1)).scrollIntoView();
  dispatchAlone(editor, tr);
  editor.view.focus();
}
