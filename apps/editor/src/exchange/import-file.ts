/** A file's content put into the document that is open. */
import type { Editor } from "@tiptap/core";
import { type Node, Slice } from "@tiptap/pm/model";
import { TextSelection } from "@tiptap/pm/state";
import type { DocumentFiles } from "@weft/sync";
import { takeEmbeddedPictures, withPictures } from "../files/paste-pictures.ts";
import { dispatchAlone } from "../writing/dispatch-alone.ts";
import { formatOfFile } from "./file-format.ts";
import { loadInterchange } from "./interchange.ts";

/** Files that are larger are not read: a document of their length could not be worked with. */
const bytesMax = 10_000_000;
/** The same with the pictures that stand inside of it. */
const bytesWithPicturesMax = 60_000_000;

/**
 * Puts what a file says below the block with the caret, or in the place of a document that is empty. Resolves with the
 * sentence to show if it cannot be read; nothing has changed then.
 */
export async function importFile(
  { editor, files }: { readonly editor: Editor; readonly files: DocumentFiles },
  file: File,
): Promise<string | null> {
  const tooLarge = `“${file.name}” has more than 10 MB, which is more than can be imported.`;
  const format = formatOfFile(file.name);
  if (file.size > (format.holdsPictures ? bytesWithPicturesMax : bytesMax)) return tooLarge;
  try {
    const interchange = await loadInterchange();
    const source = await file.text();
    const taken = format.holdsPictures ? await takeEmbeddedPictures(files, source) : null;
    const text = taken?.html ?? source;
    if (text.length > bytesMax) return tooLarge;
    if (editor.isDestroyed) return null;
    const read = format.read(interchange, editor.schema, text);
    const { content } = withPictures(files, new Slice(read.content, 0, 0), taken);
    putIn(editor, read.copy(content));
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
