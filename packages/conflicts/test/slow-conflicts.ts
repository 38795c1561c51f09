/**
 * The conflicts of words, found the obvious way: the whole text at once, every hunk of one side held against every hunk of the other.
 * Quadratic, with no neighbourhoods, no sweep, and sets that are merged by looking through all of them.
 */
import type { Version } from "@weft/rga";
import { historyOf, type RichText } from "@weft/richtext";
import type { ConflictKind } from "../src/index.ts";
import { blockCrossings } from "../src/text/block-crossings.ts";
import { crossing } from "../src/text/crossings.ts";
import { type Hunk, hunksOf } from "../src/text/hunks.ts";
import { nameTextConflict } from "../src/text/named-conflict.ts";
import { type Neighbourhood, type Token, tokensBetween } from "../src/text/neighbourhood.ts";
import { regionOf, textAt } from "../src/text/region.ts";
import { type TouchedSequence, touchedSequences } from "../src/text/strips.ts";
import { sentenceStarts } from "../src/text/words.ts";
import { SinceOps } from "../src/versions/since-ops.ts";
import { BASE_BIT, Timeline } from "../src/versions/timeline.ts";

/** From the faintest to the strongest. */
const ranks: readonly ConflictKind[] = [
  "same-place",
  "same-change",
  "delete-against-edit",
  "competing-rewrite",
];

/** Hunks that cross, directly or through others. */
interface Group {
  readonly members: Set<Hunk>;
  kind: ConflictKind;
}

/** What crosses in the words of a document without tables, blocks that were deleted left out: ids with kinds, sorted. */
export function slowWordConflicts(
  document: RichText,
  versions: { readonly base: Version; readonly mine: Version; readonly theirs: Version },
): string[] {
  const timeline = new Timeline(historyOf(document), versions.base, [versions.mine, versions.theirs]);
  const touched = touchedSequences(timeline, new SinceOps(timeline).text);
  return touched.flatMap((one) => inSequence(timeline, one)).sort();
}

function inSequence(timeline: Timeline, touched: TouchedSequence): string[] {
  const neighbourhood = wholeText(timeline, touched);
  const blocks = blockCrossings(timeline, neighbourhood, { lines: [], deletedLines: new Map() });
  const starts = sentenceStarts(neighbourhood.base);
  const [mine = [], theirs = []] = [0, 1].map((side) =>
    hunksOf(timeline, neighbourhood, side).filter(
      (hunk) =>
        !blocks.some(
          ({ region, sides }) =>
            sides.includes(side) && hunk.first <= region.last && region.first <= hunk.last,
        ),
    ),
  );
  let groups: Group[] = [];
  for (const a of mine) {
    for (const b of theirs) {
      const kind = crossing({ neighbourhood, starts, a, b });
      if (kind === null) continue;
      const met = groups.filter(({ members }) => members.has(a) || members.has(b));
      const members = new Set([a, b, ...met.flatMap((group) => [...group.members])]);
      const strongest = Math.max(ranks.indexOf(kind), ...met.map((group) => ranks.indexOf(group.kind)));
      groups = [...groups.filter((group) => !met.includes(group)), { members, kind: ranks[strongest]! }];
    }
  }
  return groups.map(({ members, kind }) => {
    const hunks = [...members];
    const region = regionOf(neighbourhood, hunks);
    const isSame = textAt(neighbourhood, region, 1) === textAt(neighbourhood, region, 2);
    const { conflict } = nameTextConflict(timeline, {
      kind: isSame ? "same-change" : kind,
      neighbourhood,
      region,
      sides: [0, 1],
      touched: hunks,
      block: null,
    });
    return `${conflict.kind} ${conflict.id} ${conflict.before} ${conflict.mine} ${conflict.theirs}`;
  });
}

function wholeText(timeline: Timeline, touched: TouchedSequence): Neighbourhood {
  const { sequence } = touched;
  const end = {
    kind: "marker",
    text: "\n",
    visible: timeline.everBits,
    strip: null,
    replica: -1,
    counter: 0,
  } as const;
  const tokens: Token[] = [];
  let base = "";
  for (const token of [...tokensBetween(timeline, touched, { from: 0, to: sequence.length }), end]) {
    tokens.push({ ...token, from: base.length });
    if (token.visible & BASE_BIT) base += token.text;
  }
  return { sequence, tokens, base };
}
