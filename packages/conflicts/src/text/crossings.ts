/** Which kind of conflict two hunks of different sides are, if they are one. */
import type { ConflictKind } from "../conflict.ts";
import type { Hunk } from "./hunks.ts";
import type { Neighbourhood } from "./neighbourhood.ts";
import { regionOf, textAt } from "./region.ts";
import { endsSentence, isSpace } from "./words.ts";

/** The kinds that two hunks can be by where they stand to each other. */
export type CrossingKind = Extract<
  ConflictKind,
  "competing-rewrite" | "same-change" | "delete-against-edit" | "same-place"
>;

/** Hunks of two sides in a neighbourhood. */
export interface Pair {
  readonly neighbourhood: Neighbourhood;
  /** Where sentences begin in the text of the base. */
  readonly starts: readonly number[];
  readonly a: Hunk;
  readonly b: Hunk;
}

/** How two hunks cross; null if they only stand near each other, or are one and the same work. */
export function crossing(pair: Pair): CrossingKind | null {
  const { a, b } = pair;
  if (a.isDetached || b.isDetached || (!a.adds && !b.adds) || isShared(pair)) return null;
  const isRewrite = a.takes && b.takes && a.adds && b.adds;
  const overlaps = Math.max(a.from, b.from) < Math.min(a.to, b.to);
  const sharesWord = Math.max(a.wordFrom, b.wordFrom) < Math.min(a.wordTo, b.wordTo);
  const isSamePlace = !a.takes && !b.takes && a.from === b.from && a.to === b.to;
  if (a.adds && b.adds && (overlaps || sharesWord || isSamePlace) && isSameChange(pair)) return "same-change";
  if (isRewrite) return overlaps || sharesWord ? "competing-rewrite" : null;
  if (isSamePlace) return areSentencesApart(pair) ? null : "same-place";
  if (overlaps) return "delete-against-edit";
  if (isInside(a, b) || isInside(b, a)) return "delete-against-edit";
  if (isAddedToDeleted(pair, a, b) || isAddedToDeleted(pair, b, a)) return "delete-against-edit";
  if (!sharesWord) return null;
  const [rewriting, other] = a.takes ? [a, b] : [b, a];
  return rewriting.takes && rewriting.adds && other.adds ? "competing-rewrite" : null;
}

/** Whether both hunks hold the same insertion, which the sides then have in common. */
function isShared({ neighbourhood: { tokens }, a, b }: Pair): boolean {
  const [bitA, bitB] = [1 << (a.side + 1), 1 << (b.side + 1)];
  for (let index = Math.max(a.first, b.first); index <= Math.min(a.last, b.last); index++) {
    const { visible } = tokens[index]!;
    if (!(visible & 1) && visible & bitA && visible & bitB) return true;
  }
  return false;
}

/** Whether both sides made the same words of the same words. */
function isSameChange({ neighbourhood, a, b }: Pair): boolean {
  const region = regionOf(neighbourhood, [a, b]);
  return textAt(neighbourhood, region, a.side + 1) === textAt(neighbourhood, region, b.side + 1);
}

/** Whether both added whole sentences where others stand: they read as their writers meant them, in either order. */
function areSentencesApart({ neighbourhood, a, b }: Pair): boolean {
  const { base } = neighbourhood;
  const isEmptyBlock = (base[a.from - 1] ?? "\n") === "\n" && (base[a.from] ?? "\n") === "\n";
  if (isEmptyBlock || !a.isOwnSentence || !b.isOwnSentence) return false;
  return [a, b].every((hunk) => {
    const typed = textAt(neighbourhood, regionOf(neighbourhood, [hunk]), hunk.side + 1);
    return endsSentence(typed.trimEnd());
  });
}

/** Whether an addition stands within what the other took, or in a word of which that took everything. */
function isInside(added: Hunk, taken: Hunk): boolean {
  if (!taken.takes || !added.adds) return false;
  if (!added.takes && taken.from < added.from && added.to < taken.to) return true;
  const isPartOfWord = added.wordFrom < added.from || added.to < added.wordTo;
  return !taken.adds && isPartOfWord && taken.from <= added.wordFrom && added.wordTo <= taken.to;
}

/** Whether an addition belongs to a sentence at whose edge it stands, and the other deleted all of that sentence. */
function isAddedToDeleted({ neighbourhood, starts }: Pair, added: Hunk, deleted: Hunk): boolean {
  if (added.takes || deleted.adds || !deleted.takes || added.isOwnSentence) return false;
  const { base } = neighbourhood;
  const at = added.from;
  if (at === deleted.to && isSpace(base[at])) {
    return !isSpace(base[at - 1]) && lastStart(starts, at - 1) >= deleted.from;
  }
  if (at !== deleted.from || isSpace(base[at])) return false;
  const end = starts.find((start) => start > at) ?? base.length;
  return lastStart(starts, at) === at && base.slice(deleted.to, end).trim() === "";
}

/** The start of the sentence that holds a place of the base. */
function lastStart(starts: readonly number[], at: number): number {
  return starts.findLast((start) => start <= at) ?? 0;
}
