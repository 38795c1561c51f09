/**
 * Conflicts of words: both sides' hunks, swept in the order of the sequence. Those that cross are gathered into one
 * conflict, those that only stand in one sentence into a faint one.
 */
import type { ConflictKind } from "../conflict.ts";
import { sortFew } from "../sort-few.ts";
import type { Timeline } from "../versions/timeline.ts";
import { type BlockCrossing, blockCrossings } from "./block-crossings.ts";
import { crossing } from "./crossings.ts";
import { type Hunk, hunksOf } from "./hunks.ts";
import { type Neighbourhood, neighbourhoods, touchedBy } from "./neighbourhood.ts";
import { type Region, regionOf, textAt } from "./region.ts";
import type { TouchedSequence } from "./strips.ts";
import { sentenceStarts } from "./words.ts";

/** A conflict of words, before it is given a name. */
export interface TextConflict {
  readonly kind: ConflictKind;
  readonly neighbourhood: Neighbourhood;
  readonly region: Region;
  /** The sides that took part, rising. */
  readonly sides: readonly number[];
  /** The tokens that they touched: those of hunks, or the whole region of a deleted block. */
  readonly touched: readonly { readonly first: number; readonly last: number; readonly side: number }[];
  /** The element of the block, row or column that was deleted. */
  readonly block: BlockCrossing["block"] | null;
}

/** What decides when hunks cross in several ways. */
const RANKS: readonly ConflictKind[] = [
  "near",
  "same-place",
  "same-change",
  "delete-against-edit",
  "competing-rewrite",
];

/** Finds them in one sequence, one neighbourhood after the other. */
export function* textConflicts(
  timeline: Timeline,
  touched: TouchedSequence,
  deletedLines: ReadonlyMap<string, number>,
): Generator<TextConflict> {
  const { cell } = touched.sequence;
  const lines = cell ? [cell.row, cell.column, cell.table] : [];
  const isInDeletedLine = lines.some((line) => deletedLines.has(`${line.replica}:${line.counter}`));
  const found = neighbourhoods(timeline, touched, (strips) => {
    const sides = strips.reduce((bits, strip) => bits | touchedBy(timeline, strip), 0);
    return isInDeletedLine || (sides & (sides - 1)) !== 0;
  });
  for (const neighbourhood of found) {
    const crossings = blockCrossings(timeline, neighbourhood, { lines, deletedLines });
    yield* crossings.map(blockConflict);
    yield* wordConflicts(timeline, neighbourhood, crossings);
  }

  function blockConflict(one: BlockCrossing): TextConflict {
    const { region, sides } = one;
    const touchedBySide = sides.map((side) => ({ first: region.first, last: region.last, side }));
    return {
      kind: "block-delete-against-edit",
      neighbourhood: one.neighbourhood,
      region,
      sides,
      touched: touchedBySide,
      block: one.block,
    };
  }
}

function wordConflicts(
  timeline: Timeline,
  neighbourhood: Neighbourhood,
  blocks: readonly BlockCrossing[],
): TextConflict[] {
  const starts = sentenceStarts(neighbourhood.base);
  const hunks: Hunk[] = [];
  for (let side = 0; side < timeline.sideCount; side++) {
    for (const hunk of hunksOf(timeline, neighbourhood, side)) {
      if (!isSettled(hunk, blocks)) hunks.push(hunk);
    }
  }
  sortFew(hunks, (a, b) => a.wordFrom - b.wordFrom || a.first - b.first || a.side - b.side);
  // Most neighbourhoods have none.
  let clusters: Clusters | null = null;
  const open: Hunk[] = [];
  for (const b of hunks) {
    closeThoseBefore(open, b);
    for (const a of open) {
      if (a.side === b.side) continue;
      const kind = crossing({ neighbourhood, starts, a, b });
      if (kind) {
        clusters ??= new Clusters(hunks);
        clusters.join(a, b, kind);
      }
    }
    open.push(b);
  }
  const conflicts: TextConflict[] = [];
  for (const { members, kind } of clusters?.list() ?? [])
    conflicts.push(conflictOf(neighbourhood, members, kind));
  addNear({ neighbourhood, starts, hunks, clusters }, conflicts);
  return conflicts;
}

/** Keeps those that may still cross what comes. */
function closeThoseBefore(open: Hunk[], next: Hunk): void {
  let kept = 0;
  for (const hunk of open) {
    if (hunk.wordTo >= next.wordFrom || hunk.last >= next.first) open[kept++] = hunk;
  }
  open.length = kept;
}

/** Work in a block that another side deleted is told with the block. */
function isSettled(hunk: Hunk, blocks: readonly BlockCrossing[]): boolean {
  return blocks.some(
    ({ region, sides }) =>
      sides.includes(hunk.side) && hunk.first <= region.last && region.first <= hunk.last,
  );
}

function conflictOf(neighbourhood: Neighbourhood, hunks: readonly Hunk[], kind: ConflictKind): TextConflict {
  const region = regionOf(neighbourhood, hunks);
  const sides: number[] = [];
  for (const { side } of hunks) if (!sides.includes(side)) sides.push(side);
  sortFew(sides, (a, b) => a - b);
  const [first, ...others] = sides.map((side) => textAt(neighbourhood, region, side + 1));
  return {
    // Both may have come to the same by different keys: an l typed into "helo" before or behind the other one.
    kind: others.every((text) => text === first) ? "same-change" : kind,
    neighbourhood,
    region,
    sides,
    touched: hunks,
    block: null,
  };
}

/** Hunks that cross, as sets that grow together. */
class Clusters {
  private readonly parents = new Map<Hunk, Hunk>();
  private readonly ranks = new Map<Hunk, number>();
  private readonly order: readonly Hunk[];

  constructor(order: readonly Hunk[]) {
    this.order = order;
  }

  has(hunk: Hunk): boolean {
    return this.parents.has(hunk);
  }

  join(a: Hunk, b: Hunk, kind: ConflictKind): void {
    const [rootA, rootB] = [this.root(a), this.root(b)];
    const rank = Math.max(this.rank(rootA), this.rank(rootB), RANKS.indexOf(kind));
    this.parents.set(rootA, rootA).set(rootB, rootA);
    this.ranks.set(rootA, rank);
  }

  list(): { readonly members: readonly Hunk[]; readonly kind: ConflictKind }[] {
    const membersByRoot = new Map<Hunk, Hunk[]>();
    for (const hunk of this.order) {
      if (!this.has(hunk)) continue;
      const root = this.root(hunk);
      const members = membersByRoot.get(root) ?? [];
      membersByRoot.set(root, members);
      members.push(hunk);
    }
    return [...membersByRoot].map(([root, members]) => ({ members, kind: RANKS[this.rank(root)]! }));
  }

  private rank(root: Hunk): number {
    return this.ranks.get(root) ?? 0;
  }

  private root(hunk: Hunk): Hunk {
    let root = hunk;
    for (let parent = this.parents.get(root); parent && parent !== root; parent = this.parents.get(root))
      root = parent;
    if (root !== hunk) this.parents.set(hunk, root);
    return root;
  }
}

/** Hunks of several sides in one sentence of the base, unless some of them cross: then that is told. */
function addNear(
  options: {
    readonly neighbourhood: Neighbourhood;
    readonly starts: readonly number[];
    readonly hunks: readonly Hunk[];
    readonly clusters: Clusters | null;
  },
  conflicts: TextConflict[],
): void {
  const { neighbourhood, starts, hunks, clusters } = options;
  let group: Hunk[] = [];
  let end = 0;
  let nextStart = 0;
  const close = (): void => {
    const isOfSeveral = group.some(({ side }) => side !== group[0]!.side);
    if (isOfSeveral && !group.some((hunk) => clusters?.has(hunk))) {
      const near = conflictOf(neighbourhood, group, "near");
      if (near.kind === "near") conflicts.push(near);
    }
    group = [];
  };
  const inText = hunks.filter(({ isDetached, isOwnSentence }) => !isDetached && !isOwnSentence);
  for (const hunk of sortFew(inText, (a, b) => a.from - b.from || a.first - b.first)) {
    const last = group.at(-1);
    if (last) {
      // What was typed where a sentence begins belongs to that one, what was deleted up to there to the one before.
      while (nextStart < starts.length && starts[nextStart]! < end) nextStart++;
      const isAtStart = starts[nextStart] === end && !last.takes;
      const start = isAtStart ? starts[nextStart + 1] : starts[nextStart];
      if (start !== undefined && start <= hunk.from) close();
    }
    end = group.length > 0 ? Math.max(end, hunk.to) : hunk.to;
    group.push(hunk);
  }
  close();
}
