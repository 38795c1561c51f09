/** The words that wait for the server's disk, as pieces of text that a person can recognise. */
import type { InlineRun, RichText } from "@weft/richtext";

/** A stretch of not yet saved text within one block. */
export interface WaitingPiece {
  /** Where it begins, as the document counts places. */
  readonly place: number;
  readonly text: string;
  /** A little of what stands before it, so that one can find it. */
  readonly before: string;
}

const piecesMax = 50;
const contextMax = 24;

/** The pieces of text that this replica inserted with counters from `counter` on, in the order of the document. */
export function waitingPieces(richText: RichText, counter: number | null): readonly WaitingPiece[] {
  if (counter === null) return [];
  const pieces: WaitingPiece[] = [];
  for (const { from, to } of richText.insertedSince(counter)) {
    for (let place = from; place < to && pieces.length < piecesMax; ) {
      const { block, offset } = richText.blockAtPlace(place);
      // The marker itself stands at offset -1, the first character at 0.
      const start = Math.max(0, offset);
      const end = Math.min(to, place - offset + block.length);
      const text = plainText(richText.inline(block.id));
      const words = text.slice(start, offset + end - place);
      if (words.trim() !== "") {
        pieces.push({ place, text: words, before: text.slice(Math.max(0, start - contextMax), start) });
      }
      place = end;
    }
  }
  return pieces;
}

/** The characters of a block; each inline atom takes one place and reads as a line break or a blank. */
export function plainText(runs: readonly InlineRun[]): string {
  return runs.map((run) => (run.kind === "text" ? run.text : run.type === "hardBreak" ? "\n" : " ")).join("");
}
