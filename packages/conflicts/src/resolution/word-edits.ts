/** Words as a side had them: what others put in goes, what others took comes back. */
import { type Edit, type ElementStretch, type History, historyOf, type RichText } from "@weft/richtext";
import type { Conflict, ConflictSide, IdRange } from "../conflict.ts";
import { without } from "../id-ranges.ts";
import { type Returning, returnPlaces } from "./return-places.ts";

/** What makes elements come or go, and where they stand. */
interface Change {
  /** The place, and the rank in the sequence among those at one place: a moved block shows elsewhere than it stands. */
  readonly at: number;
  readonly rank: number;
  readonly edit: Edit;
}

/** The edits, from the end to the start, so that each leaves the places of the next ones as they are. */
export function wordEdits(document: RichText, conflict: Conflict, kept: ConflictSide): Edit[] | null {
  const history = historyOf(document);
  const others = conflict.sides.filter((side) => side !== kept);
  const changes: Change[] = [];
  const inserted = others.flatMap((side) => side.inserted);
  const going = without(each(inserted), kept.inserted);
  for (const range of going) {
    for (const stretch of stretchesOf(history, range)) {
      if (stretch.kind === "marker" ? !history.isShown(stretch) : stretch.covers > 0) continue;
      const at = placeOf(document, history, stretch);
      if (at === null) return null;
      // Nothing is before the first block that it could be joined to: where it was moved there it stays.
      if (at === 0) continue;
      const to = at + stretch.length;
      changes.push({ at, rank: stretch.rank, edit: { type: "deleteRange", from: at, to } });
    }
  }
  const deleted = others.flatMap((side) => side.deleted);
  const returning: Returning[] = [];
  for (const range of without(each(deleted), kept.deleted)) {
    for (const stretch of stretchesOf(history, range)) {
      if (stretch.kind === "marker" ? history.isShown(stretch) : stretch.covers === 0) continue;
      const at = placeOf(document, history, stretch);
      if (at === null || stretch.kind === "atom") return null;
      if (stretch.kind !== "slot") returning.push({ stretch, at });
    }
  }
  for (const { stretch, at } of returnPlaces(document, conflict, { going, returning })) {
    const edit: Edit =
      stretch.kind === "marker"
        ? { type: "splitBlock", at }
        : { type: "insertText", at, text: history.textOf(stretch, stretch.length) };
    changes.push({ at, rank: stretch.rank, edit });
  }
  return changes.sort((a, b) => b.at - a.at || b.rank - a.rank).map(({ edit }) => edit);
}

/** The same ids, each once: several sides may have deleted the same. */
function each(ranges: readonly IdRange[]): readonly IdRange[] {
  let all: readonly IdRange[] = [];
  for (const range of ranges) all = [...all, ...without([range], all)];
  return all;
}

/** The elements of a range where they stand. */
function stretchesOf(history: History, { replica: id, from, to }: IdRange): ElementStretch[] {
  const replica = history.replicaOf(id);
  const found: ElementStretch[] = [];
  for (let counter = from; counter < to; ) {
    const { sequence, element } = history.homeOf({ replica, counter });
    const rank = sequence.rankOf(element);
    const before = counter;
    sequence.visit(rank, Math.min(sequence.length, rank + to - counter), (stretch) => {
      if (stretch.replica !== replica || stretch.counter !== counter) return;
      found.push(stretch);
      counter += stretch.length;
    });
    if (counter === before) counter++;
  }
  return found;
}

function placeOf(document: RichText, history: History, { replica, counter }: ElementStretch): number | null {
  return document.placeOfAnchor(`${history.idOf(replica)}:${counter}:b`);
}
