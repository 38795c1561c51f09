/** Conflicts of words as the plain values that are given out. */
import type { History } from "@weft/richtext";
import { type ConflictSide, type IdRange, severityByKind } from "../conflict.ts";
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
  const described = found.sides.map((side) => describeSide(timeline, found, side));
  const sides = described.map(({ entry }) => entry);
  const before = textAt(neighbourhood, region, BASE);
  const textOf = (side: number): string => sides.find((one) => one.side === side)?.text ?? before;
  const parts = described.map(({ spelled }) => spelled);
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

/** What a side did in a region, and its ranges as a text that makes the id: those of what crossed, not of what only lies beside it. */
interface DescribedSide {
  readonly entry: ConflictSide;
  readonly spelled: string;
}

/**
 * The whole region is described, also what crosses nothing there: whoever keeps another side wants the words that the card shows of
 * it, all of them.
 */
function describeSide(timeline: Timeline, found: TextConflict, side: number): DescribedSide {
  const { history } = timeline;
  const { region, touched } = found;
  const all = new Ranges(history);
  let isMore = false;
  let next = 0;
  for (let index = region.first; index <= region.last; index++) {
    while (next < touched.length && (touched[next]!.side !== side || touched[next]!.last < index)) next++;
    const isCrossed = next < touched.length && touched[next]!.first <= index;
    const isChange = all.addToken(found, index, side);
    if (isChange && !isCrossed) isMore = true;
  }
  const { inserted, deleted, ops } = all.lists();
  const text = textAt(found.neighbourhood, region, side + 1);
  return {
    entry: { side, text, value: null, inserted, deleted, ops, replicas: replicasOf(ops) },
    spelled: isMore ? spelledCrossing(timeline, found, side) : spellChange(inserted, deleted),
  };
}

function spelledCrossing({ history }: Timeline, found: TextConflict, side: number): string {
  const crossed = new Ranges(history);
  for (const { first, last, side: whose } of found.touched) {
    if (whose !== side) continue;
    for (let index = first; index <= last; index++) crossed.addToken(found, index, side);
  }
  const { inserted, deleted } = crossed.lists();
  return spellChange(inserted, deleted);
}

function spellChange(inserted: readonly IdRange[], deleted: readonly IdRange[]): string {
  return `+${spell(inserted)}-${spell(deleted)}`;
}

/** What a side did, by ids. */
class Ranges {
  private readonly inserted: IdRanges;
  private readonly deleted: IdRanges;
  private readonly ops: IdRanges;

  constructor(history: History) {
    this.inserted = new IdRanges(history);
    this.deleted = new IdRanges(history);
    this.ops = new IdRanges(history);
  }

  /** Adds a token's part in the region of a conflict, if the side has it otherwise than the base: tells whether. */
  addToken({ neighbourhood: { tokens }, region }: TextConflict, index: number, side: number): boolean {
    const token = tokens[index]!;
    const bit = 1 << (side + 1);
    const isThere = (token.visible & bit) !== 0;
    if (isThere === ((token.visible & BASE_BIT) !== 0)) return false;
    const isWhole = token.kind === "marker" || token.replica < 0;
    const from = index === region.first && !isWhole ? region.fromUnit : 0;
    const to = index === region.last && !isWhole ? region.toUnit : token.text.length;
    if (from >= to) return false;
    const ids = isThere ? this.inserted : this.deleted;
    ids.add(token.replica, token.counter + from, token.counter + to);
    addOps(token, { from, to, bit }, this.ops);
    return true;
  }

  lists(): Pick<ConflictSide, "inserted" | "deleted" | "ops"> {
    return { inserted: this.inserted.list(), deleted: this.deleted.list(), ops: this.ops.list() };
  }
}

/** The ops by which the units `from`..`to - 1` of a token are otherwise than they were. */
function addOps(
  { strip, counter, kind }: Token,
  { from, to, bit }: { readonly from: number; readonly to: number; readonly bit: number },
  ops: IdRanges,
): void {
  for (const { target, op, direction, effective } of strip?.steps ?? []) {
    if (((effective & bit) !== 0) === ((effective & BASE_BIT) !== 0)) continue;
    const offset = (kind === "marker" ? 0 : counter - target.counter) + from;
    const first = direction === 1 ? op.counter + offset : op.counter - offset - (to - from) + 1;
    ops.add(op.replica, first, first + to - from);
  }
}

function placeOf({ history, sideBits }: Timeline, { neighbourhood, region }: TextConflict) {
  const { tokens } = neighbourhood;
  const first = tokens[region.first]!;
  // What came later, at the end of a block, stands in it now, and moves no anchor.
  let lastIndex = region.last;
  while (lastIndex > region.first && !(tokens[lastIndex]!.visible & (BASE_BIT | sideBits))) lastIndex--;
  const last = tokens[lastIndex]!;
  const toUnit = lastIndex === region.last ? region.toUnit : last.text.length;
  const anchor = ({ replica, counter }: Token, unit: number, side: "a" | "b"): string | null =>
    replica < 0 ? null : `${history.idOf(replica)}:${counter + unit}:${side}`;
  const isBehindMarker = first.kind === "marker" && region.fromUnit > 0;
  return {
    start: anchor(first, isBehindMarker ? 0 : region.fromUnit, isBehindMarker ? "a" : "b"),
    end: anchor(last, Math.max(0, toUnit - 1), toUnit === 0 ? "b" : "a"),
  };
}
