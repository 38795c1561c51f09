/** The document that is open, for other programs. */
import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { DocumentFiles } from "@weft/sync";
import { copyText } from "../design/copy-text.ts";
import { writeWithPictures } from "../files/written-pictures.ts";
import { saveFile } from "../status/save-file.ts";
import type { FileFormat } from "./file-format.ts";
import { loadInterchange } from "./interchange.ts";

/** Puts the selection, or all if nothing is selected, on the clipboard as Markdown. Whether that was allowed. */
export async function copyAsMarkdown(editor: Editor): Promise<boolean> {
  const { doc, selection } = editor.state;
  const { writeMarkdown } = await loadInterchange();
  return copyText(writeMarkdown(selection.empty ? doc : doc.cut(selection.from, selection.to)));
}

/** Hands the browser the document as a file. Resolves with how many of its pictures should be in there and are not. */
export async function downloadAs(
  { editor, files }: { readonly editor: Editor; readonly files: DocumentFiles },
  format: FileFormat,
  title: string,
): Promise<number> {
  const { doc } = editor.state;
  const interchange = await loadInterchange();
  const write = (written: Node): string => format.write(interchange, written, title);
  const { html: content, missing } = format.holdsPictures
    ? await writeWithPictures(files, doc, { write })
    : { html: write(doc), missing: 0 };
  saveFile(title, content, { ending: format.endings[0] ?? "txt", mediaType: format.mediaType });
  return missing;
}
