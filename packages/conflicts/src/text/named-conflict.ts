/** Conflicts of words as the plain values that are given out. */
import { type ConflictSide, severityByKind } from "../conflict.ts";
import { IdRanges, idOf, replicasOf, spell } from "../id-ranges.ts";
import type { RankedConflict } from "../ranked-conflict.ts";
import { BASE, BASE_BIT, type Timeline } from "../versions/timeline.ts";
import type { Token } from "./neighbourhood.ts";
import { textAt } from "./region.ts";
import type { TextConflict } from "./text-conflicts.ts";

/** Gives a conflict its id, its texts and the ranges of each side. */
export function nameTextConflict(timeline: Timeline, found: TextConflict): RankedConflict {
  const { history, now } = timeline;
  const { kind, neighbourhood, region, block } = found;
  const sides = found.sides.map((side) => describeSide(timeline, found, side));
  const before = textAt(neighbourhood, region, BASE);
  const textOf = (side: number): string => sides.find((one) => one.side === side)?.text ?? before;
  const parts = sides.map(({ inserted, deleted }) => `+${spell(inserted)}-${spell(deleted)}`);
  const { cell } = neighbourhood.sequence;
  const home = history.homeOf(cell ? cell.table : firstElement(neighbourhood.tokens));
  return {
    rank: home.sequence.rankOf(home.element),
    conflict: {
      id: idOf(block ? [...parts, history.nameOf(block)] : parts),
      kind,
      severity: severityByKind[kind],
      before,
      mine: textOf(0),
      theirs: textOf(1),
      now: textAt(neighbourhood, region, now),
      sides,
      place: placeOf(timeline, found),
      register: null,
      block: block && history.nameOf(block),
    },
  };

  function firstElement(tokens: readonly Token[]): Token {
    const first = tokens[region.first]!;
    return first.replica < 0 ? tokens[region.first - 1]! : first;
  }
}

function describeSide(timeline: Timeline, found: TextConflict, side: number): ConflictSide {
  const { history } = timeline;
  const bit = 1 << (side + 1);
  const inserted = new IdRanges(history);
  const deleted = new IdRanges(history);
  const ops = new IdRanges(history);
  for (const { first, last, side: whose } of found.touched) {
    if (whose !== side) continue;
    for (let index = first; index <= last; index++) {
      const token = found.neighbourhood.tokens[index]!;
      const isThere = (token.visible & bit) !== 0;
      if (isThere === ((token.visible & BASE_BIT) !== 0)) continue;
      const end = token.counter + token.text.length;
      (isThere ? inserted : deleted).add(token.replica, token.counter, end);
      addOps(token, bit, ops);
    }
  }
  const opRanges = ops.list();
  return {
    side,
    text: textAt(found.neighbourhood, found.region, side + 1),
    value: null,
    inserted: inserted.list(),
    deleted: deleted.list(),
    ops: opRanges,
    replicas: replicasOf(opRanges),
  };
}

/** The ops by which a token is otherwise than it was. */
function addOps({ strip, counter, text }: Token, bit: number, ops: IdRanges): void {
  for (const { target, op, direction, effective } of strip?.steps ?? []) {
    if (((effective & bit) !== 0) === ((effective & BASE_BIT) !== 0)) continue;
    const offset = counter - (strip?.kind === "marker" ? counter : target.counter);
    const from = direction === 1 ? op.counter + offset : op.counter - offset - text.length + 1;
    ops.add(op.replica, from, from + text.length);
  }
}

function placeOf({ history }: Timeline, { neighbourhood, region }: TextConflict) {
  const { tokens } = neighbourhood;
  const first = tokens[region.first]!;
  const last = tokens[region.last]!;
  const anchor = ({ replica, counter }: Token, unit: number, side: "a" | "b"): string | null =>
    replica < 0 ? null : `${history.idOf(replica)}:${counter + unit}:${side}`;
  const isBehindMarker = first.kind === "marker" && region.fromUnit > 0;
  return {
    start: anchor(first, isBehindMarker ? 0 : region.fromUnit, isBehindMarker ? "a" : "b"),
    end: anchor(last, Math.max(0, region.toUnit - 1), region.toUnit === 0 ? "b" : "a"),
  };
}
