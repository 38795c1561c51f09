/** The worker that looks for conflicts where that would take longer than a frame. */
import type { MergeRecord } from "@weft/conflicts";
import { createRichText } from "@weft/richtext";
import { searchConflicts } from "./search-conflicts.ts";

/** What a search needs; the answer is what `searchConflicts` gives. */
export interface SearchOrder {
  readonly documentId: string;
  readonly saved: Uint8Array;
  readonly merges: readonly MergeRecord[];
}

addEventListener("message", ({ data }: MessageEvent<SearchOrder>) => {
  const { documentId, saved, merges } = data;
  postMessage(searchConflicts(createRichText({ documentId, saved }), merges));
});
