import type { Edit } from "@weft/richtext";

/** The edits that write `text` into an empty document, a paragraph for each line. */
export function paragraphEdits(text: string): readonly Edit[] {
  const edits: Edit[] = [];
  let at = 1;
  for (const [index, line] of text
    .replaceAll("\ufffc", "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (index > 0) edits.push({ type: "splitBlock", at: at++ });
    if (line !== "") edits.push({ type: "insertText", at, text: line });
    at += line.length;
  }
  return edits;
}
