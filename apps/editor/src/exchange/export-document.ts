/** The document that is open, for other programs. */
import type { Editor } from "@tiptap/core";
import { copyText } from "../design/copy-text.ts";
import { saveFile } from "../status/save-file.ts";
import type { FileFormat } from "./file-format.ts";
import { loadInterchange } from "./interchange.ts";

/** Puts the selection, or all if nothing is selected, on the clipboard as Markdown. Whether that was allowed. */
export async function copyAsMarkdown(editor: Editor): Promise<boolean> {
  const { doc, selection } = editor.state;
  const { writeMarkdown } = await loadInterchange();
  return copyText(writeMarkdown(selection.empty ? doc : doc.cut(selection.from, selection.to)));
}

/** Hands the browser the document as a file. */
export async function downloadAs(editor: Editor, format: FileFormat, title: string): Promise<void> {
  const { doc } = editor.state;
  const content = format.write(await loadInterchange(), doc, title);
  saveFile(title, content, { ending: format.endings[0] ?? "txt", mediaType: format.mediaType });
}
