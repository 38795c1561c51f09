/** The words that are talked about: which ones are to get marks, and where those with marks stand. */
import type { Node } from "@tiptap/pm/model";
import type { Anchor, Container, Edit, RichText } from "@weft/richtext";

/** Words by their outer edges, so that they are still known when others have written around them. */
export interface WordsInHand {
  readonly start: Anchor;
  readonly end: Anchor;
  readonly quote: string;
}

/** The words between two places of the model. */
export function wordsBetween(
  document: RichText,
  { from, to }: { readonly from: number; readonly to: number },
  quote: string,
): WordsInHand {
  return { start: document.anchorAt(from, "before"), end: document.anchorAt(to, "after"), quote };
}

/**
 * The edits that mark these words, wherever they stand by now: one for each stretch of the text and of every cell, as no mark
 * reaches over the border of a cell. None where nothing of them is left.
 */
export function markWords(document: RichText, { start, end }: WordsInHand, id: string): readonly Edit[] {
  const from = document.placeOfAnchor(start);
  const to = document.placeOfAnchor(end);
  if (from === null || to === null || from >= to) return [];
  const stretches: { readonly cell: string | null; readonly from: number; to: number }[] = [];
  for (let at = from; at < to; ) {
    const { block, index } = document.blockAtPlace(at);
    const marker = document.placeOfBlock(block.id);
    const until = marker + 1 + block.length;
    const cell = cellOf(block.containers);
    const before = stretches.at(-1);
    const first = Math.max(at, marker + 1);
    if (block.isTable || first >= Math.min(until, to)) {
      // What heads a table, and a block without words, has nothing to mark.
    } else if (before?.cell === cell) before.to = Math.min(until, to);
    else stretches.push({ cell, from: first, to: Math.min(until, to) });
    if (index + 1 === document.blockCount) break;
    at = until;
  }
  return stretches.map((stretch) => ({
    type: "addMark",
    from: stretch.from,
    to: stretch.to,
    mark: { type: "comment", id, attributes: {} },
    grows: false,
  }));
}

/** Where the words of each comment begin in what an editor shows. O(document). */
export function placesOfComments(doc: Node): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  doc.descendants((node, position) => {
    if (!node.isInline) return;
    for (const { type, attrs } of node.marks) {
      const id: unknown = type.name === "comment" ? attrs.id : null;
      if (typeof id === "string" && !places.has(id)) places.set(id, position);
    }
  });
  return places;
}

function cellOf(containers: readonly Container[]): string | null {
  return containers.find(({ type }) => type === "tableCell" || type === "tableHeader")?.id ?? null;
}
