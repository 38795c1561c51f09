import { locate, originOf, placeOfBlock } from "../reading/display.ts";
import type { DocumentState } from "./document-state.ts";

/** Places from ≤ place < `to`. */
export interface PlaceRange {
  readonly from: number;
  readonly to: number;
}

/** The shown places that hold what this replica inserted with counters from `counter` on, sorted. O(those + log n). */
export function insertedSince(state: DocumentState, counter: number): PlaceRange[] {
  const { space } = state.parts;
  const ranges: PlaceRange[] = [];
  state.log.journal.visit(space.own, counter, space.known(space.own), (op, first) => {
    if (op.type === "insert") {
      addContent(state, { from: Math.max(first, counter), to: first + op.text.length }, ranges);
    } else if (op.type === "atom") {
      addContent(state, { from: first, to: first + 1 }, ranges);
    } else if (op.type === "marker" || op.type === "table") {
      const { parts } = locate(state.parts, { replica: space.own, counter: first });
      const segment = parts.segments.get(space.own, first);
      if (!segment?.shown || !originOf(parts)) return;
      const place = placeOfBlock({ parts, segment });
      ranges.push({ from: place, to: place + 1 });
    }
  });
  return merged(ranges);
}

/** Adds the places of the own elements with these counters, as far as they show. */
function addContent(state: DocumentState, counters: PlaceRange, ranges: PlaceRange[]): void {
  const { space } = state.parts;
  const { parts } = locate(state.parts, { replica: space.own, counter: counters.from });
  if (!originOf(parts)) return;
  const { sequence, blocks } = parts;
  for (let counter = counters.from; counter < counters.to; ) {
    const rank = sequence.rankOf(space.own, counter);
    let length = 0;
    let shows = false;
    sequence.runsByRank(rank, rank + counters.to - counter, (_replica, _counter, count, visible) => {
      if (length > 0) return;
      length = count;
      shows = visible;
    });
    const piece = blocks.pieceAtRank(rank);
    const offset = sequence.positionOf(space.own, counter) - blocks.positionOf(piece);
    const place = shows ? blocks.shownPlace({ piece, offset }) : null;
    if (place) {
      const from = placeOfBlock({ parts, segment: place.block }) + 1 + place.offset;
      ranges.push({ from, to: from + length });
    }
    counter += length;
  }
}

function merged(ranges: readonly PlaceRange[]): PlaceRange[] {
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  const result: PlaceRange[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    if (last?.to === range.from) result[result.length - 1] = { from: last.from, to: range.to };
    else result.push(range);
  }
  return result;
}
