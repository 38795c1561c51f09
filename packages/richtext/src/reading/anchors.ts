/** Places that survive edits: the edges of elements. */
import type { Element } from "@weft/rga";
import type { PiecePlace } from "../blocks/content-flow.ts";
import type { Anchor } from "../rich-text.ts";
import {
  cellNamed,
  findPlace,
  originOf,
  partsOfCell,
  placeOfBlock,
  type ShownPlace,
  shownLength,
} from "./display.ts";
import type { DocumentParts } from "./document-parts.ts";
import { nameOf, parseName } from "./element-name.ts";

/** The edge of the element beside a place, 0 ≤ `at` ≤ length: the left neighbour's end or the right one's start. */
export function anchorAt(parts: DocumentParts, at: number, side: "before" | "after"): Anchor {
  const clingsLeft = at > 0 && (side === "after" || at === shownLength(parts));
  const found = shownPlaceAt(parts, clingsLeft ? at - 1 : at);
  const name = found.offset < 0 ? found.segment.id : nameOf(parts.space.replicas, elementOf(found));
  return `${name}:${clingsLeft ? "a" : "b"}`;
}

/** Where an anchor stands now; null if its element is not known, or if it is no anchor at all. */
export function placeOfAnchor({ root, tables }: DocumentParts, anchor: Anchor): number | null {
  const side = anchor.slice(-2);
  const name = anchor.slice(0, -2);
  const cell = name.endsWith("/0") ? cellNamed(root, name.slice(0, -2)) : null;
  const element = cell ? cell.marker : parseName(root.space.replicas, name);
  if (!element || (side !== ":a" && side !== ":b")) return null;
  const home = cell ?? tables.homes.get(element)?.cell;
  const parts = home ? partsOfCell(root, home) : root;
  const { sequence, segments, blocks } = parts;
  const { replica, counter } = element;
  if (!sequence.has(replica, counter)) return null;
  const marker = segments.get(replica, counter);
  if (marker?.shown) {
    return originOf(parts)
      ? placeOfBlock({ parts, segment: marker }) + (side === ":a" ? 1 : 0)
      : placeOfHidden(parts);
  }
  if (marker) return placeOfContent(parts, { piece: marker.piece, offset: 0 });
  const piece = blocks.pieceAtRank(sequence.rankOf(replica, counter));
  const isAfter = side === ":a" && sequence.isVisible(replica, counter);
  const offset = sequence.positionOf(replica, counter) - blocks.positionOf(piece) + (isAfter ? 1 : 0);
  return placeOfContent(parts, { piece, offset });
}

/** What is shown at a place of the document. Throws a `RangeError` outside. */
export function shownPlaceAt(parts: DocumentParts, at: number): ShownPlace {
  const found = findPlace(parts, at);
  if (!found) throw new RangeError(`the place ${at} is not within the document`);
  return found;
}

/** The element that is shown at a place of a sequence. */
export function elementAtPlace(parts: DocumentParts, at: number): Element {
  const found = parts.blocks.blockAtPlace(at);
  if (!found) throw new RangeError(`the place ${at} is not within the document`);
  return elementOf({ parts, segment: found.block, offset: found.offset });
}

function elementOf({ parts, segment, offset }: ShownPlace): Element {
  const { blocks, sequence } = parts;
  if (offset < 0) return segment.marker;
  const { piece, offset: within } = blocks.contentAt(segment, offset);
  return sequence.elementAt(blocks.positionOf(piece) + within);
}

function placeOfContent(parts: DocumentParts, place: PiecePlace): number {
  if (!originOf(parts)) return placeOfHidden(parts);
  const shown = parts.blocks.shownPlace(place);
  if (!shown) return Math.min(1, shownLength(parts));
  return placeOfBlock({ parts, segment: shown.block }) + 1 + shown.offset;
}

/** The place for what is in a cell that is not shown: after the marker of its table, or where that would be. */
function placeOfHidden({ root, cell, tables }: DocumentParts): number {
  const marker = cell && tables.gridAround(cell)?.marker;
  const table = marker && root.segments.get(marker.replica, marker.counter);
  if (!table) return Math.min(1, shownLength(root));
  if (table.shown) return placeOfBlock({ parts: root, segment: table }) + 1;
  return placeOfContent(root, { piece: table.piece, offset: 0 });
}
