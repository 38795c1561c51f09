/** What one side did in one go: words that it put in the place of words, within a neighbourhood. */
import { BASE_BIT, type Timeline } from "../versions/timeline.ts";
import { type Neighbourhood, type Token, touchedBy } from "./neighbourhood.ts";
import { isSentenceOfItsOwn, isWordUnit, wordHead, wordTail } from "./words.ts";

/** A change of one side: the tokens `first`..`last` hold all of it. */
export interface Hunk {
  readonly side: number;
  readonly first: number;
  readonly last: number;
  /** What it takes the place of in the text of the base; both are the same if it only adds. */
  readonly from: number;
  readonly to: number;
  /** The same with the whole words that it changed. */
  readonly wordFrom: number;
  readonly wordTo: number;
  readonly adds: boolean;
  readonly takes: boolean;
  /** Whether it is nothing but text of a new block, or a sentence of its own: it changes nothing that was there. */
  readonly isDetached: boolean;
  readonly isOwnSentence: boolean;
}

/** So far around a hunk its words and its sentence are looked for. */
const SENTENCE_UNITS_MAX = 240;

/** A hunk while it grows. */
interface Growing {
  first: number;
  last: number;
  adds: boolean;
  takes: boolean;
  afterMarker: boolean;
}

/** The hunks of a side in a neighbourhood, in order. Blocks that only begin or end make none. */
export function hunksOf(timeline: Timeline, neighbourhood: Neighbourhood, side: number): Hunk[] {
  const bit = 1 << (side + 1);
  const hunks: Hunk[] = [];
  let growing: Growing | null = null;
  let isApart = false;
  let afterMarker = false;
  const close = (): void => {
    if (growing && (growing.adds || growing.takes)) hunks.push(finish(neighbourhood, growing, side));
    growing = null;
  };
  const { tokens } = neighbourhood;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const isThere = (token.visible & bit) !== 0;
    const wasThere = (token.visible & BASE_BIT) !== 0;
    if (!(touchedBy(timeline, token) & bit)) {
      if (wasThere) {
        isApart ||= growing !== null && wordHead(token.text) < token.text.length;
        afterMarker = false;
      }
      continue;
    }
    if (token.kind === "marker" && isThere) {
      close();
      afterMarker = true;
      continue;
    }
    if (growing && isApart) close();
    growing ??= { first: index, last: index, adds: false, takes: false, afterMarker };
    growing.last = index;
    if (isThere) growing.adds = true;
    else if (token.kind !== "marker") growing.takes = true;
    isApart = false;
  }
  close();
  return hunks;
}

function finish({ tokens, base }: Neighbourhood, growing: Growing, side: number): Hunk {
  const { first, last, adds, takes, afterMarker } = growing;
  const head = tokens[first]!;
  const tail = tokens[last]!;
  const from = head.from;
  const to = endOf(tail);
  const bit = 1 << (side + 1);
  let typed = "";
  for (let index = first; index <= last; index++) {
    const token = tokens[index]!;
    if (token.visible & bit && !(token.visible & BASE_BIT)) typed += token.text;
  }
  const before = base.slice(Math.max(0, from - SENTENCE_UNITS_MAX), from);
  const after = base.slice(to, to + SENTENCE_UNITS_MAX);
  const isAddition = adds && !takes && from === to;
  return {
    side,
    first,
    last,
    from,
    to,
    wordFrom: from - (isWordUnit(head.text[0]) ? wordTail(before) : 0),
    wordTo: to + (isWordUnit(tail.text.at(-1)) ? wordHead(after) : 0),
    adds,
    takes,
    isDetached: isAddition && afterMarker && (after === "" || after[0] === "\n"),
    isOwnSentence: isAddition && isSentenceOfItsOwn(typed, { before, after }),
  };
}

/** Where a token ends in the text of the base. */
export function endOf({ from, text, visible }: Token): number {
  return visible & BASE_BIT ? from + text.length : from;
}
