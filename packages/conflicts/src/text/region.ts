/** A stretch of a neighbourhood with its text at each moment. */
import { BASE_BIT } from "../versions/timeline.ts";
import { endOf, type Hunk } from "./hunks.ts";
import type { Neighbourhood } from "./neighbourhood.ts";

/** From the unit `fromUnit` of the token `first` up to, not including, the unit `toUnit` of the token `last`. */
export interface Region {
  readonly first: number;
  readonly fromUnit: number;
  readonly last: number;
  readonly toUnit: number;
}

/** The least region with some hunks and the words that they changed. */
export function regionOf({ tokens }: Neighbourhood, hunks: readonly Hunk[]): Region {
  let first = tokens.length;
  let last = 0;
  let wordFrom = Number.POSITIVE_INFINITY;
  let wordTo = 0;
  for (const hunk of hunks) {
    first = Math.min(first, hunk.first);
    last = Math.max(last, hunk.last);
    wordFrom = Math.min(wordFrom, hunk.wordFrom);
    wordTo = Math.max(wordTo, hunk.wordTo);
  }
  let fromUnit = 0;
  let toUnit = tokens[last]!.text.length;
  for (let index = first - 1; index >= 0 && tokens[first]!.from > wordFrom; index--) {
    const token = tokens[index]!;
    if (!(token.visible & BASE_BIT)) continue;
    first = index;
    fromUnit = Math.max(0, wordFrom - token.from);
  }
  for (let index = last + 1; index < tokens.length && endOf(tokens[last]!) < wordTo; index++) {
    const token = tokens[index]!;
    if (!(token.visible & BASE_BIT)) continue;
    last = index;
    toUnit = Math.min(token.text.length, wordTo - token.from);
  }
  return { first, fromUnit, last, toUnit };
}

/** What stood in a region at a moment. */
export function textAt({ tokens }: Neighbourhood, region: Region, moment: number): string {
  let text = "";
  for (let index = region.first; index <= region.last; index++) {
    const token = tokens[index]!;
    if (!(token.visible & (1 << moment))) continue;
    const from = index === region.first ? region.fromUnit : 0;
    const to = index === region.last ? region.toUnit : token.text.length;
    text += token.text.slice(from, to);
  }
  return text;
}
