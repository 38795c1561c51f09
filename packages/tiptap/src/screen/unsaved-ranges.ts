/** Where unsaved text stands while it is edited: stretches of a document through transactions. */
import type { Transaction } from "@tiptap/pm/state";
import type { Mappable } from "@tiptap/pm/transform";
import type { PositionRange } from "../document/positions.ts";
import type { MovedStretch } from "../local/block-move.ts";

/** The stretches in their order, within `size`, none touching the next. */
export function joined(ranges: readonly PositionRange[], size: number): PositionRange[] {
  const sorted = ranges
    .map(({ from, to }) => ({ from: Math.max(0, from), to: Math.min(to, size) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const apart: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const last = apart.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return apart;
}

/** What is left of stretches; text that comes at their ends is not of them. */
export function mappedRanges(ranges: readonly PositionRange[], mapping: Mappable): PositionRange[] {
  return ranges.map(({ from, to }) => ({ from: mapping.map(from, 1), to: mapping.map(to, -1) }));
}

/** What of stretches stands in blocks that a transaction moves, where it is then. */
export function movedAlong(
  moved: readonly MovedStretch[],
  ranges: readonly PositionRange[],
): PositionRange[] {
  return moved.flatMap(({ from, to, size }) =>
    ranges
      .map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, from + size) }))
      .filter((range) => range.from < range.to)
      .map((range) => ({ from: range.from - from + to, to: range.to - from + to })),
  );
}

/** What a local transaction put in, in its final document. */
export function insertedRanges(transaction: Transaction): PositionRange[] {
  const ranges: PositionRange[] = [];
  for (const [index, map] of transaction.mapping.maps.entries()) {
    const later = transaction.mapping.slice(index + 1);
    map.forEach((_oldStart, _oldEnd, newStart, newEnd) => {
      const range = { from: later.map(newStart, 1), to: later.map(newEnd, -1) };
      if (range.to > range.from) ranges.push(range);
    });
  }
  return ranges;
}
