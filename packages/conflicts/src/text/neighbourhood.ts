/**
 * Stretches of a sequence in which several sides were at work close to each other, with the untouched text between and
 * beside what they touched. What is further apart, or in different blocks, cannot cross.
 */
import type { ElementStretch, History, HistorySequence } from "@weft/richtext";
import { BASE_BIT, type Timeline } from "../versions/timeline.ts";
import { Gaps } from "./gaps.ts";
import { firstStripAfter, type Strip, type TouchedSequence, wasDeletedBefore } from "./strips.ts";

/** A sentence is looked for this far: characters of the base, and elements with all that was deleted long ago. */
const REACH_UNITS_MAX = 240;
const REACH_ELEMENTS_MAX = 1_000;
/** So much is read before the first and after the last strip, for words and sentences that reach out. */
const MARGIN_ELEMENTS = 80;

/** A piece of a neighbourhood: a strip, or untouched text. Tokens of no text (hidden ones) are left out. */
export interface Token {
  readonly kind: "text" | "atom" | "marker";
  /** A line feed for a marker. */
  readonly text: string;
  /** The moments at which it was there. */
  readonly visible: number;
  readonly strip: Strip | null;
  readonly replica: number;
  readonly counter: number;
  /** Where it stands in the text of the base. */
  readonly from: number;
}

/** A token that is not counted among others yet: 0 stands for where it is. */
export type Unplaced = Omit<Token, "from"> & { from: number };

/** Tokens in the order of the document. */
export interface Neighbourhood {
  readonly sequence: HistorySequence;
  readonly tokens: readonly Token[];
  /** The text of the base. */
  readonly base: string;
}

/** What is between two strips that sides touched. */
interface Between {
  units: number;
  elements: number;
  isApart: boolean;
}

/**
 * Strips that sides touched, by nearness; only groups of which `isWanted` are read. One at a time: whoever is done with one can
 * let it go, as all of them hold a search's whole text.
 */
export function* neighbourhoods(
  timeline: Timeline,
  touched: TouchedSequence,
  isWanted: (strips: readonly Strip[]) => boolean,
): Generator<Neighbourhood> {
  const gaps = new Gaps(touched, REACH_ELEMENTS_MAX);
  const reader = new TokenReader(timeline, touched, gaps);
  const { strips } = touched;
  let group: Strip[] = [];
  let firstOfGroup = 0;
  let between = nothingBetween();
  let rank = strips[0]?.rank ?? 0;
  for (let index = 0; index < strips.length; index++) {
    const strip = strips[index]!;
    reader.readGap(index, strip.rank - rank, between);
    rank = strip.rank + strip.length;
    if (touchedBy(timeline, strip) === 0) {
      reader.note(strip, between);
      continue;
    }
    if (between.isApart && group.length > 0) {
      if (isWanted(group)) yield reader.read(group);
      group = [];
    }
    if (group.length === 0) {
      // Of the strips before, those in the margin of this group are still asked for, and found without.
      gaps.forget(firstOfGroup);
      firstOfGroup = index;
    }
    group.push(strip);
    between = nothingBetween();
  }
  if (group.length > 0 && isWanted(group)) yield reader.read(group);
}

/** All that ever stood on the ranks `from`..`to - 1` of a sequence at one of the moments. */
export function tokensBetween(
  timeline: Timeline,
  touched: TouchedSequence,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Unplaced[] {
  return new TokenReader(timeline, touched, null).tokensIn(from, to);
}

/** The sides in whose versions a strip is otherwise than in the base, as moments. */
export function touchedBy({ sideBits }: Timeline, { visible }: { readonly visible: number }): number {
  return (visible & BASE_BIT ? ~visible : visible) & sideBits;
}

/** Whether it is there in what the work of all sides comes to, whatever came later. */
export function isThereMerged(timeline: Timeline, of: { readonly visible: number }): boolean {
  return (touchedBy(timeline, of) === 0) === ((of.visible & BASE_BIT) !== 0);
}

function nothingBetween(): Between {
  return { units: 0, elements: 0, isApart: false };
}

class TokenReader {
  private readonly timeline: Timeline;
  private readonly history: History;
  private readonly sequence: HistorySequence;
  private readonly strips: readonly Strip[];
  /** Null: each is read by itself. */
  private readonly gaps: Gaps | null;

  constructor(timeline: Timeline, touched: TouchedSequence, gaps: Gaps | null) {
    this.timeline = timeline;
    this.strips = touched.strips;
    this.history = timeline.history;
    this.sequence = touched.sequence;
    this.gaps = gaps;
  }

  /** Notes what untouched elements stand before a strip, as many as `elements`: how much text, and whether a block begins. */
  readGap(index: number, elements: number, between: Between): void {
    between.elements += elements;
    if (between.elements > REACH_ELEMENTS_MAX) between.isApart = true;
    if (between.isApart || elements === 0) return;
    for (const stretch of this.gaps?.before(index) ?? []) {
      if (stretch.kind === "marker") between.isApart ||= !wasDeletedBefore(this.timeline, stretch);
      else if (stretch.kind !== "slot" && stretch.covers === 0) between.units += stretch.length;
    }
    if (between.units > REACH_UNITS_MAX) between.isApart = true;
  }

  /** Notes a strip that no side touched: only later work did. */
  note({ kind, visible, length }: Strip, between: Between): void {
    if (!(visible & BASE_BIT)) return;
    if (kind === "marker") between.isApart = true;
    between.units += length;
    between.elements += length;
    if (between.units > REACH_UNITS_MAX || between.elements > REACH_ELEMENTS_MAX) between.isApart = true;
  }

  /** Everything from a margin before the first strip of a group to one after the last. */
  read(group: readonly Strip[]): Neighbourhood {
    const { everBits } = this.timeline;
    const first = group[0]!.rank;
    const last = group.at(-1)!;
    const end = last.rank + last.length;
    const from = Math.max(0, first - MARGIN_ELEMENTS);
    const to = Math.min(this.sequence.length, end + MARGIN_ELEMENTS);
    const after = toFirstBlock(this.tokensIn(end, to));
    if (to === this.sequence.length && after.at(-1)?.kind !== "marker") {
      after.push({
        kind: "marker",
        visible: everBits,
        strip: null,
        replica: -1,
        counter: 0,
        text: "\n",
        from: 0,
      });
    }
    const tokens = fromLastBlock(this.tokensIn(from, first)).concat(this.tokensIn(first, end), after);
    let base = "";
    for (const token of tokens) {
      token.from = base.length;
      if (token.visible & BASE_BIT) base += token.text;
    }
    return { sequence: this.sequence, tokens, base };
  }

  /** What was ever there on the ranks `from`..`to - 1`. */
  tokensIn(from: number, to: number): Unplaced[] {
    const { strips } = this;
    const tokens: Unplaced[] = [];
    let rank = from;
    for (let index = firstStripAfter(strips, from); index < strips.length && rank < to; index++) {
      const strip = strips[index]!;
      const gap = strip.rank <= to && rank === this.endBefore(index) ? this.gaps?.before(index) : null;
      if (gap == null) this.addUntouched(rank, Math.min(strip.rank, to), tokens);
      else for (const stretch of gap) this.addStretch(stretch, tokens);
      rank = Math.max(rank, strip.rank);
      const length = Math.min(to, strip.rank + strip.length) - rank;
      const { kind, visible, replica } = strip;
      if (length > 0 && visible !== 0 && kind !== "slot") {
        const counter = strip.counter + rank - strip.rank;
        const text = kind === "marker" ? "\n" : this.history.textOf({ replica, counter }, length);
        tokens.push({ kind, visible, strip, replica, counter, text, from: 0 });
      }
      rank += Math.max(0, length);
    }
    this.addUntouched(rank, to, tokens);
    return tokens;
  }

  private addUntouched(from: number, to: number, tokens: Unplaced[]): void {
    if (from < to) this.sequence.visit(from, to, (stretch) => this.addStretch(stretch, tokens));
  }

  private addStretch(stretch: ElementStretch, tokens: Unplaced[]): void {
    const { kind, replica, counter, length, covers } = stretch;
    if (kind === "slot") return;
    const isThere = kind === "marker" ? !wasDeletedBefore(this.timeline, stretch) : covers === 0;
    if (!isThere) return;
    const text = kind === "marker" ? "\n" : this.history.textOf(stretch, length);
    tokens.push({ kind, visible: this.timeline.everBits, strip: null, replica, counter, text, from: 0 });
  }

  /** Where the strip before one ends. */
  private endBefore(index: number): number {
    const before = this.strips[index - 1];
    return before === undefined ? -1 : before.rank + before.length;
  }
}

/** Text before the last block that begins there is not beside what follows. */
function fromLastBlock(tokens: Unplaced[]): Unplaced[] {
  return tokens.slice(Math.max(0, tokens.findLastIndex(beginsBlock)));
}

function toFirstBlock(tokens: Unplaced[]): Unplaced[] {
  const end = tokens.findIndex(beginsBlock);
  return end < 0 ? tokens : tokens.slice(0, end + 1);
}

function beginsBlock({ kind, visible }: Unplaced): boolean {
  return kind === "marker" && (visible & BASE_BIT) !== 0;
}
