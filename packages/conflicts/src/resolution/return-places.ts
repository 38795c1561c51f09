/**
 * Where deleted words come back. That is where they would show by themselves, but for words that were joined across a block
 * that was deleted and shows for what somebody else wrote in it: they would show before it, and what is kept in there stands
 * before them.
 */
import {
  type ElementStretch,
  type History,
  type HistorySequence,
  historyOf,
  type RichText,
} from "@weft/richtext";
import type { Conflict, IdRange } from "../conflict.ts";
import { without } from "../id-ranges.ts";

/** So many elements are looked through for what stands before what comes back. */
const REACH_ELEMENTS_MAX = 240;

/** Elements that come back at a place. */
export interface Returning {
  readonly stretch: ElementStretch;
  readonly at: number;
}

/** What a choice does: elements that go, and those that come back with the places where they would show. */
interface Plan {
  readonly going: readonly IdRange[];
  readonly returning: readonly Returning[];
}

/**
 * The places, in the order of the document: none is before that of what stands before it and stays or comes back, unless
 * words of the conflict that stand behind it show before that.
 */
export function returnPlaces(document: RichText, conflict: Conflict, plan: Plan): readonly Returning[] {
  const sorted = [...plan.returning].sort((a, b) => a.stretch.rank - b.stretch.rank);
  const [first] = sorted;
  if (!first) return [];
  const history = historyOf(document);
  const { sequence } = history.homeOf(first.stretch);
  const staying = new Staying(document, sequence, plan.going);
  const end = rankOfEnd(history, sequence, conflict);
  const placed: Returning[] = [];
  for (const { stretch, at } of sorted) {
    const { rank } = stretch;
    const last = placed.at(-1);
    const from = Math.max(0, rank - REACH_ELEMENTS_MAX, last ? last.stretch.rank + last.stretch.length : 0);
    const before = staying.placeAfterLast(from, rank) ?? last?.at ?? at;
    const after = staying.placeOfFirst(rank + stretch.length, Math.min(end, rank + REACH_ELEMENTS_MAX));
    const isBehind = after === null || after >= before;
    placed.push({ stretch, at: at < before && isBehind ? before : at });
  }
  return placed;
}

/** What is shown of a sequence, and stays. */
class Staying {
  private readonly document: RichText;
  private readonly history: History;
  private readonly sequence: HistorySequence;
  private readonly going: readonly IdRange[];

  constructor(document: RichText, sequence: HistorySequence, going: readonly IdRange[]) {
    this.document = document;
    this.history = historyOf(document);
    this.sequence = sequence;
    this.going = going;
  }

  /** The place behind the last of some ranks. */
  placeAfterLast(from: number, to: number): number | null {
    const last = this.among(from, to).at(-1);
    return last ? this.document.placeOfAnchor(`${last.replica}:${last.to - 1}:a`) : null;
  }

  /** The place before the first of some ranks. */
  placeOfFirst(from: number, to: number): number | null {
    const first = this.among(from, to)[0];
    return first ? this.document.placeOfAnchor(`${first.replica}:${first.from}:b`) : null;
  }

  private among(from: number, to: number): IdRange[] {
    const { history } = this;
    const found: IdRange[] = [];
    if (from >= to) return found;
    this.sequence.visit(from, to, (stretch) => {
      const { kind, replica, counter, length, covers } = stretch;
      if (kind === "slot" || (kind === "marker" ? !history.isShown(stretch) : covers > 0)) return;
      const all = { replica: history.idOf(replica), from: counter, to: counter + length };
      found.push(...without([all], this.going));
    });
    return found;
  }
}

/** The rank behind the last element of a conflict. */
function rankOfEnd(history: History, sequence: HistorySequence, { place }: Conflict): number {
  const name = place.end?.slice(0, -2);
  const element = name === undefined ? null : history.elementNamed(name);
  const home = element && history.homeOf(element);
  return home?.sequence === sequence ? sequence.rankOf(home.element) + 1 : sequence.length;
}
