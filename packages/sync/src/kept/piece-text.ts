/** What a kept piece says: the text that its batches inserted, with the place where each stretch stood. */
import type { InlineRun, RichText } from "@weft/richtext";

/** A stretch of text in a document. */
export interface Stretch {
  readonly from: number;
  /** Blocks are parted by "\n"; atoms read as U+FFFC. */
  readonly text: string;
}

/** The places `from` up to `to` of a document as text; each block marker among them reads as "\n". */
export function textBetween(document: RichText, from: number, to: number): string {
  let text = "";
  let at = from;
  while (at < to) {
    // The marker of a block has the offset -1, its first character 0.
    const { block, offset } = document.blockAtPlace(at);
    if (offset < 0) {
      text += "\n";
      at++;
      continue;
    }
    const content = document.inline(block.id).map(runText).join("");
    const end = Math.min(block.length, offset + (to - at));
    text += content.slice(offset, end);
    at += Math.max(1, end - offset);
  }
  return text;
}

function runText(run: InlineRun): string {
  return run.kind === "text" ? run.text : "\ufffc";
}
