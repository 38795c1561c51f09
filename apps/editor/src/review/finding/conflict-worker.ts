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

/** What a search needs; the answer is what `searchConflicts` or `searchChanges` gives. */
export interface SearchOrder {
  readonly documentId: string;
  readonly saved: Uint8Array;
  readonly wanted: Wanted;
}

addEventListener("message", ({ data }: MessageEvent<SearchOrder>) => {
  const { documentId, saved, wanted } = data;
  const document = createRichText({ documentId, saved });
  postMessage(
    wanted.kind === "crossings"
      ? searchConflicts(document, wanted.merges)
      : searchChanges(document, wanted.base, wanted.sides),
  );
});
