/**
 * What each side did since a base, place by place: for whoever was away, and to compare two versions. It tells hunks as the
 * conflicts have them, with whole words, and does not ask what crossed.
 */
import type { ReplicaId, Version } from "@weft/rga";
import { historyOf, type RichText } from "@weft/richtext";
import type { ManySides } from "../find-conflicts.ts";
import type { RankedConflict } from "../ranked-conflict.ts";
import { markChanges } from "../registers/mark-changes.ts";
import { registerChanges } from "../registers/register-conflicts.ts";
import { hunksOf } from "../text/hunks.ts";
import { nameTextConflict } from "../text/named-conflict.ts";
import { neighbourhoods } from "../text/neighbourhood.ts";
import { regionOf } from "../text/region.ts";
import { type TouchedSequence, touchedSequences } from "../text/strips.ts";
import { SinceOps } from "../versions/since-ops.ts";
import { MAX_SIDES, Timeline } from "../versions/timeline.ts";
import type { Change } from "./change.ts";

/** As many sides as `findChanges` can tell apart. */
export const WRITERS_MAX = MAX_SIDES - 1;

/**
 * The changes of every side in the order of the document, without those of which nothing is left: what stands there now
 * stood there before. Costs as `findConflictsAmong` does. Throws a `RangeError` for over 28 sides.
 */
export function findChanges({ base, sides, document, history }: ManySides): Change[] {
  // One more side that did nothing: what all sides share is told as well.
  const timeline = new Timeline(history ?? historyOf(document), base, [...sides, base]);
  const since = new SinceOps(timeline);
  const touched = touchedSequences(timeline, since.text);
  const found = [
    ...touched.flatMap((one) => wordChanges(timeline, one)).map((one) => toChange("words", one)),
    ...registerChanges(timeline, { since, touched }).map((one) => toChange("value", one)),
    ...markChanges(timeline, { since, touched }).map((one) => toChange("mark", one)),
  ];
  const left = found.filter(({ change: { before, after, now } }) => before !== now && before !== after);
  left.sort((a, b) => a.rank - b.rank || a.change.side - b.change.side);
  return left.map(({ change }) => change);
}

/**
 * The sides of some people who wrote since a base, each with all that they wrote and nothing of the others: give them to
 * `findChanges`. Beyond as many as can be told apart, the last one stands for all the rest.
 */
export function sidesOfWriters(
  document: RichText,
  base: Version,
  writers: readonly (readonly ReplicaId[])[],
): Version[] {
  const known = document.version();
  const rest = writers.slice(WRITERS_MAX - 1).flat();
  const grouped = writers.length <= WRITERS_MAX ? writers : [...writers.slice(0, WRITERS_MAX - 1), rest];
  return grouped.map((replicas) => {
    const own = replicas.map((replica) => [replica, known.get(replica) ?? 0] as const);
    return new Map([...base, ...own]);
  });
}

function wordChanges(timeline: Timeline, touched: TouchedSequence): RankedConflict[] {
  const changes: RankedConflict[] = [];
  for (const neighbourhood of neighbourhoods(timeline, touched, () => true)) {
    for (let side = 0; side < timeline.sideCount; side++) {
      for (const hunk of hunksOf(timeline, neighbourhood, side)) {
        const region = regionOf(neighbourhood, [hunk]);
        const change = {
          kind: "near",
          neighbourhood,
          region,
          sides: [side],
          touched: [hunk],
          block: null,
        } as const;
        changes.push(nameTextConflict(timeline, change));
      }
    }
  }
  return changes;
}

function toChange(kind: Change["kind"], { rank, conflict }: RankedConflict) {
  const { id, before, now, place, register, sides } = conflict;
  const changes = sides.map(({ side, text, inserted, deleted, ops, replicas }): Change => {
    return { id, kind, side, before, after: text, now, inserted, deleted, ops, replicas, place, register };
  });
  return { rank, change: changes[0]! };
}
