/** Marks where they stand, and what is told of them. */
import type { Element } from "@weft/rga";
import type { HistorySequence } from "@weft/richtext";
import type { ConflictPlace, ConflictSide } from "../conflict.ts";
import { IdRanges, replicasOf } from "../id-ranges.ts";
import { isThereMerged, type Unplaced } from "../text/neighbourhood.ts";
import type { MarkStep } from "../versions/since-ops.ts";
import { BASE_BIT, type Timeline } from "../versions/timeline.ts";

/** A mark on the ranks `from`..`to - 1`. */
export interface PlacedMark {
  readonly step: MarkStep;
  readonly sequence: HistorySequence;
  readonly from: number;
  readonly to: number;
}

/** Where a mark stands; null for one over nothing, or over what is in no one sequence. */
export function placeMark(timeline: Timeline, step: MarkStep): PlacedMark | null {
  const rankOf = ({ element, side }: { readonly element: Element; readonly side: string }) => {
    const home = timeline.history.homeOf(element);
    if (!home.sequence.has(home.element)) return null;
    return { sequence: home.sequence, rank: home.sequence.rankOf(home.element) + (side === "after" ? 1 : 0) };
  };
  const from = rankOf(step.op.from);
  const to = step.op.to
    ? rankOf(step.op.to)
    : from && { sequence: from.sequence, rank: from.sequence.length };
  if (!from || !to || from.sequence !== to.sequence || from.rank >= to.rank) return null;
  return { step, sequence: from.sequence, from: from.rank, to: to.rank };
}

/** What one side did, by ids of ops. */
export function sideOf(
  { history }: Timeline,
  ids: readonly Element[],
  told: Pick<ConflictSide, "side" | "text" | "value">,
): ConflictSide {
  const ops = new IdRanges(history);
  for (const { replica, counter } of ids) ops.add(replica, counter, counter + 1);
  const ranges = ops.list();
  return { ...told, inserted: [], deleted: [], ops: ranges, replicas: replicasOf(ranges) };
}

/** What tokens held at a moment. */
export function textOf(tokens: readonly Unplaced[], moment: number): string {
  return tokens
    .filter(({ visible }) => visible & (1 << moment))
    .map(({ text }) => text)
    .join("");
}

/** What the work of all sides comes to in tokens. */
export function mergedTextOf(timeline: Timeline, tokens: readonly Unplaced[]): string {
  return tokens
    .filter((token) => isThereMerged(timeline, token))
    .map(({ text }) => text)
    .join("");
}

/** By what a list is sorted. */
export function rankIn({ history }: Timeline, { sequence }: PlacedMark, rank: number): number {
  if (!sequence.cell) return rank;
  const table = history.homeOf(sequence.cell.table);
  return table.sequence.rankOf(table.element);
}

/** From the first of some tokens to the last: what only came later, at the end of a mark that grows, moves no anchor. */
export function placeOf({ history, sideBits }: Timeline, tokens: readonly Unplaced[]): ConflictPlace {
  const isKnown = ({ visible }: Unplaced): boolean => (visible & (BASE_BIT | sideBits)) !== 0;
  const [first, last] = [tokens.find(isKnown), tokens.findLast(isKnown)];
  if (!first || !last) return { start: null, end: null };
  const end = last.counter + last.text.length - 1;
  return {
    start: `${history.idOf(first.replica)}:${first.counter}:b`,
    end: `${history.idOf(last.replica)}:${end}:a`,
  };
}
