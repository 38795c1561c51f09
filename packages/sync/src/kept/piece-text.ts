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
    const { block, offset } = document.blockAtPlace(at);
    const content = document.inline(block.id).map(runText).join("");
    const end = Math.min(block.length + 1, offset + (to - at));
    if (offset === 0) text += "\n";
    text += content.slice(Math.max(0, offset - 1), Math.max(0, end - 1));
    at += Math.max(1, end - offset);
  }
  return text;
}

function runText(run: InlineRun): string {
  return run.kind === "text" ? run.text : "\ufffc";
}
