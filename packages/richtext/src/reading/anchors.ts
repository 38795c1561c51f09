/** Places that survive edits: the edges of elements. */
import type { Element } from "@weft/rga";
import type { PiecePlace } from "../blocks/content-flow.ts";
import type { Anchor } from "../rich-text.ts";
import type { DocumentParts } from "./document-parts.ts";
import { nameOf, parseName } from "./element-name.ts";

/** The edge of the element beside a place, 0 ≤ `at` ≤ length: the left neighbour's end or the right one's start. */
export function anchorAt(parts: DocumentParts, at: number, side: "before" | "after"): Anchor {
  const { blocks } = parts;
  const clingsLeft = at > 0 && (side === "after" || at === blocks.length);
  const element = elementAtPlace(parts, clingsLeft ? at - 1 : at);
  return `${nameOf(parts.space.replicas, element)}:${clingsLeft ? "a" : "b"}`;
}

/** Where an anchor stands now; null if its element is not known, or if it is no anchor at all. */
export function placeOfAnchor(parts: DocumentParts, anchor: Anchor): number | null {
  const side = anchor.slice(-2);
  const element = parseName(parts.space.replicas, anchor.slice(0, -2));
  if (!element || (side !== ":a" && side !== ":b")) return null;
  const { sequence, segments, blocks } = parts;
  const { replica, counter } = element;
  if (!sequence.has(replica, counter)) return null;
  const marker = segments.get(replica, counter);
  if (marker) {
    if (marker.shown) return blocks.placeOf(marker) + (side === ":a" ? 1 : 0);
    return placeOfContent(parts, { piece: marker.piece, offset: 0 });
  }
  const piece = blocks.pieceAtRank(sequence.rankOf(replica, counter));
  const isAfter = side === ":a" && sequence.isVisible(replica, counter);
  const offset = sequence.positionOf(replica, counter) - blocks.positionOf(piece) + (isAfter ? 1 : 0);
  return placeOfContent(parts, { piece, offset });
}

/** The element that is shown at a place. */
export function elementAtPlace(parts: DocumentParts, at: number): Element {
  const { blocks, sequence } = parts;
  const found = blocks.blockAtPlace(at);
  if (!found) throw new RangeError(`the place ${at} is not within the document`);
  if (found.offset < 0) return found.block.marker;
  const { piece, offset } = blocks.contentAt(found.block, found.offset);
  return sequence.elementAt(blocks.positionOf(piece) + offset);
}

function placeOfContent({ blocks }: DocumentParts, place: PiecePlace): number {
  const shown = blocks.shownPlace(place);
  return shown ? blocks.placeOf(shown.block) + 1 + shown.offset : Math.min(1, blocks.length);
}
