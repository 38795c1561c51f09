/** The worker that looks through a document where that would take longer than a frame. */
import type { MergeRecord } from "@weft/conflicts";
import { createRichText } from "@weft/richtext";
import { searchChanges } from "./search-changes.ts";
import { searchConflicts } from "./search-conflicts.ts";

/** What is looked for. */
export type Wanted =
  | { readonly kind: "crossings"; readonly merges: readonly MergeRecord[] }
  | {
      readonly kind: "changes";
      readonly base: MergeRecord["sides"][number];
      readonly sides: MergeRecord["sides"];
    };

/** What a search needs; the answer is what `searchConflicts` or `searchChanges` gives, in parts. */
export interface SearchOrder {
  readonly documentId: string;
  readonly saved: Uint8Array;
  readonly wanted: Wanted;
}

/** A part of an answer: thousands of places at once would take the page longer than a frame to read. */
export interface AnswerPart<Found> {
  readonly found: readonly Found[];
  readonly isLast: boolean;
}

const partMax = 100;

addEventListener("message", ({ data }: MessageEvent<SearchOrder>) => {
  const { documentId, saved, wanted } = data;
  const document = createRichText({ documentId, saved });
  const found: readonly unknown[] =
    wanted.kind === "crossings"
      ? searchConflicts(document, wanted.merges)
      : searchChanges(document, wanted.base, wanted.sides);
  for (let from = 0; from === 0 || from < found.length; from += partMax) {
    const part: AnswerPart<unknown> = {
      found: found.slice(from, from + partMax),
      isLast: from + partMax >= found.length,
    };
    postMessage(part);
  }
});
